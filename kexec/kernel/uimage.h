/* SPDX-License-Identifier: GPL-2.0-only */
/* U-Boot's legacy image header ("uImage"), big-endian. */
#ifndef KFB_KERNEL_UIMAGE_H
#define KFB_KERNEL_UIMAGE_H

#include "kernel/kind.h"

/*
 * -ENOENT: not a uImage.  Verify both checksums, because the copy that we pass on is the bare
 * Image, which has none (kexec-tools loads that too, in image_arm64_load()).
 */
int kfb_uimage_open(const uint8_t *buf, size_t len, struct kfb_kernel_id *id,
		    struct kfb_error *err);

#endif
