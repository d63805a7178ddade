/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KFB_HUSH_H
#define KFB_HUSH_H

#include <signal.h>

/* What was so before kfb_hush(). */
struct kfb_hush {
	sigset_t blocked, pending;
};

/*
 * From here to kfb_unhush() a write(2) that cannot be done fails and raises no signal: a
 * closed pipe (SIGPIPE), RLIMIT_FSIZE (SIGXFSZ), a terminal of other processes (SIGTTOU).
 * The signals are neither ignored nor left pending, as kexec would inherit both.
 */
void kfb_hush(struct kfb_hush *before);
void kfb_unhush(const struct kfb_hush *before);

#endif
