/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One display that may be what is on the screen, on its way to a scanout.
 */
#ifndef KFB_SCANOUT_CANDIDATE_H
#define KFB_SCANOUT_CANDIDATE_H

#include "scanout/driver_table.h"
#include "scanout/facts.h"

struct kfb_candidate {
	const struct kfb_card *card;		/* NULL: fbdev without DRM */
	const struct kfb_fbdev *fbdev;		/* NULL: fb0 is not on this display */
	const char *device;			/* canonical path; NULL: unknown */
	const struct kfb_driver *driver;
	struct kexec_fb_scanout scanout;	/* filled step by step */
	uint64_t room;				/* bytes of the region from base on */
	const char *region;			/* that region, for a person */
};

void kfb_take(struct kexec_fb_scanout *s, enum kexec_fb_value value,
	      enum kexec_fb_source source, const char *detail);

/* Each returns 0, or kfb_refuse()s with the reason. */
int kfb_find_driver(struct kexec_fb *fb, struct kfb_candidate *c);
int kfb_find_geometry(struct kexec_fb *fb, const struct kfb_facts *facts,
		      struct kfb_candidate *c);
int kfb_find_base(struct kexec_fb *fb, const struct kfb_facts *facts,
		  struct kfb_candidate *c);

/* "c0900000-c10fffff : name", owned by @fb. */
const char *kfb_resource_text(struct kexec_fb *fb, const struct kfb_resource *r);

#endif
