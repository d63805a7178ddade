/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KFB_CMD_PRIVATE_DIR_H
#define KFB_CMD_PRIVATE_DIR_H

/*
 * Make the directory @path, which only its owner can enter, and open it: a descriptor, or
 * -errno.  Whoever may write beside @path can exchange it at any time: what is opened is
 * verified (-ESTALE), and must be used from then on instead of its name.
 */
int kfb_make_private_dir(const char *path);

#endif
