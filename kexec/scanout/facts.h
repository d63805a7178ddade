/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Everything the sources said, asked once; deciding is find.c's.
 */
#ifndef KFB_SCANOUT_FACTS_H
#define KFB_SCANOUT_FACTS_H

#include <stdbool.h>

#include "context.h"
#include "scanout/drm.h"
#include "scanout/fbdev.h"
#include "scanout/iomem.h"

struct kfb_card {
	unsigned int number;	/* N of /dev/dri/cardN */
	int error;		/* why it could not be asked; 0: drm is filled */
	struct kfb_drm drm;
	char *device;		/* canonical path below the root; NULL: unknown */
	char *sysfs_driver;	/* the device driver's name; NULL: unknown */
	bool boot_vga;		/* the firmware's console was on it */
};

struct kfb_facts {
	struct kfb_card *cards;
	size_t ncards;
	int fbdev_error;	/* 0: fbdev is filled */
	struct kfb_fbdev fbdev;
	char *fbdev_device;
	int iomem_error;	/* 0: iomem is filled */
	struct kfb_iomem iomem;
	char *iomem_text;
	bool boot_usable;	/* boot was decoded from the boot-time screen_info */
	struct kexec_fb_scanout boot;
};

/* Sources that cannot answer are noted, not fatal: only -ENOMEM fails. */
int kfb_facts_gather(struct kexec_fb *fb, struct kfb_facts *facts);
void kfb_facts_free(struct kfb_facts *facts);

/* The card that drives /dev/fb0, so the console; NULL: none. */
const struct kfb_card *kfb_facts_console_card(const struct kfb_facts *facts);

#endif
