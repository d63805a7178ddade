/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KFB_HUSH_H
#define KFB_HUSH_H

#include <signal.h>

/* What kfb_unhush() restores. */
struct kfb_hush {
	sigset_t blocked, pending;
};

/*
 * Until kfb_unhush(), a write(2) that cannot be done returns an error instead of raising a
 * signal: a closed pipe (SIGPIPE), RLIMIT_FSIZE (SIGXFSZ), or a terminal in whose foreground we
 * are not (SIGTTOU).  The signals are neither ignored nor left pending, because kexec would
 * inherit both.
 */
void kfb_hush(struct kfb_hush *before);
void kfb_unhush(const struct kfb_hush *before);

#endif
