/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Running the real kexec: in place, or in a child that is prepared first.
 */
#ifndef KFB_CMD_RUN_H
#define KFB_CMD_RUN_H

#include <stdbool.h>

/* Exit statuses of a program that cannot be run, as a shell gives them. */
#define KFB_EXIT_NOT_RUNNABLE	126
#define KFB_EXIT_NOT_FOUND	127

/*
 * Runs in the child.  0: go on to exec; else the line to show, allocated or
 * static, and nothing is executed.
 */
typedef const char *(*kfb_prepare_fn)(void *data);

/* Whether @path is the program that is running. */
bool kfb_is_ourselves(const char *path);

/* Replace this process.  Returns only on failure: the status to exit with. */
int kfb_exec(const char *path, char *const argv[]);

struct kfb_outcome {
	int status;		/* of wait(2) */
	char *problem;		/* why kexec was not run (the caller frees it); NULL: it was */
	bool interrupted;	/* somebody sent this process a signal meanwhile */
};

/*
 * Prepare, run and wait, passing signals on.  -errno if there was no child.
 */
int kfb_run(const char *path, char *const argv[], kfb_prepare_fn prepare, void *data,
	    struct kfb_outcome *outcome);

/* The exit status for a wait status; a signal kills this process likewise. */
int kfb_exit_like(int wait_status);

#endif
