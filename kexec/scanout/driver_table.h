/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which drivers leave a linear framebuffer that another kernel can use, and
 * where it lies.  The one place that knows drivers by name.
 */
#ifndef KFB_SCANOUT_DRIVER_TABLE_H
#define KFB_SCANOUT_DRIVER_TABLE_H

#include <stdbool.h>

enum kfb_class {
	KFB_FIRMWARE,	/* the firmware's framebuffer, where the firmware put it */
	KFB_SYNTHETIC,	/* Hyper-V: a region of its own, named after the VMBus device */
	KFB_VRAM_START,	/* copied to the start of BAR 0, whoever draws */
	KFB_VRAM_PACKED, /* the same, but in fewer bits where lines would be too long */
	KFB_VRAM_TTM,	/* BAR 0 with a memory manager: at its start while fbcon's is shown */
	KFB_OPAQUE,	/* own page tables or memory: no address another kernel could use */
};

struct kfb_driver {
	const char *name;	/* DRM driver name, or fbdev's fix.id */
	enum kfb_class class;
	const char *why;	/* KFB_OPAQUE: ends "...: " for a person */
	bool native_fbdev;	/* fbdev describes the hardware, not an emulation */
};

/* NULL: nobody has looked at that driver yet. */
const struct kfb_driver *kfb_driver_find(const char *name);

/*
 * The DRM driver behind an fbdev emulation's fix.id ("bochs-drmdrmfb") or a
 * device driver's name in sysfs ("simple-framebuffer"), else NULL.
 */
const struct kfb_driver *kfb_driver_by_fbdev_id(const char *id);
const struct kfb_driver *kfb_driver_by_sysfs(const char *name);

#endif
