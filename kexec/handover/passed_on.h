/* SPDX-License-Identifier: GPL-2.0-only */
/* x86: what kexec_file_load() passes on, see scanout/kernel_screen_info.h. */
#ifndef KFB_HANDOVER_PASSED_ON_H
#define KFB_HANDOVER_PASSED_ON_H

#include <stdbool.h>

#include "kexec-fb.h"

struct kfb_passed_on {
	uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE];
	bool cleared; /* by hyperv_fb, as far as we know */
};

/*
 * Get the kernel's own screen_info if its memory can be read; otherwise the boot loader's, if
 * no driver is known to have changed it.  -d says which.  Call kexec_fb_find() first.
 */
void kfb_passed_on(const struct kexec_fb *fb, struct kfb_passed_on *passed);

/*
 * Pure: does @si show @mode?  Ignores any memory that @mode keeps free around its picture, and
 * whether @si covers that.
 */
bool kfb_passed_on_shows(const uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE],
			 const struct kexec_fb_mode *mode);

/* Long enough for any text from kfb_passed_on_text(). */
#define KFB_PASSED_ON_TEXT 256

/* Pure: what is wrong with @passed if it does not show @mode, as a clause for a person. */
void kfb_passed_on_text(const struct kfb_passed_on *passed, const struct kexec_fb_mode *mode,
			char text[KFB_PASSED_ON_TEXT]);

#endif
