/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * SELinux labels.  kexec runs in a domain of its own (kdump_t), which may read the files that
 * ours cover but need not be allowed to read a tmpfs's.  If kexec may not open a file it goes
 * on silently, and would tell the next kernel less than plain kexec does.
 */
#ifndef KFB_OVERLAY_LABEL_H
#define KFB_OVERLAY_LABEL_H

/*
 * Give the file @fd the label of the file @target, an O_PATH descriptor.  0, also if there are
 * no labels; -errno: the policy, or the tmpfs, refuses.
 */
int kfb_label_like(int fd, int target);

#endif
