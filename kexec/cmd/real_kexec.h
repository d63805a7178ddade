/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Become the real kexec, and never ourselves: kexec-fb may be installed as kexec, or be called
 * by a script that it mistook for kexec.
 */
#ifndef KFB_CMD_REAL_KEXEC_H
#define KFB_CMD_REAL_KEXEC_H

#include <stdbool.h>

/* Exit statuses of a program that cannot be run, as a shell gives them. */
#define KFB_EXIT_NOT_RUNNABLE 126
#define KFB_EXIT_NOT_FOUND    127

/*
 * The path of the program that kfb_exec() started.  If that program calls kexec-fb, this tells
 * us so.  The real kexec inherits the variable and ignores it.
 */
#define KFB_STARTED_ENV "KEXEC_FB_STARTED"

/* Whether @path is the program that is running. */
bool kfb_is_ourselves(const char *path);

/* Would kfb_exec() get as far as execv(2)?  If not, says why. */
bool kfb_can_exec(const char *path);

/* Replace this process.  Returns only on failure: the status to exit with. */
int kfb_exec(const char *path, char *const argv[]);

#endif
