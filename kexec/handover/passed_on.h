/* SPDX-License-Identifier: GPL-2.0-only */
/* x86: what kexec_file_load() passes on, see scanout/kernel_screen_info.h. */
#ifndef KFB_HANDOVER_PASSED_ON_H
#define KFB_HANDOVER_PASSED_ON_H

#include <stdbool.h>

#include "kexec-fb.h"

struct kfb_passed_on {
	uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE];
	bool cleared;		/* by hyperv_fb, as far as is known */
};

/*
 * The kernel's own, where its memory can be read; else the boot loader's, as far as it is
 * known that no driver changed it.  -d says which.  After a successful kexec_fb_find().
 */
void kfb_passed_on(const struct kexec_fb *fb, struct kfb_passed_on *passed);

/*
 * Pure: does @si show @mode?  What @mode keeps free around its picture does not count, and
 * neither does how much of it @si does.
 */
bool kfb_passed_on_shows(const uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE],
			 const struct kexec_fb_mode *mode);

/* Long enough for any of its sentences. */
#define KFB_PASSED_ON_TEXT	256

/* Pure: what is wrong with @passed where it does not show @mode, a clause for a person. */
void kfb_passed_on_text(const struct kfb_passed_on *passed, const struct kexec_fb_mode *mode,
			char text[KFB_PASSED_ON_TEXT]);

#endif
