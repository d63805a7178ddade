/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * SELinux: kexec runs in a domain of its own (kdump_t), which may read what our files
 * cover and has no reason to read files of a tmpfs.  It goes on without a file that it may
 * not open, and says nothing: the next kernel would be told less than by plain kexec.
 */
#ifndef KFB_OVERLAY_LABEL_H
#define KFB_OVERLAY_LABEL_H

/*
 * Give the file @fd the label of the file @target, an O_PATH descriptor.  0, also where
 * there are no labels; -errno: the policy, or the tmpfs, refuses it.
 */
int kfb_label_like(int fd, int target);

#endif
