/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Run the real kexec in a child that first prepares its files; if the preparation fails,
 * this process can still run kexec without it.
 */
#ifndef KFB_CMD_RUN_H
#define KFB_CMD_RUN_H

#include <stdbool.h>

#include "cmd/real_kexec.h"

/*
 * What the child does before it becomes kexec.  Each step returns NULL to go on, or a problem,
 * and then the child does not execute kexec.
 */
struct kfb_job {
	/* Read drivers and sysfs, any of which may hang. */
	const char *(*ask)(void *data);
	/* Set *@changed if kexec will see other files or arguments than without us. */
	const char *(*prepare)(void *data, bool *changed);
	void *data;
	unsigned int patience_ms; /* the longest that each step may take */
};

#define KFB_PROBLEM_SIZE 1024 /* fits a line with a path or two */

struct kfb_outcome {
	int status;			/* as from wait(2) */
	char problem[KFB_PROBLEM_SIZE]; /* why kexec was not run; "": it was run */
	bool changed;			/* as prepare() set it, if kexec was run */
	bool interrupted; /* a signal told this process to end meanwhile; see status */
};

/*
 * Do the job, run kexec and wait for it, passing signals on.  A job that dies or takes too long
 * is a problem like any other.  A signal that arrives before kexec was started ends the job:
 * that is no problem, and status tells the signal.  -errno if there was no child.
 */
int kfb_run(const char *path, char *const argv[], const struct kfb_job *job,
	    struct kfb_outcome *outcome);

/* The exit status for a wait status; if that says a signal, this process dies of it too. */
int kfb_exit_like(int wait_status);

#endif
