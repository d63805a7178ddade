/* SPDX-License-Identifier: GPL-2.0-only */
/* Where this kernel keeps the screen_info that it was started with. */
#ifndef STANDIN_BOOT_SCREEN_H
#define STANDIN_BOOT_SCREEN_H

#include <linux/screen_info.h>
#include <linux/version.h>

#if LINUX_VERSION_CODE >= KERNEL_VERSION(7, 0, 0)
#include <linux/sysfb.h>
#define boot_screen (sysfb_primary_display.screen)
#else
#define boot_screen screen_info
#endif

#endif
