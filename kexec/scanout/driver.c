// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which driver a candidate has, and whether we can use what that driver shows.
 */
#include <errno.h>

#include "scanout/candidate.h"

/* Prefer DRM's own answer; the other names are for users who may not ask DRM. */
static const char *driver_name(struct kfb_candidate *c, enum kexec_fb_source *source)
{
	if (c->card && !c->card->error) {
		*source = KEXEC_FB_FROM_DRM;
		c->driver = kfb_driver_by_name(c->card->drm.driver);
		return c->card->drm.driver;
	}
	if (c->card && c->card->sysfs_driver) {
		*source = KEXEC_FB_FROM_SYSFS;
		c->driver = kfb_driver_by_sysfs(c->card->sysfs_driver);
		return c->card->sysfs_driver;
	}
	if (c->claim) {
		*source = KEXEC_FB_FROM_IOMEM;
		c->driver = kfb_driver_by_claim(c->claim->name);
		return c->claim->name;
	}
	if (!c->fbdev)
		return NULL;
	*source = c->fbdev->from_sysfs ? KEXEC_FB_FROM_SYSFS : KEXEC_FB_FROM_FBDEV;
	c->driver = kfb_driver_by_fbdev_id(c->fbdev->id);
	return c->fbdev->id;
}

static const char *told_by(struct kfb_candidate *c, enum kexec_fb_source source)
{
	if (source == KEXEC_FB_FROM_DRM)
		return kfb_strf(c->notes, "/dev/dri/card%u", c->card->number);
	if (source == KEXEC_FB_FROM_FBDEV)
		return "/dev/fb0";
	if (source == KEXEC_FB_FROM_IOMEM)
		return kfb_resource_text(c->notes, c->claim);
	if (c->card)
		return kfb_strf(c->notes, "/sys/class/drm/card%u/device/driver", c->card->number);
	return "/sys/class/graphics/fb0/name";
}

int kfb_refuse_opaque(struct kfb_candidate *c, const char *why)
{
	kfb_refuse(c, ENODEV,
		   "the display is driven by %s, which leaves no linear framebuffer to the next kernel (%s)",
		   c->scanout.driver, why);
	if (!c->driver->screenless)
		c->hint =
			kfb_strf(c->notes,
				 "put the display's own driver (%s) into the crash kernel's initrd",
				 c->scanout.driver);
	return c->error;
}

int kfb_candidate_driver(struct kfb_candidate *c)
{
	enum kexec_fb_source source;
	const char *name = driver_name(c, &source);

	if (!name)
		return kfb_refuse(c, ENODEV, "card%u has no driver that could be asked",
				  c->card ? c->card->number : 0);
	c->scanout.driver = c->driver ? c->driver->name : kfb_strf(c->notes, "%s", name);
	c->scanout.device = c->device ? kfb_strf(c->notes, "%s", c->device) : NULL;
	kfb_take(c, KEXEC_FB_VALUE_DRIVER, source, told_by(c, source));
	if (!c->driver && c->card && c->card->fb_memory == KFB_FB_MEMORY_DMA)
		c->driver = &kfb_driver_dma;
	if (!c->driver)
		return kfb_refuse(c, ENODEV,
				  "the display is driven by %s, which is not known to leave a linear framebuffer to the next kernel",
				  c->scanout.driver);
	if (c->driver->class == KFB_OPAQUE)
		return kfb_refuse_opaque(c, c->driver->why);
	return 0;
}
