/* SPDX-License-Identifier: GPL-2.0-only */
/* The link between the load and the next kernel: what that is told, and whether it is true. */
#ifndef KFB_CHECK_LINKS_TOLD_H
#define KFB_CHECK_LINKS_TOLD_H

#include "check/facts.h"
#include "check/link.h"
#include "check/next_driver.h"

/* Say how to load this crash kernel again, so that it is told about the screen as it is now. */
void kfb_hint_reload(const struct kfb_check *c, struct kfb_link *link);

/* A devicetree boot: kexec copies the tree, and with it the firmware's framebuffer. */
bool kfb_told_by_devicetree(const struct kfb_check *c);

/* What the drivers of the next kernel are judged by.  It reads the initrd into @c if asked. */
struct kfb_next_kernel kfb_next_kernel_of(struct kfb_check *c, bool undersized);

/*
 * @own: the next kernel has the display's own driver, and need not be told.  Sets *mode and
 * *undersized if a mode is told.
 */
void kfb_judge_told(struct kfb_check *c, bool own, struct kexec_fb_mode *mode, bool *undersized,
		    struct kfb_link *link);

#endif
