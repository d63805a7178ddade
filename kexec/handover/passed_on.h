/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * x86: what kexec_file_load() passes on.  Since 5.10 that is the kernel's global
 * screen_info (setup_boot_parameters() in arch/x86/kernel/kexec-bzimage64.c), which is
 * what the boot loader left unless a driver changed it.
 */
#ifndef KFB_HANDOVER_PASSED_ON_H
#define KFB_HANDOVER_PASSED_ON_H

#include <stdbool.h>

#include "kexec-fb.h"

struct kfb_passed_on {
	uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE];
	bool cleared;		/* by hyperv_fb, as far as is known */
	const char *source;	/* for -d */
};

/* After a successful kexec_fb_find(). */
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
