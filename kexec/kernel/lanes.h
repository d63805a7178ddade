/* SPDX-License-Identifier: GPL-2.0-only */
/* Vectors of 16 bytes, which every 64-bit machine has. */
#ifndef KFB_KERNEL_LANES_H
#define KFB_KERNEL_LANES_H

#include <stdint.h>
#include <string.h>

#define KFB_LANES_SIZE 16

typedef uint8_t kfb_lanes8 __attribute__((vector_size(KFB_LANES_SIZE)));
typedef uint32_t kfb_lanes32 __attribute__((vector_size(KFB_LANES_SIZE)));

static inline kfb_lanes8 kfb_lanes_load(const uint8_t *p)
{
	kfb_lanes8 v;

	memcpy(&v, p, sizeof(v));
	return v;
}

/* As 32-bit little-endian numbers. */
static inline kfb_lanes32 kfb_lanes_load_le32(const uint8_t *p)
{
	kfb_lanes32 v;

	memcpy(&v, p, sizeof(v));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	for (size_t i = 0; i < KFB_LANES_SIZE / sizeof(v[0]); i++)
		v[i] = __builtin_bswap32(v[i]);
#endif
	return v;
}

/* Is any bit set? */
static inline int kfb_lanes_any(kfb_lanes8 v)
{
	uint64_t w[KFB_LANES_SIZE / sizeof(uint64_t)];

	memcpy(w, &v, sizeof(w));
	return (w[0] | w[1]) != 0;
}

#endif
