/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Read and write integers of a given byte order in a buffer, unaligned, on any host.
 * kfb_fits() is the one bounds check: call it before every access whose offset or length
 * comes from the data.
 */
#ifndef KFB_BYTES_H
#define KFB_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Do @n bytes at @off lie inside @len bytes?  Cannot overflow. */
static inline bool kfb_fits(uint64_t len, uint64_t off, uint64_t n)
{
	return off <= len && n <= len - off;
}

static inline uint16_t kfb_get_le16(const void *p)
{
	const uint8_t *b = p;

	return (uint16_t)(b[0] | b[1] << 8);
}

static inline uint32_t kfb_get_le32(const void *p)
{
	const uint8_t *b = p;

	return b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

static inline uint64_t kfb_get_le64(const void *p)
{
	return kfb_get_le32(p) | (uint64_t)kfb_get_le32((const uint8_t *)p + 4) << 32;
}

static inline uint32_t kfb_get_be32(const void *p)
{
	const uint8_t *b = p;

	return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static inline void kfb_put_le16(void *p, uint16_t v)
{
	uint8_t *b = p;

	b[0] = (uint8_t)v;
	b[1] = (uint8_t)(v >> 8);
}

static inline void kfb_put_le32(void *p, uint32_t v)
{
	kfb_put_le16(p, (uint16_t)v);
	kfb_put_le16((uint8_t *)p + 2, (uint16_t)(v >> 16));
}

#endif
