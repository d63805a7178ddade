// SPDX-License-Identifier: GPL-2.0-only
/*
 * Width, height, stride and format of what a candidate scans out now.
 */
#include <errno.h>
#include <inttypes.h>

#include <drm_fourcc.h>

#include "scanout/candidate.h"
#include "screen_info/formats.h"

#define PAGE	4096u	/* the smallest: larger ones make more lengths ambiguous, which are refused */

static void take_geometry(struct kexec_fb_scanout *s, const struct kexec_fb_scanout *from,
			  enum kexec_fb_source source, const char *detail)
{
	static const enum kexec_fb_value values[] = {
		KEXEC_FB_WIDTH, KEXEC_FB_HEIGHT, KEXEC_FB_STRIDE, KEXEC_FB_FOURCC,
	};

	s->width = from->width;
	s->height = from->height;
	s->stride = from->stride;
	s->fourcc = from->fourcc;
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		kfb_take(s, values[i], source, detail);
}

static int from_drm(struct kexec_fb *fb, struct kfb_candidate *c)
{
	const struct kfb_drm *d = &c->card->drm;
	const struct kexec_fb_scanout g = {
		.width = d->width, .height = d->height,
		.stride = d->pitch, .fourcc = d->fourcc,
	};

	if (d->modifier != DRM_FORMAT_MOD_LINEAR)
		return kfb_refuse(fb, ENODEV, "%s scans out a tiled or compressed framebuffer (modifier %#" PRIx64 "), not a linear one",
				  d->driver, d->modifier);
	if (d->x || d->y || d->offset)
		return kfb_refuse(fb, ENODEV, "%s shows a part of a larger framebuffer (from %u,%u, offset %u): where it starts in memory is not known",
				  d->driver, d->x, d->y, d->offset);
	if (d->fb_width < d->width || d->fb_height < d->height)
		return kfb_refuse(fb, ENODEV, "%s shows a framebuffer of %ux%u on a part of the screen of %ux%u: which part is not known",
				  d->driver, d->fb_width, d->fb_height, d->width, d->height);
	take_geometry(&c->scanout, &g, KEXEC_FB_FROM_DRM,
		      kfb_strf(fb, "/dev/dri/card%u: CRTC %u, framebuffer %u",
			       c->card->number, d->crtc, d->fb));
	return 0;
}

static int from_fbdev(struct kexec_fb *fb, struct kfb_candidate *c)
{
	const struct kfb_fbdev *f = c->fbdev;
	const struct kexec_fb_scanout g = {
		.width = f->xres, .height = f->yres,
		.stride = f->line_length, .fourcc = f->layout.fourcc,
	};

	if (f->xoffset || f->yoffset)
		return kfb_refuse(fb, ENODEV, "/dev/fb0 is panned to %u,%u: where the visible part starts in memory is not known",
				  f->xoffset, f->yoffset);
	take_geometry(&c->scanout, &g,
		      f->from_sysfs ? KEXEC_FB_FROM_SYSFS : KEXEC_FB_FROM_FBDEV,
		      f->from_sysfs ? "/sys/class/graphics/fb0" : "/dev/fb0");
	return 0;
}

/* Is what the boot loader set still what this candidate shows? */
static bool boot_may_stand(const struct kfb_facts *facts, const struct kfb_candidate *c)
{
	if (!facts->boot_usable)
		return false;
	return !c->scanout.base || c->driver->class == KFB_SYNTHETIC ||
	       c->scanout.base == facts->boot.base;
}

/*
 * sysfb's DRM drivers draw into memory of their own and convert to the
 * firmware's format and stride, so only the boot loader's word is the hardware's.
 */
static bool is_converted(const struct kfb_candidate *c)
{
	return c->driver->class == KFB_FIRMWARE && !c->driver->native_fbdev;
}

static bool fills(uint32_t stride, uint32_t height, uint64_t room)
{
	uint64_t size = (uint64_t)stride * height;

	return size <= room && room - size < PAGE;
}

/*
 * Without boot parameters (arm64) the length of the resource tells how long the firmware's
 * lines are: sysfb_create_simplefb() (6.12) rounds it up to whole pages, efidrm's is exact.
 * Firmware that pads lines does so to 8 pixels at least, which over a screen's height is
 * more than a page, so that the answer is the only one.
 */
static int fit_firmware_stride(struct kexec_fb *fb, struct kfb_candidate *c)
{
	struct kexec_fb_scanout *s = &c->scanout;
	const struct kfb_format *f = kfb_format_by_fourcc(s->fourcc);
	uint32_t bytes = f ? kfb_format_bytes(f) : 0;
	uint64_t stride;

	if (!bytes || !s->height || !c->region || fills(s->stride, s->height, c->room))
		return 0;
	stride = c->room / s->height;
	stride -= stride % (8 * bytes);
	if (stride < (uint64_t)s->width * bytes || stride > UINT16_MAX ||
	    !fills((uint32_t)stride, s->height, c->room))
		return kfb_refuse(fb, ENODEV, "%s: %u lines of %u bytes are not what fills %s: how long the firmware's lines are is not known",
				  s->driver, s->height, s->stride, c->region);
	s->stride = (uint32_t)stride;
	kfb_take(s, KEXEC_FB_STRIDE, KEXEC_FB_FROM_IOMEM, c->region);
	return 0;
}

/*
 * What DRM and its fbdev emulation call XRGB8888 is not what the display gets where a
 * line is too long for its pitch register: cirrus_convert_to(), tiny/cirrus.c, 5.2 to
 * 6.13, packs it as RGB888 or, where that is too long as well, RGB565.
 */
static void as_packed(struct kexec_fb *fb, struct kfb_candidate *c)
{
	const uint32_t max_pitch = 0x1ff << 3;
	struct kexec_fb_scanout *s = &c->scanout;
	bool rgb888 = s->width <= max_pitch / 3;

	if (c->driver->class != KFB_VRAM_PACKED || s->fourcc != DRM_FORMAT_XRGB8888 ||
	    s->stride <= max_pitch || s->width > max_pitch / 2)
		return;
	kfb_debug(fb, "%s packs lines of %u bytes, more than the display's %u, as %s",
		  s->driver, s->stride, max_pitch, rgb888 ? "RG24" : "RG16");
	s->fourcc = rgb888 ? DRM_FORMAT_RGB888 : DRM_FORMAT_RGB565;
	s->stride = s->width * (rgb888 ? 3 : 2);
}

static int find_geometry(struct kexec_fb *fb, const struct kfb_facts *facts,
			 struct kfb_candidate *c)
{
	bool boot = boot_may_stand(facts, c);

	if (facts->boot_usable && is_converted(c)) {
		take_geometry(&c->scanout, &facts->boot, KEXEC_FB_FROM_BOOT_PARAMS,
			      "screen_info of this kernel's boot");
		return 0;
	}
	if (c->card && !c->card->error && c->card->drm.lit)
		return from_drm(fb, c);
	if (c->fbdev && (c->driver->native_fbdev || !c->card || c->card->error))
		return from_fbdev(fb, c);
	if (boot) {
		/* The mode is a guess; on Hyper-V keeping the region free matters even so. */
		take_geometry(&c->scanout, &facts->boot, KEXEC_FB_FROM_BOOT_PARAMS,
			      "screen_info of this kernel's boot: no CRTC is lit");
		kfb_debug(fb, "%s: no CRTC is lit, taking the mode that the firmware set",
			  c->scanout.driver);
		return 0;
	}
	if (c->card && c->card->error == -EACCES)
		return kfb_refuse(fb, EACCES, "/dev/dri/card%u may not be opened by this user: run as root",
				  c->card->number);
	return kfb_refuse(fb, ENODEV, "%s has no CRTC lit and nobody knows the mode that the firmware set",
			  c->scanout.driver);
}

int kfb_find_geometry(struct kexec_fb *fb, const struct kfb_facts *facts,
		      struct kfb_candidate *c)
{
	int ret = find_geometry(fb, facts, c);

	if (ret)
		return ret;
	as_packed(fb, c);
	if (is_converted(c) && c->scanout.origin[KEXEC_FB_STRIDE].source == KEXEC_FB_FROM_DRM)
		return fit_firmware_stride(fb, c);
	return 0;
}
