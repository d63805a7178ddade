/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What fbdev says about /dev/fb0: its two ioctls or, for users who may not open the device,
 * the sysfs attributes, which say less.
 */
#ifndef KFB_SCANOUT_FBDEV_H
#define KFB_SCANOUT_FBDEV_H

#include <stdbool.h>
#include <stdint.h>

#include "error.h"
#include "screen_info/formats.h"
#include "sysroot.h"

struct kfb_fbdev {
	char id[17];			       /* fix.id; the kernel need not terminate it */
	bool from_sysfs;		       /* then smem_* and channels are not known */
	uint64_t smem_start;		       /* 0: hidden (FBINFO_HIDE_SMEM_START, since 5.0) */
	uint32_t smem_len;		       /* bytes */
	uint32_t line_length;		       /* bytes */
	uint32_t xres, yres, xoffset, yoffset; /* pixels */
	struct kfb_format layout;	       /* fourcc 0 unless one matches */
};

int kfb_fbdev_ask(const struct kfb_sysroot *root, struct kfb_fbdev *fbdev, struct kfb_error *err);

/* Pure: the recorded text, and back.  The caller frees; NULL: no memory. */
int kfb_fbdev_parse(const char *text, size_t len, struct kfb_fbdev *fbdev, struct kfb_error *err);
char *kfb_fbdev_format(const struct kfb_fbdev *fbdev);

#endif
