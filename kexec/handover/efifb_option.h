/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * If only kexec_file_load() is allowed, the next kernel's command line can still tell efifb
 * where the framebuffer is: efifb_setup() in drivers/video/fbdev/efifb.c.
 */
#ifndef KFB_HANDOVER_EFIFB_OPTION_H
#define KFB_HANDOVER_EFIFB_OPTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "kexec-fb.h"

/* "video=efifb:base:0x12345678,stride:16383,width:65535,height:65535", and some room. */
#define KFB_EFIFB_OPTION_SIZE 80

/* What we need to know about the next kernel. */
struct kfb_efifb_facts {
	/*
	 * efifb takes its base from a PCI device's BAR (efifb_probe(), 6.1).  This happens if
	 * the kernel is older than 6.9, or of unknown age, and the framebuffer that is passed
	 * on lies in that BAR.
	 */
	bool base_is_of_bar;
};

/*
 * Pure: the option that makes efifb show @mode although kexec_file_load() passes on @passed.
 * -ENOTSUP with a reason in @err if no option does.
 */
int kfb_efifb_option(const uint8_t passed[KEXEC_FB_SCREEN_INFO_SIZE],
		     const struct kexec_fb_mode *mode, const struct kfb_efifb_facts *facts,
		     char option[KFB_EFIFB_OPTION_SIZE], struct kfb_error *err);

/* Pure: does @cmdline already have a video=efifb: option, no matter who added it? */
bool kfb_cmdline_has_efifb(const char *cmdline);

/* Pure: does a "--" end the kernel's part of @cmdline? */
bool kfb_cmdline_is_ended(const char *cmdline);

/*
 * Pure: put @option in front of @cmdline (NULL: none), because what follows "--" is for init.
 * The result is allocated.  -E2BIG: longer than any kernel accepts; -ENOMEM.
 */
int kfb_cmdline_with(const char *option, const char *cmdline, char **out);

#endif
