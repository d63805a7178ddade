/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Ask display drivers in a child.  A driver that hangs may hold the child where no signal
 * reaches it, but not this process.
 */
#ifndef KFB_CMD_PATIENCE_H
#define KFB_CMD_PATIENCE_H

#include <stddef.h>

/* Drivers usually answer in milliseconds: one that takes this long is hung. */
#define KFB_PATIENCE_MS 30000

/*
 * What the child does; it ends with the exit status that this returns.  It may write an answer
 * to @fd, and must close @fd as soon as the drivers have answered: from then on it may take as
 * long as it needs.
 */
typedef int kfb_asker_fn(void *data, int fd);

/*
 * Run @ask in a child until it ends.  Put up to @size bytes of its answer at @answer, their
 * number at *@len, and what wait(2) tells at *@wait_status.  0, -ETIMEDOUT if the drivers do
 * not answer in time (the child is killed, but not waited for), or -errno if there was no child.
 */
int kfb_ask_patiently(kfb_asker_fn *ask, void *data, unsigned int patience_ms, void *answer,
		      size_t size, size_t *len, int *wait_status);

/*
 * Run all of a command so, and return the exit status for it; if there can be no child, run it
 * in this process.  If the drivers do not answer, say so and return @hung.
 */
int kfb_run_patiently(kfb_asker_fn *command, void *data, int hung);

#endif
