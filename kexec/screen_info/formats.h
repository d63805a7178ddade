/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pixel layouts that struct screen_info can describe, by DRM fourcc.
 */
#ifndef KFB_SCREEN_INFO_FORMATS_H
#define KFB_SCREEN_INFO_FORMATS_H

#include <stdint.h>

struct kfb_channel {
	uint8_t size; /* bits */
	uint8_t pos;  /* of the lowest bit in the little-endian pixel */
};

struct kfb_format {
	uint32_t fourcc;
	uint8_t depth; /* lfb_depth: bits per pixel in memory */
	struct kfb_channel red, green, blue, rsvd;
};

/* NULL if no screen_info describes it.  Alpha counts as padding: ARGB finds XRGB. */
const struct kfb_format *kfb_format_by_fourcc(uint32_t fourcc);

/* The inverse; ignores @fourcc of @layout. */
const struct kfb_format *kfb_format_by_layout(const struct kfb_format *layout);

/* The fourcc for what fbdev and MODE_GETFB report instead: bits per pixel, and bits used. */
uint32_t kfb_fourcc_from_bpp(uint32_t bpp, uint32_t depth);

/* A fourcc's four characters, '?' for any that does not print; "?" for 0.  Returns @text. */
#define KFB_FOURCC_TEXT_SIZE 5
const char *kfb_fourcc_text(uint32_t fourcc, char text[KFB_FOURCC_TEXT_SIZE]);

static inline uint32_t kfb_format_bytes(const struct kfb_format *f)
{
	return (f->depth + 7u) / 8u;
}

#endif
