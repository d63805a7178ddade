/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Write a recorded machine: every file that was read, at the path where it was read.
 */
#ifndef KFB_RECORDING_H
#define KFB_RECORDING_H

#include <stddef.h>

/*
 * Recreate the directories and symbolic links that lead to @path below
 * @root_fd, below @record_fd too; the canonical path comes back in @out, which
 * the caller frees.
 */
int kfb_recording_path(int root_fd, int record_fd, const char *path, char **out);

/* Write @len bytes as the file at @path, through the links as above. */
int kfb_recording_file(int root_fd, int record_fd, const char *path,
		    const void *data, size_t len);

#endif
