/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which drivers leave a linear framebuffer that another kernel can use, and where it lies.  All
 * that we know about drivers by name is in this table.
 */
#ifndef KFB_SCANOUT_DRIVER_TABLE_H
#define KFB_SCANOUT_DRIVER_TABLE_H

#include <stdbool.h>
#include <stdint.h>

enum kfb_class {
	KFB_FIRMWARE,	 /* the firmware's framebuffer, where the firmware put it */
	KFB_SYNTHETIC,	 /* Hyper-V: a region of its own, named after the VMBus device */
	KFB_VRAM_START,	 /* a shadow plane, copied to the start of BAR 0 whoever draws */
	KFB_VRAM_HELPER, /* buffers anywhere in BAR 0 (TTM), or since some version as above */
	KFB_GPU,	 /* fbcon's buffer, in the device's BAR as our page tables show */
	KFB_DMA,	 /* fbcon's buffer, contiguous in RAM, which the display reads directly */
	KFB_VGA_BELOW,	 /* the firmware's returns when the next kernel resets the device */
	KFB_OPAQUE,	 /* own page tables or memory: no address another kernel could use */
};

#define KFB_DRIVER_NAMES 4

/* A kernel version as one number, for comparisons. */
#define KFB_SINCE(major, minor) ((major)*1000u + (minor))

struct kfb_driver {
	const char *name; /* DRM driver name, or fbdev's fix.id */
	enum kfb_class class;
	const char *why;   /* why nothing is handed over, for a person; ends a sentence */
	bool native_fbdev; /* fbdev describes the hardware, not an emulation */
	const char *sysfs[KFB_DRIVER_NAMES];   /* the device driver's, if not the same */
	const char *regions[KFB_DRIVER_NAMES]; /* KFB_FIRMWARE: in iomem, its own claim first */
	bool screenless;		       /* drives no real screen */
	bool look_for_buffer; /* ask our page tables where the buffer is; takes some 10 ms */
	bool fbdev_only;      /* its buffer can be seen only through /dev/fb0, as fbcon's */
	bool shadow;	      /* some versions keep it in RAM and copy it to the start of VRAM */
	bool reserved;	      /* may be in memory that the firmware reserved for the GPU */
	bool untried;	      /* known only from the driver's source: nobody has seen it work */
	uint32_t dark_since;  /* from this KFB_SINCE() on, kexec -e switches it off; 0: never */
	uint32_t max_pitch;   /* bytes; longer lines are packed; 0: never packed */
};

/* Stands in for a driver that is not in the table but manages its memory like this class. */
extern const struct kfb_driver kfb_driver_dma;

/* NULL: the driver is not in the table. */
const struct kfb_driver *kfb_driver_by_name(const char *name);

/*
 * The DRM driver behind an fbdev emulation's fix.id ("bochs-drmdrmfb") or a
 * device driver's name in sysfs ("simple-framebuffer"), else NULL.
 */
const struct kfb_driver *kfb_driver_by_fbdev_id(const char *id);
const struct kfb_driver *kfb_driver_by_sysfs(const char *name);

/* The driver that claims its region in /proc/iomem under this name, else NULL. */
const struct kfb_driver *kfb_driver_by_claim(const char *name);

/* Is @name one that the region of a firmware framebuffer may have? */
bool kfb_driver_is_firmware_region(const char *name);

#endif
