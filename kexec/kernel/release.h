/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which build a kernel file is: linux_banner, which a running kernel shows in /proc/version, and
 * the release in the header of a bzImage.
 */
#ifndef KFB_KERNEL_RELEASE_H
#define KFB_KERNEL_RELEASE_H

#include <stdbool.h>

#include "error.h"
#include "kernel/scan.h"

#define KFB_RELEASE_SIZE 65  /* __NEW_UTS_LEN + 1 */
#define KFB_BANNER_SIZE	 512 /* kernels' own are 150 to 250 bytes */

struct kfb_release {
	char release[KFB_RELEASE_SIZE];
	char banner[KFB_BANNER_SIZE]; /* without the newline */
};

void kfb_release_needle(struct kfb_needle *needle);

/* -ENOENT: none of the hits is a banner. */
int kfb_release_read(const uint8_t *buf, size_t len, const struct kfb_needle *needle,
		     struct kfb_release *out, struct kfb_error *err);

/* Pure: the release in a bzImage's header (Documentation/arch/x86/boot.rst, kernel_version). */
bool kfb_bzimage_release(const uint8_t *image, size_t len, char release[KFB_RELEASE_SIZE]);

#endif
