/* SPDX-License-Identifier: GPL-2.0-only */
/* Judge each link of the chain, from the facts alone. */
#ifndef KFB_CHECK_LINKS_H
#define KFB_CHECK_LINKS_H

#include "check/facts.h"
#include "check/link.h"
#include "check/told.h"

/* Judge all links in their order.  If a verdict depends on the initrd, it is read into @c. */
void kfb_judge(struct kfb_check *c, struct kfb_chain *chain);

/*
 * Hyper-V: is the dump safe, whatever the screen shows?  This is not a link of the chain.  The
 * framebuffer's addresses must stay free: if a PCI device gets them, the dump is lost.
 */
void kfb_judge_dump(struct kfb_check *c, struct kfb_link *link);

#endif
