// SPDX-License-Identifier: GPL-2.0-only
/* What the next kernel is told, read as that kernel does, and compared with the screen. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "check/cmdline.h"
#include "check/told.h"
#include "screen_info/screen_info.h"

bool kfb_told_mode(const uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE], struct kexec_fb_mode *mode,
		   bool *undersized)
{
	uint8_t enlarged[KEXEC_FB_SCREEN_INFO_SIZE];
	int ret = kexec_fb_decode(si, mode);

	*undersized = false;
	if (ret != -EINVAL)
		return ret == 0;
	/*
	 * kexec-tools writes 64 KiB units for EFI: use the picture's size instead, as efifb
	 * does.
	 */
	memcpy(enlarged, si, sizeof(enlarged));
	kfb_put_le32(enlarged + KFB_SI_LFB_SIZE, UINT32_MAX);
	if (kexec_fb_decode(enlarged, mode))
		return false;
	mode->size = (uint64_t)mode->stride * mode->height;
	*undersized = true;
	return true;
}

/* stride: counts pixels of 4 bytes, as in efifb_setup(). */
static void apply(const char *word, size_t len, struct kexec_fb_mode *mode)
{
	static const struct {
		const char *name;
		size_t len;
	} names[] = { { "base:", 5 }, { "stride:", 7 }, { "width:", 6 }, { "height:", 7 } };
	char number[24];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		unsigned long long value;

		if (len <= names[i].len || len - names[i].len >= sizeof(number) ||
		    memcmp(word, names[i].name, names[i].len) != 0)
			continue;
		memcpy(number, word + names[i].len, len - names[i].len);
		number[len - names[i].len] = '\0';
		value = strtoull(number, NULL, 0);
		if (i == 0)
			mode->base = (uint32_t)value;
		else if (i == 1)
			mode->stride = (uint32_t)value * 4;
		else if (i == 2)
			mode->width = (uint32_t)value;
		else
			mode->height = (uint32_t)value;
	}
}

void kfb_apply_efifb_option(const char *cmdline, struct kexec_fb_mode *mode)
{
	static const char prefix[] = "efifb:";
	struct kfb_parameter p;

	while (kfb_cmdline_next(&cmdline, &p)) {
		const char *at, *end;

		if (!kfb_parameter_is(&p, "video") || !p.value || p.value_len < sizeof(prefix) ||
		    memcmp(p.value, prefix, sizeof(prefix) - 1) != 0)
			continue;
		end = p.value + p.value_len;
		for (at = p.value + sizeof(prefix) - 1; at < end;) {
			const char *comma = memchr(at, ',', (size_t)(end - at));
			const char *word_end = comma ? comma : end;

			apply(at, (size_t)(word_end - at), mode);
			at = comma ? comma + 1 : end;
		}
	}
}
