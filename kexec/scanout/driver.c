// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which driver drives a candidate, and whether that is of any use.
 */
#include <errno.h>

#include "scanout/candidate.h"

static int no_such_driver(struct kexec_fb *fb, const char *name)
{
	return kfb_refuse(fb, ENODEV, "the display is driven by %s, which is not known to leave a linear framebuffer to the next kernel",
			  name);
}

/* DRM's own answer first; then names that anybody may read. */
static const char *driver_name(struct kfb_candidate *c, enum kexec_fb_source *source)
{
	if (c->card && !c->card->error) {
		*source = KEXEC_FB_FROM_DRM;
		c->driver = kfb_driver_find(c->card->drm.driver);
		return c->card->drm.driver;
	}
	if (c->card && c->card->sysfs_driver) {
		*source = KEXEC_FB_FROM_SYSFS;
		c->driver = kfb_driver_by_sysfs(c->card->sysfs_driver);
		return c->card->sysfs_driver;
	}
	if (!c->fbdev)
		return NULL;
	*source = c->fbdev->from_sysfs ? KEXEC_FB_FROM_SYSFS : KEXEC_FB_FROM_FBDEV;
	c->driver = kfb_driver_by_fbdev_id(c->fbdev->id);
	return c->fbdev->id;
}

int kfb_find_driver(struct kexec_fb *fb, struct kfb_candidate *c)
{
	enum kexec_fb_source source;
	const char *name = driver_name(c, &source);

	if (!name)
		return kfb_refuse(fb, ENODEV, "card%u has no driver that could be asked",
				  c->card ? c->card->number : 0);
	c->scanout.driver = c->driver ? c->driver->name : kfb_strf(fb, "%s", name);
	c->scanout.device = c->device ? kfb_strf(fb, "%s", c->device) : NULL;
	kfb_take(&c->scanout, KEXEC_FB_DRIVER, source,
		 source == KEXEC_FB_FROM_DRM ?
		 kfb_strf(fb, "/dev/dri/card%u", c->card->number) :
		 source == KEXEC_FB_FROM_FBDEV ? "/dev/fb0" :
		 c->card ? kfb_strf(fb, "/sys/class/drm/card%u/device/driver", c->card->number) :
		 "/sys/class/graphics/fb0/name");
	if (!c->driver)
		return no_such_driver(fb, c->scanout.driver);
	if (c->driver->class == KFB_OPAQUE)
		return kfb_refuse(fb, ENODEV, "the display is driven by %s, which leaves no linear framebuffer to the next kernel: %s",
				  c->scanout.driver, c->driver->why);
	return 0;
}
