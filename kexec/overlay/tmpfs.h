/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KFB_OVERLAY_TMPFS_H
#define KFB_OVERLAY_TMPFS_H

/*
 * Make a tmpfs that is not mounted anywhere yet, with the mount API of Linux 5.2.  Returns a
 * directory descriptor or -errno (-ENOSYS, or -EPERM under a seccomp filter that does not know
 * the calls).
 */
int kfb_tmpfs_detached(void);

/* Mount it at @dir in the caller's mount namespace. */
int kfb_tmpfs_attach(int tmpfs, const char *dir);

#endif
