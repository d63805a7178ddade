/* SPDX-License-Identifier: GPL-2.0-only */
/* Foresee what a future load would tell the next kernel, by making exec's own plan for it. */
#ifndef KFB_CHECK_FORESEE_H
#define KFB_CHECK_FORESEE_H

#include "check/facts.h"

/*
 * The command line that kexec makes of --reuse-cmdline, --append and --command-line; allocated.
 */
char *kfb_cmdline_of(const struct kfb_sysroot *root, const struct kfb_kexec_options *options);

/*
 * Set told_known, told, si, call and the reasons, and change cmdline as exec would.  If @argc
 * is 0, the load is of c->kernel and its other files, by kexec's default system call.
 */
void kfb_foresee(struct kfb_check *c, const struct kexec_fb *fb,
		 const struct kfb_question *question);

#endif
