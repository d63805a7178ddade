/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One display that may be what is on the screen, on its way to a scanout.  Each step reads
 * only the facts and writes only its candidate; the answer is as good as the facts.
 */
#ifndef KFB_SCANOUT_CANDIDATE_H
#define KFB_SCANOUT_CANDIDATE_H

#include "context.h"
#include "scanout/driver_table.h"
#include "scanout/facts.h"

struct kfb_candidate {
	const struct kfb_card *card;		/* NULL: fbdev without DRM */
	const struct kfb_fbdev *fbdev;		/* NULL: fb0 is not on this display */
	const char *device;			/* canonical path; NULL: unknown */
	struct kfb_notes *notes;		/* owns every string below */
	const struct kfb_driver *driver;
	struct kfb_scanout scanout;		/* filled step by step */
	uint64_t room;				/* bytes of the region from base on */
	const char *region;			/* that region, for a person */
	const char *warning;			/* usable, but a person should know; or NULL */
	int error;				/* 0, or why it is of no use: -errno ... */
	const char *reason;			/* ... and one sentence */
};

/* Steps of kfb_decide(), in this order.  Each returns 0, or refuses the candidate. */
int kfb_candidate_driver(struct kfb_candidate *c);
int kfb_candidate_base(const struct kfb_facts *facts, struct kfb_candidate *c);
int kfb_candidate_geometry(const struct kfb_facts *facts, struct kfb_candidate *c);

/*
 * Pure: the first display that can be handed over, else the first one's failure; @notes
 * gets the strings.  The candidate points into @facts.
 */
struct kfb_candidate kfb_decide(const struct kfb_facts *facts, struct kfb_notes *notes);

/* Keep error and reason, return -@errnum. */
int kfb_refuse(struct kfb_candidate *c, int errnum, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* @value comes from @source: @detail, static or owned by the candidate's notes. */
void kfb_take(struct kfb_candidate *c, enum kexec_fb_value value,
	      enum kexec_fb_source source, const char *detail);

void kfb_take_base(struct kfb_candidate *c, uint64_t base, enum kexec_fb_source source,
		   const char *detail);

/* kfb_candidate_base() of drivers that scan out of a PCI BAR. */
int kfb_vram_base(struct kfb_candidate *c);

/* "c0900000-c10fffff : name", owned by @notes. */
const char *kfb_resource_text(struct kfb_notes *notes, const struct kfb_resource *r);

#endif
