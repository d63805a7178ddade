/* SPDX-License-Identifier: GPL-2.0-only */
/* What exec does, for those who do it again. */
#ifndef KFB_CMD_LOAD_H
#define KFB_CMD_LOAD_H

#include "check/state_file.h"
#include "cmd/cmd.h"

/*
 * Run kexec with @argv; @book is the caller's, locked by it, or NULL.  Returns the exit
 * status, unless kexec replaces this process: then without @book only.
 */
int kfb_load(const struct kfb_own_options *own, int argc, char **argv,
	     const struct kfb_notebook *book);

#endif
