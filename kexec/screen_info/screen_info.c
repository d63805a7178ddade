// SPDX-License-Identifier: GPL-2.0-only
#include "screen_info/screen_info.h"

#include <errno.h>
#include <string.h>

#include "bytes.h"
#include "screen_info/formats.h"

#define VLFB_UNIT 65536u /* lfb_size of VIDEO_TYPE_VLFB, vesafb.c */

static int check_fields(const struct kexec_fb_mode *mode, const struct kfb_format *f)
{
	uint64_t bytes = (uint64_t)mode->stride * mode->height;

	if (!mode->width || !mode->height || !mode->base)
		return -EINVAL;
	if (mode->stride < (uint64_t)mode->width * kfb_format_bytes(f))
		return -EINVAL;
	if (mode->size < bytes)
		return -EINVAL;
	if (mode->size > UINT64_MAX - mode->base)
		return -ERANGE;
	return 0;
}

static void put_channel(uint8_t *p, struct kfb_channel c)
{
	p[0] = c.size;
	p[1] = c.pos;
}

static struct kfb_channel get_channel(const uint8_t *p)
{
	return (struct kfb_channel){ .size = p[0], .pos = p[1] };
}

int kexec_fb_encode(const struct kexec_fb_mode *mode, enum kexec_fb_video_type type,
		    uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE])
{
	const struct kfb_format *f = kfb_format_by_fourcc(mode->fourcc);
	uint64_t size = mode->size;
	uint32_t capabilities;
	int ret;

	if (!f)
		return -ENOTSUP;
	ret = check_fields(mode, f);
	if (ret)
		return ret;
	if (type == KEXEC_FB_VIDEO_TYPE_VLFB)
		size = size / VLFB_UNIT + (size % VLFB_UNIT != 0);
	if (mode->width > UINT16_MAX || mode->height > UINT16_MAX || mode->stride > UINT16_MAX ||
	    size > UINT32_MAX)
		return -ERANGE;

	/* The kernel's quirks correct a base that firmware got wrong; ours is the one in use. */
	capabilities = KFB_SI_SKIP_QUIRKS;
	if (mode->base > UINT32_MAX)
		capabilities |= KFB_SI_64BIT_BASE;

	memset(si, 0, KEXEC_FB_SCREEN_INFO_SIZE);
	si[KFB_SI_ORIG_VIDEO_ISVGA] = (uint8_t)type;
	kfb_put_le16(si + KFB_SI_LFB_WIDTH, (uint16_t)mode->width);
	kfb_put_le16(si + KFB_SI_LFB_HEIGHT, (uint16_t)mode->height);
	kfb_put_le16(si + KFB_SI_LFB_DEPTH, f->depth);
	kfb_put_le32(si + KFB_SI_LFB_BASE, (uint32_t)mode->base);
	kfb_put_le32(si + KFB_SI_LFB_SIZE, (uint32_t)size);
	kfb_put_le16(si + KFB_SI_LFB_LINELENGTH, (uint16_t)mode->stride);
	put_channel(si + KFB_SI_CHANNELS, f->red);
	put_channel(si + KFB_SI_CHANNELS + 2, f->green);
	put_channel(si + KFB_SI_CHANNELS + 4, f->blue);
	put_channel(si + KFB_SI_CHANNELS + 6, f->rsvd);
	kfb_put_le16(si + KFB_SI_PAGES, 1);
	kfb_put_le32(si + KFB_SI_CAPABILITIES, capabilities);
	kfb_put_le32(si + KFB_SI_EXT_LFB_BASE, (uint32_t)(mode->base >> 32));
	return 0;
}

bool kfb_screen_info_type(const uint8_t boot[KEXEC_FB_SCREEN_INFO_SIZE],
			  enum kexec_fb_video_type *type)
{
	uint8_t is_vga = boot[KFB_SI_ORIG_VIDEO_ISVGA];

	if (is_vga != KEXEC_FB_VIDEO_TYPE_EFI && is_vga != KEXEC_FB_VIDEO_TYPE_VLFB)
		return false;
	*type = is_vga;
	return true;
}

uint64_t kfb_screen_info_base(const uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE])
{
	uint64_t base = kfb_get_le32(si + KFB_SI_LFB_BASE);

	if (kfb_get_le32(si + KFB_SI_CAPABILITIES) & KFB_SI_64BIT_BASE)
		base |= (uint64_t)kfb_get_le32(si + KFB_SI_EXT_LFB_BASE) << 32;
	return base;
}

int kexec_fb_decode(const uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE], struct kexec_fb_mode *mode)
{
	const struct kfb_format layout = {
		.depth = (uint8_t)kfb_get_le16(si + KFB_SI_LFB_DEPTH),
		.red = get_channel(si + KFB_SI_CHANNELS),
		.green = get_channel(si + KFB_SI_CHANNELS + 2),
		.blue = get_channel(si + KFB_SI_CHANNELS + 4),
		.rsvd = get_channel(si + KFB_SI_CHANNELS + 6),
	};
	const struct kfb_format *f;
	enum kexec_fb_video_type type;

	if (!kfb_screen_info_type(si, &type) || !kfb_screen_info_base(si))
		return -ENODATA;
	f = kfb_get_le16(si + KFB_SI_LFB_DEPTH) > UINT8_MAX ? NULL : kfb_format_by_layout(&layout);
	if (!f)
		return -ENOTSUP;

	mode->base = kfb_screen_info_base(si);
	mode->size = kfb_get_le32(si + KFB_SI_LFB_SIZE);
	if (type == KEXEC_FB_VIDEO_TYPE_VLFB)
		mode->size *= VLFB_UNIT;
	mode->width = kfb_get_le16(si + KFB_SI_LFB_WIDTH);
	mode->height = kfb_get_le16(si + KFB_SI_LFB_HEIGHT);
	mode->stride = kfb_get_le16(si + KFB_SI_LFB_LINELENGTH);
	mode->fourcc = f->fourcc;
	return check_fields(mode, f);
}

bool kfb_screen_info_shows(const uint8_t boot[KEXEC_FB_SCREEN_INFO_SIZE],
			   const struct kexec_fb_mode *mode)
{
	const struct kfb_format *f = kfb_format_by_fourcc(mode->fourcc);
	struct kexec_fb_mode b = { 0 };

	return f && kexec_fb_decode(boot, &b) == 0 && b.base == mode->base &&
	       b.size >= mode->size && b.width == mode->width && b.height == mode->height &&
	       b.stride == mode->stride && b.fourcc == f->fourcc;
}

void kfb_screen_info_hex(const uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE],
			 char hex[2 * KEXEC_FB_SCREEN_INFO_SIZE + 1])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < KEXEC_FB_SCREEN_INFO_SIZE; i++) {
		hex[2 * i] = digits[si[i] >> 4];
		hex[2 * i + 1] = digits[si[i] & 15];
	}
	hex[2 * KEXEC_FB_SCREEN_INFO_SIZE] = '\0';
}
