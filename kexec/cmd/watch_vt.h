/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KFB_CMD_WATCH_VT_H
#define KFB_CMD_WATCH_VT_H

#include <stdbool.h>

/*
 * Call @changed(@data) in a child process whenever another virtual terminal has come to the
 * front and stayed there, at most twice a minute.  With @once, returns 0 after the first call;
 * otherwise returns -errno, and only on failure.
 */
int kfb_watch_vt(int (*changed)(const void *data), const void *data, bool once);

#endif
