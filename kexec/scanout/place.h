/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which kind of memory a card's framebuffer is in, as our page tables show it.  Pure.
 */
#ifndef KFB_SCANOUT_PLACE_H
#define KFB_SCANOUT_PLACE_H

#include "scanout/facts.h"

enum kfb_place {
	KFB_PLACE_UNKNOWN,   /* the page tables were not asked, or did not tell */
	KFB_PLACE_BAR,	     /* contiguous, in a memory BAR of the card's own device */
	KFB_PLACE_RAM,	     /* in System RAM */
	KFB_PLACE_RESERVED,  /* contiguous, in memory that the firmware keeps from the kernel */
	KFB_PLACE_PIECES,    /* scattered, over something else than RAM */
	KFB_PLACE_ELSEWHERE, /* contiguous, in none of the above */
};

enum kfb_place kfb_place(const struct kfb_facts *facts, const struct kfb_card *card);

/* "in System RAM", ... */
const char *kfb_place_text(enum kfb_place place);

/* The memory BAR of @card's device that holds @length bytes at @start; -1: none. */
int kfb_place_bar(const struct kfb_card *card, uint64_t start, uint64_t length);

#endif
