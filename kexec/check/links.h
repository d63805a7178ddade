/* SPDX-License-Identifier: GPL-2.0-only */
/* Each link of the chain as a function of the facts. */
#ifndef KFB_CHECK_LINKS_H
#define KFB_CHECK_LINKS_H

#include "check/facts.h"
#include "check/link.h"
#include "check/told.h"

/* All links in their order.  @c is asked for the initrd where that matters. */
void kfb_judge(struct kfb_check *c, struct kfb_chain *chain);

/*
 * Hyper-V: is the dump safe, whatever the screen shows?  That is no link of the chain: the
 * framebuffer's addresses must stay free, or a PCI device gets them and the dump is lost.
 */
void kfb_judge_dump(struct kfb_check *c, struct kfb_link *link);

#endif
