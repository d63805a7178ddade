/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Running the real kexec: in place, or in a child that is prepared first.
 */
#ifndef KFB_CMD_RUN_H
#define KFB_CMD_RUN_H

/* Exit statuses of a program that cannot be run, as a shell gives them. */
#define KFB_EXIT_NOT_RUNNABLE	126
#define KFB_EXIT_NOT_FOUND	127

/*
 * Runs in the child.  0: go on to exec; else the line to show, allocated or
 * static, and nothing is executed.
 */
typedef const char *(*kfb_prepare_fn)(void *data);

/* Replace this process.  Returns only on failure: the status to exit with. */
int kfb_exec(const char *path, char *const argv[]);

/*
 * Prepare, run and wait, passing signals on.  *@problem becomes NULL if kexec
 * was run, else the line @prepare returned (the caller frees it).
 * Returns the wait status, or -errno if there was no child.
 */
int kfb_run(const char *path, char *const argv[], kfb_prepare_fn prepare, void *data,
	    char **problem);

/* The exit status for a wait status; a signal kills this process likewise. */
int kfb_exit_like(int wait_status);

#endif
