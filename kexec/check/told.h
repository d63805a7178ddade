/* SPDX-License-Identifier: GPL-2.0-only */
/* What the next kernel is told, read as leniently as that kernel does. */
#ifndef KFB_CHECK_TOLD_H
#define KFB_CHECK_TOLD_H

#include <stdbool.h>

#include "kexec-fb.h"

/*
 * Pure: what @si tells about the screen.  *undersized: its size is less than its picture.
 * false: no linear framebuffer.
 */
bool kfb_told_mode(const uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE], struct kexec_fb_mode *mode,
		   bool *undersized);

/*
 * Pure: change @mode as video=efifb:base:...,stride:...,width:...,height:... does in
 * efifb_setup(), 6.12.
 */
void kfb_apply_efifb_option(const char *cmdline, struct kexec_fb_mode *mode);

#endif
