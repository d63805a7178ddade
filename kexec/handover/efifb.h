/* SPDX-License-Identifier: GPL-2.0-only */
/* Would video=efifb: help the kernel to be loaded on this machine? */
#ifndef KFB_HANDOVER_EFIFB_H
#define KFB_HANDOVER_EFIFB_H

#include "handover/efifb_option.h"
#include "handover/handover.h"
#include "handover/passed_on.h"

/*
 * Make the option for the current framebuffer if kexec passes on @passed.  0, or -errno with a
 * reason in @err, a static clause.
 */
int kfb_efifb_for(const struct kfb_handover *h, const struct kfb_passed_on *passed,
		  char option[KFB_EFIFB_OPTION_SIZE], struct kfb_error *err);

#endif
