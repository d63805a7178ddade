// SPDX-License-Identifier: GPL-2.0-only
#include "hush.h"

#include <errno.h>
#include <time.h>

#include "util.h"

static const int raised[] = { SIGPIPE, SIGXFSZ, SIGTTOU };

void kfb_hush(struct kfb_hush *before)
{
	sigset_t block;

	sigemptyset(&block);
	for (size_t i = 0; i < ARRAY_SIZE(raised); i++)
		sigaddset(&block, raised[i]);
	sigpending(&before->pending);
	sigprocmask(SIG_BLOCK, &block, &before->blocked);
}

void kfb_unhush(const struct kfb_hush *before)
{
	static const struct timespec now;
	sigset_t take;
	int taken;

	sigemptyset(&take);
	for (size_t i = 0; i < ARRAY_SIZE(raised); i++)
		if (!sigismember(&before->pending, raised[i]))
			sigaddset(&take, raised[i]);
	do
		taken = sigtimedwait(&take, NULL, &now);
	while (taken > 0 || errno == EINTR);
	sigprocmask(SIG_SETMASK, &before->blocked, NULL);
}
