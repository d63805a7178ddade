/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Everything the sources said, asked once.  What is decided from it is candidate.h's.
 */
#ifndef KFB_SCANOUT_FACTS_H
#define KFB_SCANOUT_FACTS_H

#include <stdbool.h>

#include "context.h"
#include "scanout/debugfs_fb.h"
#include "scanout/drm.h"
#include "scanout/fbdev.h"
#include "scanout/iomem.h"
#include "scanout/pci.h"

#define KFB_BARS	6	/* of a PCI function: PCI_STD_NUM_BARS, <linux/pci.h> */

struct kfb_card {
	unsigned int number;	/* N of /dev/dri/cardN */
	int error;		/* why it could not be asked; 0: drm is filled */
	struct kfb_drm drm;
	char *device;		/* canonical path below the root; NULL: unknown */
	char *sysfs_driver;	/* the device driver's name; NULL: unknown */
	bool boot_vga;		/* the firmware's console was on it */
	int bars_error;		/* 0: bars are filled; else why not, -errno ... */
	const char *bars_reason;	/* ... and for a person */
	struct kfb_bar bars[KFB_BARS];
	/* debugfs, of drm.fb: */
	char *fb_owner;		/* who allocated it, "[fbcon]"; NULL: unknown */
	enum kfb_fb_memory fb_memory;
	uint64_t fb_address;	/* 0: not told */
};

/* What the boot loader set up, from /sys/kernel/boot_params (x86). */
struct kfb_boot {
	bool known;		/* si was read */
	uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE];
	bool usable;		/* mode was decoded from si */
	struct kexec_fb_mode mode;
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
	struct kfb_boot boot;
	enum kexec_fb_video_type type;	/* what the next kernel expects of this machine */
};

/*
 * Ask below @root, telling @notes what each source answers.  A source that cannot answer
 * is noted and not fatal: only -ENOMEM fails.  Free the facts in any case.
 */
int kfb_facts_gather(const struct kfb_sysroot *root, struct kfb_notes *notes,
		     struct kfb_facts *facts);
void kfb_facts_free(struct kfb_facts *facts);

/* The card that drives /dev/fb0, so the console; NULL: none. */
const struct kfb_card *kfb_facts_console_card(const struct kfb_facts *facts);

#endif
