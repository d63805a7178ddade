/* SPDX-License-Identifier: GPL-2.0-only */
/* Find the configuration of the next kernel where distributions put it. */
#ifndef KFB_HANDOVER_FIND_CONFIG_H
#define KFB_HANDOVER_FIND_CONFIG_H

#include "sysroot.h"

/*
 * Find config-@release beside @kernel or in /boot, or config in /lib/modules/@release: its text
 * and, in *path, its name, both allocated.  A file that is no configuration is passed over.
 * -ENOENT: none.
 */
int kfb_find_config(const struct kfb_sysroot *root, const char *kernel, const char *release,
		    struct kfb_bytes *text, char **path);

#endif
