/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KFB_CMD_WATCH_VT_H
#define KFB_CMD_WATCH_VT_H

#include <stdbool.h>

/*
 * Call @changed(@data) in a child of its own when another virtual terminal has come to the
 * front and stayed there, at most twice a minute.  Returns only on failure: -errno, or 0
 * where @once is set, after the first call.
 */
int kfb_watch_vt(int (*changed)(const void *data), const void *data, bool once);

#endif
