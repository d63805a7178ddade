// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "handover/efifb_option.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "bytes.h"
#include "screen_info/screen_info.h"

#define EFIFB "video=efifb:"

/* efifb_setup() multiplies stride: by 4, as if every pixel had 4 bytes. */
#define STRIDE_UNIT 4

/*
 * COMMAND_LINE_SIZE of x86 is 2048.  The kernel adds elfcorehdr=, and rejects the result if it
 * is too long (bzImage64_load(), arch/x86/kernel/kexec-bzimage64.c, 6.12).
 */
#define CMDLINE_LIMIT 1900

static int refuse(struct kfb_error *err, const char *reason)
{
	return kfb_fail(err, ENOTSUP, 0, reason);
}

/* Ignore the size field, as efifb does: what kexec-tools writes there is too small. */
static int decode(const uint8_t passed[KEXEC_FB_SCREEN_INFO_SIZE], struct kexec_fb_mode *mode)
{
	uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE];

	memcpy(si, passed, sizeof(si));
	kfb_put_le32(si + KFB_SI_LFB_SIZE, UINT32_MAX);
	*mode = (struct kexec_fb_mode){ 0 };
	return kexec_fb_decode(si, mode);
}

int kfb_efifb_option(const uint8_t passed[KEXEC_FB_SCREEN_INFO_SIZE], const struct kexec_fb_mode *s,
		     const struct kfb_efifb_facts *facts, char option[KFB_EFIFB_OPTION_SIZE],
		     struct kfb_error *err)
{
	uint64_t base = kfb_screen_info_base(passed);
	enum kexec_fb_video_type type;
	struct kexec_fb_mode old;

	if (!kfb_screen_info_type(passed, &type) || type != KEXEC_FB_VIDEO_TYPE_EFI || !base)
		return refuse(err,
			      "it passes on no EFI framebuffer, without which efifb does not start");
	if (s->base > UINT32_MAX || base > UINT32_MAX)
		return refuse(err, "efifb's option takes no address above 4 GiB");
	if (decode(passed, &old) || old.fourcc != s->fourcc)
		return refuse(err,
			      "it passes on another pixel format, which efifb has no option for");
	if (old.base == s->base && old.width == s->width && old.height == s->height &&
	    old.stride == s->stride)
		return refuse(err, "efifb, which has no option for a size, shows it all the same");
	if (!s->stride || s->stride % STRIDE_UNIT)
		return refuse(err,
			      "efifb's option takes no line length that is not a multiple of 4 bytes");
	if (s->base != base && facts->base_is_of_bar)
		return refuse(err,
			      "efifb of kernels before 6.9 takes the address from the PCI BAR that the firmware's framebuffer is in");
	snprintf(option, KFB_EFIFB_OPTION_SIZE,
		 EFIFB "base:%#" PRIx64 ",stride:%u,width:%u,height:%u", s->base,
		 s->stride / STRIDE_UNIT, s->width, s->height);
	return 0;
}

/*
 * Get the kernel's next word from *@at, and move *@at past it; false: there is none.  As in
 * next_arg() of lib/cmdline.c, a quoted space does not end a word, and "--" ends the list.
 */
static bool next_word(const char **at, const char **word)
{
	const char *p = *at;
	bool quoted = false;

	while (isspace((unsigned char)*p))
		p++;
	*word = p;
	for (; *p && (quoted || !isspace((unsigned char)*p)); p++)
		if (*p == '"')
			quoted = !quoted;
	*at = p;
	return p > *word && !(p - *word == 2 && strncmp(*word, "--", 2) == 0);
}

bool kfb_cmdline_has_efifb(const char *cmdline)
{
	const char *word;

	while (cmdline && next_word(&cmdline, &word))
		if (strncmp(word + (*word == '"'), EFIFB, strlen(EFIFB)) == 0)
			return true;
	return false;
}

bool kfb_cmdline_is_ended(const char *cmdline)
{
	const char *word = "";

	while (cmdline && next_word(&cmdline, &word))
		;
	return cmdline && strncmp(word, "--", 2) == 0;
}

int kfb_cmdline_with(const char *option, const char *cmdline, char **out)
{
	bool has = cmdline && *cmdline;

	if (strlen(option) + 1 + (has ? strlen(cmdline) : 0) > CMDLINE_LIMIT)
		return -E2BIG;
	if (asprintf(out, "%s%s%s", option, has ? " " : "", has ? cmdline : "") < 0)
		return -ENOMEM;
	return 0;
}
