// SPDX-License-Identifier: GPL-2.0-only
#include "screen_info/formats.h"

#include <stdbool.h>
#include <stddef.h>

#include <drm_fourcc.h>

#include "util.h"

/*
 * The layouts that simplefb and sysfb match screen_info against
 * (include/linux/platform_data/simplefb.h, 6.12), as far as firmware or a DRM driver really
 * scans them out.  lfb_depth includes the padding, because the EFI stub adds up all four masks:
 * for XRGB1555 it is 16.
 */
static const struct kfb_format formats[] = {
	{ DRM_FORMAT_XRGB8888, 32, { 8, 16 }, { 8, 8 }, { 8, 0 }, { 8, 24 } },
	{ DRM_FORMAT_XBGR8888, 32, { 8, 0 }, { 8, 8 }, { 8, 16 }, { 8, 24 } },
	{ DRM_FORMAT_RGBX8888, 32, { 8, 24 }, { 8, 16 }, { 8, 8 }, { 8, 0 } },
	{ DRM_FORMAT_BGRX8888, 32, { 8, 8 }, { 8, 16 }, { 8, 24 }, { 8, 0 } },
	{ DRM_FORMAT_XRGB2101010, 32, { 10, 20 }, { 10, 10 }, { 10, 0 }, { 2, 30 } },
	{ DRM_FORMAT_XBGR2101010, 32, { 10, 0 }, { 10, 10 }, { 10, 20 }, { 2, 30 } },
	{ DRM_FORMAT_RGB888, 24, { 8, 16 }, { 8, 8 }, { 8, 0 }, { 0, 0 } },
	{ DRM_FORMAT_BGR888, 24, { 8, 0 }, { 8, 8 }, { 8, 16 }, { 0, 0 } },
	{ DRM_FORMAT_RGB565, 16, { 5, 11 }, { 6, 5 }, { 5, 0 }, { 0, 0 } },
	{ DRM_FORMAT_BGR565, 16, { 5, 0 }, { 6, 5 }, { 5, 11 }, { 0, 0 } },
	{ DRM_FORMAT_XRGB1555, 16, { 5, 10 }, { 5, 5 }, { 5, 0 }, { 1, 15 } },
};

static const struct {
	uint32_t alpha, opaque;
} aliases[] = {
	{ DRM_FORMAT_ARGB8888, DRM_FORMAT_XRGB8888 },
	{ DRM_FORMAT_ABGR8888, DRM_FORMAT_XBGR8888 },
	{ DRM_FORMAT_RGBA8888, DRM_FORMAT_RGBX8888 },
	{ DRM_FORMAT_BGRA8888, DRM_FORMAT_BGRX8888 },
	{ DRM_FORMAT_ARGB2101010, DRM_FORMAT_XRGB2101010 },
	{ DRM_FORMAT_ABGR2101010, DRM_FORMAT_XBGR2101010 },
	{ DRM_FORMAT_ARGB1555, DRM_FORMAT_XRGB1555 },
};

/* drm_mode_legacy_fb_format(), drivers/gpu/drm/drm_fourcc.c, 6.12 */
static const struct {
	uint32_t bpp, depth, fourcc;
} legacy[] = {
	{ 32, 24, DRM_FORMAT_XRGB8888 },    { 32, 32, DRM_FORMAT_XRGB8888 },
	{ 32, 30, DRM_FORMAT_XRGB2101010 }, { 24, 24, DRM_FORMAT_RGB888 },
	{ 16, 16, DRM_FORMAT_RGB565 },	    { 16, 15, DRM_FORMAT_XRGB1555 },
};

static bool same_channel(struct kfb_channel a, struct kfb_channel b)
{
	/* The position of a channel without bits means nothing. */
	return a.size == b.size && (a.size == 0 || a.pos == b.pos);
}

const struct kfb_format *kfb_format_by_fourcc(uint32_t fourcc)
{
	for (size_t i = 0; i < ARRAY_SIZE(aliases); i++)
		if (aliases[i].alpha == fourcc)
			fourcc = aliases[i].opaque;

	for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
		if (formats[i].fourcc == fourcc)
			return &formats[i];
	return NULL;
}

const struct kfb_format *kfb_format_by_layout(const struct kfb_format *layout)
{
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++) {
		const struct kfb_format *f = &formats[i];

		/* An empty rsvd matches any: fbdev drivers leave transp empty, the stub doesn't. */
		if (f->depth == layout->depth && same_channel(f->red, layout->red) &&
		    same_channel(f->green, layout->green) && same_channel(f->blue, layout->blue) &&
		    (layout->rsvd.size == 0 || same_channel(f->rsvd, layout->rsvd)))
			return f;
	}
	return NULL;
}

uint32_t kfb_fourcc_from_bpp(uint32_t bpp, uint32_t depth)
{
	for (size_t i = 0; i < ARRAY_SIZE(legacy); i++)
		if (legacy[i].bpp == bpp && legacy[i].depth == depth)
			return legacy[i].fourcc;
	return 0;
}

const char *kfb_fourcc_text(uint32_t fourcc, char text[KFB_FOURCC_TEXT_SIZE])
{
	size_t n = fourcc ? 4 : 1;

	for (size_t i = 0; i < n; i++, fourcc >>= 8) {
		uint8_t c = fourcc & 0xff;

		text[i] = c > ' ' && c < 0x7f ? (char)c : '?';
	}
	text[n] = '\0';
	return text;
}
