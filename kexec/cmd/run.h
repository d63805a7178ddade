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
 * What a child does before it becomes kexec.  Each step returns NULL to go on, or the
 * problem: nothing is executed then.
 */
struct kfb_job {
	/* Read drivers and sysfs, any of which may hang. */
	const char *(*ask)(void *data);
	/* Sets *@changed if kexec will see other files, or arguments, than without it. */
	const char *(*prepare)(void *data, bool *changed);
	void *data;
	unsigned int patience_ms;	/* the longest that either may take */
};

#define KFB_PROBLEM_SIZE	1024	/* a line with a path or two */

struct kfb_outcome {
	int status;		/* of wait(2) */
	char problem[KFB_PROBLEM_SIZE];	/* why kexec was not run; "": it was */
	bool changed;		/* as prepare() set it, if kexec was run */
	bool interrupted;	/* a signal told this process to end meanwhile; see status */
};

/*
 * Do the job, run kexec and wait, passing signals on.  A job that dies or takes
 * too long is a problem like others.  A signal that comes before kexec was started ends
 * the job: it is the status then, and no problem.  -errno if there was no child.
 */
int kfb_run(const char *path, char *const argv[], const struct kfb_job *job,
	    struct kfb_outcome *outcome);

/* The exit status for a wait status; a signal kills this process likewise. */
int kfb_exit_like(int wait_status);

#endif
