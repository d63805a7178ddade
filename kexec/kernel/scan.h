/* SPDX-License-Identifier: GPL-2.0-only */
/* Find several byte strings in one pass over a large image. */
#ifndef KFB_KERNEL_SCAN_H
#define KFB_KERNEL_SCAN_H

#include <stddef.h>
#include <stdint.h>

#define KFB_SCAN_MAX_HITS 32

struct kfb_needle {
	const void *bytes;
	size_t len;    /* 2 or more */
	size_t rare;   /* index of a byte that is rare in kernels; not 0 */
	size_t n_hits; /* may exceed KFB_SCAN_MAX_HITS; the rest is not kept */
	uint64_t hits[KFB_SCAN_MAX_HITS];
};

/* Store the hits of each needle in ascending order. */
void kfb_scan(const uint8_t *buf, size_t len, struct kfb_needle *needles, size_t n);

#endif
