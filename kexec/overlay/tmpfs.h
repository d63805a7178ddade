/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KFB_OVERLAY_TMPFS_H
#define KFB_OVERLAY_TMPFS_H

/*
 * Make a tmpfs that is not mounted anywhere yet, with the mount API of Linux 5.2.  Returns a
 * directory descriptor or -errno (-ENOSYS, or -EPERM under seccomp filters that do not know
 * the calls).
 */
int kfb_tmpfs_detached(void);

/* Mount it at @dir in the mount namespace of the caller. */
int kfb_tmpfs_attach(int tmpfs, const char *dir);

#endif
