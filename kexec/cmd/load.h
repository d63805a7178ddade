/* SPDX-License-Identifier: GPL-2.0-only */
/* What exec does, for other commands that load. */
#ifndef KFB_CMD_LOAD_H
#define KFB_CMD_LOAD_H

#include "check/state_file.h"
#include "cmd/cmd.h"

/*
 * Run kexec with @argv.  @book belongs to the caller, who holds its lock; or it is NULL, and
 * then kexec may replace this process.  Otherwise returns the exit status.
 */
int kfb_load(const struct kfb_own_options *own, int argc, char **argv,
	     const struct kfb_notebook *book);

#endif
