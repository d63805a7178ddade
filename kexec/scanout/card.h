/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * All that the sources say about one DRM card, each asked once.
 */
#ifndef KFB_SCANOUT_CARD_H
#define KFB_SCANOUT_CARD_H

#include <stdbool.h>

#include "notes.h"
#include "scanout/debugfs_fb.h"
#include "scanout/drm.h"
#include "scanout/pci.h"

struct kfb_card {
	unsigned int number; /* N of /dev/dri/cardN */
	int error;	     /* why it could not be asked; 0: drm is filled */
	struct kfb_drm drm;
	char *device;		 /* canonical path below the root; NULL: unknown */
	char *sysfs_driver;	 /* the device driver's name; NULL: unknown */
	bool boot_vga;		 /* the firmware's console was on this card */
	int bars_error;		 /* 0: bars are filled; else why not, -errno ... */
	const char *bars_reason; /* ... and the reason for a person */
	struct kfb_bar bars[KFB_BARS];
	/* What debugfs says about drm.fb: */
	char *fb_owner; /* who allocated it, "[fbcon]"; NULL: unknown */
	enum kfb_fb_memory fb_memory;
	uint64_t fb_address; /* 0: not told */
};

/*
 * Ask below @root about card->number, and log each answer in @notes.  All of @card but that
 * number must be zero.
 */
void kfb_card_ask(const struct kfb_sysroot *root, struct kfb_notes *notes, struct kfb_card *card);

/*
 * Find where the framebuffer is by our own page tables, if the driver's answer depends on it.
 * @is_console: /dev/fb0 is this card's.
 */
void kfb_card_ask_place(const struct kfb_sysroot *root, struct kfb_notes *notes, bool is_console,
			struct kfb_card *card);
void kfb_card_free(struct kfb_card *card);

/* Is the framebuffer on the screen known to be fbcon's?  Or known to be somebody else's? */
bool kfb_card_shows_console(const struct kfb_card *card);
bool kfb_card_shows_other(const struct kfb_card *card);

#endif
