/* SPDX-License-Identifier: GPL-2.0-only */
/* U-Boot's legacy image header ("uImage"), big-endian. */
#ifndef KFB_KERNEL_UIMAGE_H
#define KFB_KERNEL_UIMAGE_H

#include "kernel/kind.h"

/*
 * -ENOENT: not a uImage.  Both checksums are verified: the copy we hand on is the bare
 * Image (image_arm64_load() is what kexec-tools ends in as well), which has none.
 */
int kfb_uimage_open(const uint8_t *buf, size_t len, struct kfb_kernel_id *id,
		    struct kfb_error *err);

#endif
