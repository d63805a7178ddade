// SPDX-License-Identifier: GPL-2.0-only
/*
 * Width, height, stride and format of what a candidate scans out now.
 */
#include <errno.h>
#include <inttypes.h>

#include <drm_fourcc.h>

#include "scanout/candidate.h"
#include "scanout/stride.h"
#include "screen_info/formats.h"
#include "util.h"

static void take_geometry(struct kfb_candidate *c, const struct kexec_fb_mode *from,
			  enum kexec_fb_source source, const char *detail)
{
	static const enum kexec_fb_value values[] = {
		KEXEC_FB_VALUE_WIDTH,
		KEXEC_FB_VALUE_HEIGHT,
		KEXEC_FB_VALUE_STRIDE,
		KEXEC_FB_VALUE_FOURCC,
	};
	struct kexec_fb_mode *m = &c->scanout.mode;

	m->width = from->width;
	m->height = from->height;
	m->stride = from->stride;
	m->fourcc = from->fourcc;
	for (size_t i = 0; i < ARRAY_SIZE(values); i++)
		kfb_take(c, values[i], source, detail);
}

/*
 * sysfb's DRM drivers draw into memory of their own and convert to the
 * firmware's format and stride, so only the boot loader's word is the hardware's.
 */
static bool is_converted(const struct kfb_candidate *c)
{
	return c->driver->class == KFB_FIRMWARE && !c->driver->native_fbdev;
}

static int from_drm(struct kfb_candidate *c)
{
	const struct kfb_drm *d = &c->card->drm;
	const struct kexec_fb_mode g = {
		.width = d->width,
		.height = d->height,
		.stride = d->pitch,
		.fourcc = d->fourcc,
	};

	if (d->modifier != DRM_FORMAT_MOD_LINEAR)
		return kfb_refuse(c, ENODEV,
				  "%s scans out a tiled or compressed framebuffer (modifier %#" PRIx64
				  "), not a linear one",
				  d->driver, d->modifier);
	if (d->x || d->y || d->offset)
		return kfb_refuse(c, ENODEV,
				  "%s shows a part of a larger framebuffer (from %u,%u, offset %u), whose start in memory is not known",
				  d->driver, d->x, d->y, d->offset);
	if (d->fb_width < d->width || d->fb_height < d->height)
		return kfb_refuse(c, ENODEV,
				  "%s shows a framebuffer of %ux%u on an unknown part of the screen of %ux%u",
				  d->driver, d->fb_width, d->fb_height, d->width, d->height);
	take_geometry(c, &g, KEXEC_FB_FROM_DRM,
		      kfb_strf(c->notes, "/dev/dri/card%u: CRTC %u, framebuffer %u",
			       c->card->number, d->crtc, d->fb));
	if (is_converted(c) && d->plane_fourcc) {
		c->scanout.mode.fourcc = d->plane_fourcc;
		kfb_take(c, KEXEC_FB_VALUE_FOURCC, KEXEC_FB_FROM_DRM,
			 kfb_strf(c->notes, "/dev/dri/card%u: first format of the plane",
				  c->card->number));
	}
	return 0;
}

static int from_fbdev(struct kfb_candidate *c)
{
	const struct kfb_fbdev *f = c->fbdev;
	const struct kexec_fb_mode g = {
		.width = f->xres,
		.height = f->yres,
		.stride = f->line_length,
		.fourcc = f->layout.fourcc,
	};

	if (f->xoffset || f->yoffset)
		return kfb_refuse(c, ENODEV,
				  "/dev/fb0 is panned to %u,%u, so where the visible part starts in memory is not known",
				  f->xoffset, f->yoffset);
	take_geometry(c, &g, f->from_sysfs ? KEXEC_FB_FROM_SYSFS : KEXEC_FB_FROM_FBDEV,
		      f->from_sysfs ? "/sys/class/graphics/fb0" : "/dev/fb0");
	return 0;
}

/* May the mode that the boot loader set still be what this candidate shows? */
static bool boot_may_stand(const struct kfb_facts *facts, const struct kfb_candidate *c)
{
	if (!facts->boot.usable)
		return false;
	return !c->scanout.mode.base || c->driver->class == KFB_SYNTHETIC ||
	       c->scanout.mode.base == facts->boot.mode.base;
}

/* The largest page size that divides both RAM and the region. */
static uint64_t largest_page(const struct kfb_facts *facts, uint64_t room)
{
	uint64_t page = facts->iomem_error ? 65536 : kfb_iomem_page_bound(&facts->iomem);

	while (page > 4096 && room & (page - 1))
		page /= 4; /* 64, 16, 4 KiB: arm64, loongarch64 */
	return page;
}

/*
 * Without boot parameters (arm64), infer the firmware's stride from the region's length:
 * sysfb_create_simplefb() (6.12) rounds it up to whole pages, efidrm's is exact.
 */
static int fit_firmware_stride(const struct kfb_facts *facts, struct kfb_candidate *c)
{
	struct kexec_fb_mode *m = &c->scanout.mode;
	const struct kfb_format *f = kfb_format_by_fourcc(m->fourcc);
	const struct kfb_region_fit fit = {
		.room = c->room,
		.width = m->width,
		.height = m->height,
		.bytes = f ? kfb_format_bytes(f) : 0,
		.page = facts->page_size,
		.largest_page = largest_page(facts, c->room),
	};
	uint32_t stride = kfb_stride_fit(&fit);

	if (!fit.bytes || !m->height || (c->region && stride == m->stride))
		return 0;
	if (!c->region)
		return kfb_refuse(c, ENODEV,
				  "the length of the firmware's lines is not known, since nothing in /proc/iomem is at %#" PRIx64,
				  m->base);
	if (!stride)
		return kfb_refuse(c, ENODEV,
				  "the length of the firmware's lines is not known, since no single one lets the %u lines of %s fill %s",
				  m->height, c->scanout.driver, c->region);
	m->stride = stride;
	kfb_take(c, KEXEC_FB_VALUE_STRIDE, KEXEC_FB_FROM_CALCULATION,
		 kfb_strf(c->notes, "%u lines fill %s", m->height, c->region));
	return 0;
}

/*
 * If a line is too long for cirrus' pitch register, the display does not get what DRM and its
 * fbdev emulation call XRGB8888.  cirrus_convert_to(), tiny/cirrus.c, 5.2 to 6.13, packs it as
 * RGB888 or, if that is too long as well, as RGB565.
 */
static void as_packed(struct kfb_candidate *c)
{
	struct kexec_fb_mode *m = &c->scanout.mode;
	uint32_t max_pitch = c->driver->max_pitch;
	bool rgb888 = m->width <= max_pitch / 3;
	const char *detail;

	if (m->fourcc != DRM_FORMAT_XRGB8888 || m->stride <= max_pitch || m->width > max_pitch / 2)
		return;
	detail = kfb_strf(c->notes, "%s packs lines longer than %u bytes as %s", c->scanout.driver,
			  max_pitch, rgb888 ? "RG24" : "RG16");
	m->fourcc = rgb888 ? DRM_FORMAT_RGB888 : DRM_FORMAT_RGB565;
	m->stride = m->width * (rgb888 ? 3 : 2);
	kfb_take(c, KEXEC_FB_VALUE_STRIDE, KEXEC_FB_FROM_CALCULATION, detail);
	kfb_take(c, KEXEC_FB_VALUE_FOURCC, KEXEC_FB_FROM_CALCULATION, detail);
}

/* Without CONFIG_FB_DEVICE (6.5) efifb still draws, but there is no device to ask. */
static int without_device(const struct kfb_facts *facts, struct kfb_candidate *c)
{
	if (!boot_may_stand(facts, c))
		return kfb_refuse(c, ENODEV,
				  "%s draws at %#" PRIx64
				  ", but there is no /dev/fb0 to tell the mode, and the firmware set none there",
				  c->scanout.driver, c->scanout.mode.base);
	take_geometry(c, &facts->boot.mode, KEXEC_FB_FROM_BOOT_PARAMS,
		      "screen_info of this kernel's boot");
	return 0;
}

static int geometry(const struct kfb_facts *facts, struct kfb_candidate *c)
{
	bool boot = boot_may_stand(facts, c);

	if (c->claim)
		return without_device(facts, c);
	if (c->driver->class == KFB_VGA_BELOW && c->scanout.mode.base) {
		take_geometry(c, &facts->boot.mode, KEXEC_FB_FROM_BOOT_PARAMS,
			      "screen_info of this kernel's boot");
		return 0;
	}
	if (facts->boot.usable && is_converted(c)) {
		take_geometry(c, &facts->boot.mode, KEXEC_FB_FROM_BOOT_PARAMS,
			      "screen_info of this kernel's boot");
		return 0;
	}
	if (c->card && !c->card->error && c->card->drm.lit)
		return from_drm(c);
	if (c->fbdev && (c->driver->native_fbdev || !c->card || c->card->error))
		return from_fbdev(c);
	if (boot) {
		/* The mode is a guess, but on Hyper-V keeping the region free matters even so. */
		take_geometry(c, &facts->boot.mode, KEXEC_FB_FROM_BOOT_PARAMS,
			      "screen_info of this kernel's boot: no CRTC is lit");
		kfb_debug(c->notes, "%s: no CRTC is lit, taking the mode that the firmware set",
			  c->scanout.driver);
		return 0;
	}
	if (c->card && c->card->error == -EACCES)
		return kfb_refuse(c, EACCES, "/dev/dri/card%u may not be opened by this user",
				  c->card->number);
	return kfb_refuse(c, ENODEV,
			  "%s has no CRTC lit and nobody knows the mode that the firmware set",
			  c->scanout.driver);
}

int kfb_candidate_geometry(const struct kfb_facts *facts, struct kfb_candidate *c)
{
	int ret = geometry(facts, c);

	if (ret)
		return ret;
	if (c->driver->max_pitch)
		as_packed(c);
	if (is_converted(c) && c->scanout.origin[KEXEC_FB_VALUE_STRIDE].source == KEXEC_FB_FROM_DRM)
		return fit_firmware_stride(facts, c);
	return 0;
}
