// SPDX-License-Identifier: GPL-2.0-only
/*
 * Clears the kernel's own screen_info as hyperv_fb does on a Gen 2 machine: hvfb_getmem()
 * (drivers/video/fbdev/hyperv_fb.c, 5.10 to 6.12).  Debian builds no hyperv_fb, so this
 * stand-in does that one thing.
 */
#include <linux/module.h>

#include "boot_screen.h"

static int __init clear_screen_info_init(void)
{
	boot_screen.lfb_size = 0;
	boot_screen.lfb_base = 0;
	boot_screen.orig_video_isVGA = 0;
	return 0;
}
module_init(clear_screen_info_init);

MODULE_DESCRIPTION("Test-only: the kernel's screen_info as hyperv_fb leaves it");
MODULE_LICENSE("GPL");
