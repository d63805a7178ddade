/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * struct screen_info as bytes: <linux/screen_info.h>, packed, little endian.
 * The encoder and decoder proper are public, see kexec_fb_encode().
 */
#ifndef KFB_SCREEN_INFO_SCREEN_INFO_H
#define KFB_SCREEN_INFO_SCREEN_INFO_H

#include <stdbool.h>

#include "kexec-fb.h"

/* Byte offsets. */
enum {
	KFB_SI_ORIG_VIDEO_ISVGA = 0x0f,
	KFB_SI_LFB_WIDTH = 0x12,
	KFB_SI_LFB_HEIGHT = 0x14,
	KFB_SI_LFB_DEPTH = 0x16,
	KFB_SI_LFB_BASE = 0x18,
	KFB_SI_LFB_SIZE = 0x1c,
	KFB_SI_LFB_LINELENGTH = 0x24,
	KFB_SI_CHANNELS = 0x26, /* red, green, blue, rsvd: size, pos each */
	KFB_SI_PAGES = 0x32,
	KFB_SI_CAPABILITIES = 0x36,
	KFB_SI_EXT_LFB_BASE = 0x3a,
};

/* Bits of capabilities */
#define KFB_SI_SKIP_QUIRKS (1u << 0) /* VIDEO_CAPABILITY_SKIP_QUIRKS */
#define KFB_SI_64BIT_BASE  (1u << 1) /* VIDEO_CAPABILITY_64BIT_BASE */

/*
 * Would a kernel that is given @boot see exactly @mode?  If so, pass @boot on as it is: it
 * also holds bytes for which struct kexec_fb_mode has no member.
 */
bool kfb_screen_info_shows(const uint8_t boot[KEXEC_FB_SCREEN_INFO_SIZE],
			   const struct kexec_fb_mode *mode);

/* Which kind of linear framebuffer does @boot have?  false: none. */
bool kfb_screen_info_type(const uint8_t boot[KEXEC_FB_SCREEN_INFO_SIZE],
			  enum kexec_fb_video_type *type);

/* lfb_base and ext_lfb_base as one address; looks at nothing else. */
uint64_t kfb_screen_info_base(const uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE]);

/* Two hexadecimal digits per byte. */
void kfb_screen_info_hex(const uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE],
			 char hex[2 * KEXEC_FB_SCREEN_INFO_SIZE + 1]);

#endif
