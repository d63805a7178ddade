/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KFB_CMD_PRIVATE_DIR_H
#define KFB_CMD_PRIVATE_DIR_H

/*
 * Make the directory @path, which only its owner can enter, and open it.  Returns a descriptor
 * or -errno; -ESTALE if what was opened is not the new directory.  A user who may write to the
 * parent directory can replace @path at any time, so use only the descriptor.
 */
int kfb_make_private_dir(const char *path);

#endif
