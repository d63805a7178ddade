// SPDX-License-Identifier: GPL-2.0-only
#include "cmd/cmd.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/say.h"
#include "handover/settings.h"

int kfb_help(const struct kfb_command *command)
{
	printf("Usage: kexec-fb [OPTION...] %s %s\n\n%s", command->name, command->arguments,
	       command->help);
	return fflush(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
}

int kfb_try_help(const struct kfb_command *command)
{
	kfb_say("hint: try \"kexec-fb %s --help\"", command->name);
	return KFB_EXIT_USAGE;
}

static void log_stderr(void *data, enum kexec_fb_log_level level, const char *line)
{
	const bool *debug = data;

	if (level != KEXEC_FB_LOG_DEBUG || *debug)
		kfb_say("%s", line);
}

/* exec reports bad lines: they matter more there. */
static void pass_over(void *data, unsigned int line, const char *reason)
{
	(void)data;
	(void)line;
	(void)reason;
}

/* Decided here, so that every command finds what exec would hand over. */
static bool wants_untried(const struct kfb_own_options *own)
{
	struct kfb_settings settings;
	const char *value;
	bool yes;

	kfb_settings_load(own->sysroot, &settings, pass_over, NULL);
	value = kfb_settings_get(&settings, KFB_SETTING_UNTRIED);
	yes = value && strcmp(value, "yes") == 0;
	kfb_settings_free(&settings);
	return yes;
}

int kfb_open(const struct kfb_own_options *own, bool *debug, struct kexec_fb **fb)
{
	int ret = kexec_fb_new(own->sysroot, fb);

	if (ret)
		return ret;
	kexec_fb_set_log(*fb, log_stderr, debug);
	kexec_fb_allow_untried(*fb, wants_untried(own));
	kexec_fb_allow_ram(*fb, true); /* only `exec -l` is not about crash kernels */
	return 0;
}

struct kexec_fb *kfb_open_or_say(const struct kfb_own_options *own, bool *debug)
{
	struct kexec_fb *fb;
	int ret = kfb_open(own, debug, &fb);

	if (ret)
		kfb_say("cannot read %s: %s", own->sysroot ? own->sysroot : "/", strerror(-ret));
	return fb;
}
