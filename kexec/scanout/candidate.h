/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A display that may be what is on the screen.  Each step fills in more of its scanout, reading
 * only the facts and writing only its candidate.
 */
#ifndef KFB_SCANOUT_CANDIDATE_H
#define KFB_SCANOUT_CANDIDATE_H

#include "context.h"
#include "scanout/driver_table.h"
#include "scanout/facts.h"

struct kfb_candidate {
	const struct kfb_card *card;	  /* NULL: fbdev without DRM */
	const struct kfb_fbdev *fbdev;	  /* NULL: fb0 is not on this display */
	const struct kfb_resource *claim; /* or else, a region that its driver claimed */
	const char *device;		  /* canonical path; NULL: unknown */
	struct kfb_notes *notes;	  /* owns every string below */
	const struct kfb_driver *driver;
	struct kfb_scanout scanout; /* filled step by step */
	uint64_t room;		    /* bytes of the region from base on */
	const char *region;	    /* that region, for a person */
	const char *warning;	    /* usable, but a person should know; or NULL */
	int error;		    /* 0, or why it cannot be handed over: -errno ... */
	const char *reason;	    /* ... and one sentence */
	const char *hint;	    /* what would help; or NULL */
};

/* The steps of kfb_decide(), in this order.  Each returns 0, or refuses the candidate. */
int kfb_candidate_driver(struct kfb_candidate *c);
int kfb_candidate_base(const struct kfb_facts *facts, struct kfb_candidate *c);
int kfb_candidate_geometry(const struct kfb_facts *facts, struct kfb_candidate *c);

/*
 * Pure: return the first display that can be handed over or, if there is none, the first one
 * with the reason.  It points into @facts, and @notes own its strings.
 */
struct kfb_candidate kfb_decide(const struct kfb_facts *facts, struct kfb_notes *notes);

/* Keep the error, its reason and, for EACCES, what to do about it.  Returns -@errnum. */
int kfb_refuse(struct kfb_candidate *c, int errnum, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Refuse it because its driver leaves no linear framebuffer: say @why, and what to do instead. */
int kfb_refuse_opaque(struct kfb_candidate *c, const char *why);

/* Note that @value came from @source; @detail is static or owned by the candidate's notes. */
void kfb_take(struct kfb_candidate *c, enum kexec_fb_value value, enum kexec_fb_source source,
	      const char *detail);

void kfb_take_base(struct kfb_candidate *c, uint64_t base, enum kexec_fb_source source,
		   const char *detail);

/* Parts of kfb_candidate_base(). */
int kfb_need_iomem(const struct kfb_facts *facts, struct kfb_candidate *c);
void kfb_take_region(struct kfb_candidate *c, const struct kfb_resource *r);
int kfb_firmware_base(const struct kfb_facts *facts, struct kfb_candidate *c);
int kfb_vga_base(const struct kfb_facts *facts, struct kfb_candidate *c);

/* The region that a native fbdev driver claimed; no card goes with it.  NULL: there is none. */
const struct kfb_resource *kfb_fbdev_claim(const struct kfb_facts *facts);

/* kfb_candidate_base() for one class of drivers each. */
int kfb_vram_base(const struct kfb_facts *facts, struct kfb_candidate *c);
int kfb_gpu_base(const struct kfb_facts *facts, struct kfb_candidate *c);
int kfb_dma_base(const struct kfb_facts *facts, struct kfb_candidate *c);

/* "c0900000-c10fffff : name", owned by @notes. */
const char *kfb_resource_text(struct kfb_notes *notes, const struct kfb_resource *r);

#endif
