/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Write a recorded machine: every file that was read, at the path where it was read.
 */
#ifndef KFB_RECORDING_H
#define KFB_RECORDING_H

#include <stddef.h>

/*
 * Recreate, below @record_fd, the directories and symbolic links that lead to @path below
 * @root_fd.  *@out receives the canonical path, which the caller frees.  Returns 0 or -errno;
 * *@failed is that error if the recording could not be written, and 0 otherwise.
 */
int kfb_recording_path(int root_fd, int record_fd, const char *path, char **out, int *failed);

/* The same, then write @len bytes to the file there. */
int kfb_recording_file(int root_fd, int record_fd, const char *path, const void *data, size_t len);

#endif
