// SPDX-License-Identifier: GPL-2.0-only
/*
 * Our settings file, and the next kernel's command line with an option put into it.
 *
 * Floor: handover/settings.c 60
 * Floor: handover/efifb_option.c 80
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "handover/efifb_option.h"
#include "handover/settings.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void bad_line(void *data, unsigned int line, const char *reason)
{
	if (!line || !reason)
		abort();
	(*(unsigned int *)data)++;
}

static void check_cmdline(const char *cmdline)
{
	static const char option[] = "video=efifb:base:0xc0000000,stride:1024";
	char *with;

	if (kfb_cmdline_with(option, cmdline, &with))
		return;
	if (!kfb_cmdline_has_efifb(with) || !strstr(with, cmdline) ||
	    strncmp(with, option, strlen(option)) != 0)
		abort();
	kfb_cmdline_is_ended(with);
	free(with);
}

/* Use the input both as the screen_info that is passed on and as the mode on the screen. */
static void check_option(const uint8_t *data, size_t size)
{
	uint8_t passed[KEXEC_FB_SCREEN_INFO_SIZE];
	char option[KFB_EFIFB_OPTION_SIZE];
	struct kfb_efifb_facts facts = { 0 };
	struct kfb_error err = { 0 };
	struct kexec_fb_mode mode;

	if (size < sizeof(passed) + sizeof(mode))
		return;
	memcpy(passed, data, sizeof(passed));
	memcpy(&mode, data + sizeof(passed), sizeof(mode));
	facts.base_is_of_bar = data[size - 1] & 1;
	if (kfb_efifb_option(passed, &mode, &facts, option, &err)) {
		if (!err.reason)
			abort();
	} else if (strlen(option) >= sizeof(option) || !kfb_cmdline_has_efifb(option)) {
		abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kfb_settings settings = { 0 };
	char *text = malloc(size + 1);
	unsigned int bad = 0;

	if (!text)
		abort();
	memcpy(text, data, size);
	text[size] = '\0';
	check_cmdline(text);
	check_option(data, size);
	kfb_settings_parse(text, size, &settings, bad_line, &bad);
	for (size_t i = 0; i < KFB_N_SETTINGS; i++)
		if (settings.values[i] &&
		    (settings.values[i] < text || settings.values[i] > text + size))
			abort();
	free(text);
	return 0;
}
