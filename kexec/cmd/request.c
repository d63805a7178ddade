// SPDX-License-Identifier: GPL-2.0-only
#include "cmd/request.h"

#include <string.h>

#include "cmd/real_kexec.h"
#include "cmd/say.h"
#include "util.h"

static enum kfb_mode get_mode(const char *value)
{
	static const char *const names[] = {
		[KFB_MODE_AUTO] = "auto",
		[KFB_MODE_OFF] = "off",
		[KFB_MODE_REQUIRE] = "require",
		[KFB_MODE_VERBATIM] = "verbatim",
	};

	for (size_t i = 0; value && i < ARRAY_SIZE(names); i++)
		if (strcmp(value, names[i]) == 0)
			return (enum kfb_mode)i;
	if (value)
		kfb_say("KEXEC_FB=%s is taken for auto: it is not one of auto, off, require, verbatim",
			value);
	return KFB_MODE_AUTO;
}

/* Does -s mean -a?  Then it is the distribution's default, not the administrator's choice. */
static bool get_s_is_auto(const char *value, bool otherwise)
{
	if (value && strcmp(value, "only") != 0 && strcmp(value, "auto") != 0) {
		kfb_say("KEXEC_FB_S=%s is ignored: it is neither only nor auto", value);
		value = NULL;
	}
	return value ? strcmp(value, "auto") == 0 : otherwise;
}

static void say_bad_line(void *data, unsigned int line, const char *reason)
{
	(void)data;
	kfb_say(KFB_SETTINGS_PATH " line %u is ignored: %s", line, reason);
}

/*
 * KEXEC_PATH may be a list separated by colons, for distributions that are merging /sbin and
 * /usr/sbin.  Return the first that can be run, or else the first.
 */
const char *kfb_installed_kexec(void)
{
	static char path[sizeof(KEXEC_PATH)];
	const char *at = KEXEC_PATH;
	size_t n;

	for (; *at; at += n + (at[n] == ':')) {
		n = strcspn(at, ":");
		memcpy(path, at, n);
		path[n] = '\0';
		if (kfb_can_exec(path))
			return path;
	}
	memcpy(path, KEXEC_PATH, sizeof(path));
	path[strcspn(path, ":")] = '\0';
	return path;
}

void kfb_request_settings(const struct kfb_own_options *own, struct kfb_settings *settings)
{
	int ret = kfb_settings_load(own->sysroot, settings, say_bad_line, NULL);

	if (ret)
		kfb_say(KFB_SETTINGS_PATH " is ignored: %s", strerror(-ret));
}

static void say_nothing(void *data, unsigned int line, const char *reason)
{
	(void)data;
	(void)line;
	(void)reason;
}

bool kfb_request_is_off(const struct kfb_own_options *own)
{
	struct kfb_settings settings;
	const char *mode;
	bool off;

	kfb_settings_load(own->sysroot, &settings, say_nothing, NULL);
	mode = kfb_settings_get(&settings, KFB_SETTING_MODE);
	off = mode && strcmp(mode, "off") == 0;
	kfb_settings_free(&settings);
	return off;
}

void kfb_request_read(struct kfb_request *r, const struct kfb_settings *settings,
		      const struct kfb_own_options *own, int argc)
{
	const char *kexec = kfb_settings_get(settings, KFB_SETTING_KEXEC);

	r->mode = get_mode(kfb_settings_get(settings, KFB_SETTING_MODE));
	r->policy.verbatim = r->mode == KFB_MODE_VERBATIM;
	r->policy.s_is_auto =
		get_s_is_auto(kfb_settings_get(settings, KFB_SETTING_S), own->kdumpctl);
	r->kexec = kexec ? kexec : kfb_installed_kexec();
	kfb_kexec_options(argc, r->argv, &r->options);
}
