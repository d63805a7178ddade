// SPDX-License-Identifier: GPL-2.0-only
/*
 * The one place that decides what is on the screen.
 */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "scanout/candidate.h"
#include "screen_info/formats.h"

/* Larger than any mode; below it, products of two of them fit 64 bits. */
#define MAX_SIDE	65535u

static int check_geometry(struct kexec_fb *fb, const struct kexec_fb_scanout *s)
{
	const struct kfb_format *f = kfb_format_by_fourcc(s->fourcc);

	if (!s->fourcc)
		return kfb_refuse(fb, ENODEV, "%s does not tell its pixel format in a way that screen_info can describe",
				  s->driver);
	if (!f)
		return kfb_refuse(fb, ENODEV, "%s uses a pixel format (%.4s) that screen_info cannot describe",
				  s->driver, (const char *)&s->fourcc);
	if (!s->width || !s->height || s->width > MAX_SIDE || s->height > MAX_SIDE ||
	    s->stride > MAX_SIDE)
		return kfb_refuse(fb, EINVAL, "%s reports %ux%u with stride %u, which screen_info cannot hold",
				  s->driver, s->width, s->height, s->stride);
	if (s->stride < (uint64_t)s->width * kfb_format_bytes(f))
		return kfb_refuse(fb, EINVAL, "%s reports a stride of %u bytes, too short for %u pixels of %u bytes",
				  s->driver, s->stride, s->width, kfb_format_bytes(f));
	return 0;
}

static int check_region(struct kexec_fb *fb, const struct kfb_facts *facts,
			const struct kfb_candidate *c)
{
	const struct kexec_fb_scanout *s = &c->scanout;

	if (!s->base || s->size > UINT64_MAX - s->base)
		return kfb_refuse(fb, EINVAL, "%s: %#" PRIx64 " bytes at %#" PRIx64 " are no framebuffer",
				  s->driver, s->size, s->base);
	if (s->size > UINT32_MAX)
		return kfb_refuse(fb, EINVAL, "%s: a framebuffer of %" PRIu64 " bytes, which screen_info cannot hold",
				  s->driver, s->size);
	if (c->region && s->size > c->room)
		return kfb_refuse(fb, EINVAL, "%s: %ux%u with stride %u does not fit at %#" PRIx64 " in %s",
				  s->driver, s->width, s->height, s->stride, s->base, c->region);
	if (c->driver->class != KFB_FIRMWARE && !facts->iomem_error &&
	    kfb_iomem_is_ram(&facts->iomem, s->base, s->size))
		return kfb_refuse(fb, EINVAL, "%s: %#" PRIx64 " is System RAM, where only firmware puts a framebuffer",
				  s->driver, s->base);
	return 0;
}

/*
 * vmbus_reserve_fb() in the next kernel keeps lfb_size bytes free (8 MiB at
 * least), so for Hyper-V that is the driver's whole region: with less, hv_pci's
 * config window could land in the rest of it.
 */
static void find_size(struct kexec_fb *fb, struct kfb_candidate *c)
{
	struct kexec_fb_scanout *s = &c->scanout;
	uint64_t shown = (uint64_t)s->stride * s->height;

	if (c->driver->class == KFB_SYNTHETIC && c->room > shown) {
		s->size = c->room;
		kfb_take(s, KEXEC_FB_SIZE, KEXEC_FB_FROM_IOMEM, c->region);
		return;
	}
	s->size = shown;
	kfb_take(s, KEXEC_FB_SIZE, KEXEC_FB_FROM_CALCULATION,
		 kfb_strf(fb, "%u lines of %u bytes", s->height, s->stride));
}

static int examine(struct kexec_fb *fb, const struct kfb_facts *facts,
		   struct kfb_candidate *c)
{
	int ret = kfb_find_driver(fb, c);
	const char *reason;
	int base;

	if (ret)
		return ret;
	base = kfb_find_base(fb, facts, c);
	reason = fb->reason;
	/* Even without a base: who asks may want to see the mode. */
	ret = kfb_find_geometry(fb, facts, c);
	if (base) {
		fb->reason = reason;
		return base;
	}
	if (!ret)
		ret = check_geometry(fb, &c->scanout);
	if (ret)
		return ret;
	find_size(fb, c);
	return check_region(fb, facts, c);
}

/* Returns 0 and keeps the scanout, or keeps the first candidate's failure. */
static void consider(struct kexec_fb *fb, const struct kfb_facts *facts,
		     const struct kfb_card *card, bool with_fbdev)
{
	struct kfb_candidate c = {
		.card = card,
		.fbdev = with_fbdev ? &facts->fbdev : NULL,
		.device = card ? card->device : facts->fbdev_device,
	};
	const char *first_reason = fb->reason;
	int ret;

	if (fb->found == 0)
		return;
	kfb_scanout_clear(&c.scanout);
	ret = examine(fb, facts, &c);
	if (ret)
		kfb_debug(fb, "not usable: %s", fb->reason);
	if (ret && fb->found != -EAGAIN) {
		fb->reason = first_reason;
		return;
	}
	fb->found = ret;
	fb->scanout = c.scanout;
	if (!ret)
		fb->reason = "";
}

/* The console's display first, then the firmware's, then any other. */
static void consider_all(struct kexec_fb *fb, const struct kfb_facts *facts)
{
	const struct kfb_card *console = kfb_facts_console_card(facts);

	if (!facts->fbdev_error)
		consider(fb, facts, console, true);
	for (int boot_vga = 1; boot_vga >= 0; boot_vga--)
		for (size_t i = 0; i < facts->ncards; i++)
			if (&facts->cards[i] != console && facts->cards[i].boot_vga == boot_vga)
				consider(fb, facts, &facts->cards[i], false);
}

int kexec_fb_find(struct kexec_fb *fb)
{
	struct kfb_facts facts;
	int ret;

	/* The system may have changed since it was last asked. */
	kfb_scanout_clear(&fb->scanout);
	fb->has_boot = false;
	fb->type = KEXEC_FB_VIDEO_TYPE_EFI;
	fb->found = -EAGAIN;
	ret = kfb_facts_gather(fb, &facts);
	if (ret) {
		fb->found = kfb_refuse(fb, -ret, "%s", strerror(-ret));
	} else {
		consider_all(fb, &facts);
		if (fb->found == -EAGAIN)
			fb->found = kfb_refuse(fb, ENODEV, "no display: neither a DRM card nor /dev/fb0");
	}
	kfb_facts_free(&facts);
	if (fb->record_error)
		kfb_warn(fb, "the recording is not complete: %s", strerror(-fb->record_error));
	return fb->found;
}
