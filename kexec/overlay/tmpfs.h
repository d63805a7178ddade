/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KFB_OVERLAY_TMPFS_H
#define KFB_OVERLAY_TMPFS_H

/*
 * A tmpfs that stands nowhere yet, by the mount API of Linux 5.2: a directory
 * descriptor, or -errno (-ENOSYS, or -EPERM under seccomp filters that do not
 * know the calls).
 */
int kfb_tmpfs_detached(void);

/* Let it stand at @dir, in the mount namespace of the caller. */
int kfb_tmpfs_attach(int tmpfs, const char *dir);

#endif
