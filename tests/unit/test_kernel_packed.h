/* SPDX-License-Identifier: GPL-2.0-only */
/* Compressed kernels for the tests, in every format that the program unpacks. */
#ifndef TEST_KERNEL_PACKED_H
#define TEST_KERNEL_PACKED_H

#include <lzma.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

#include "bytes.h"
#include "kernel/kind.h"

static inline size_t syn_pack_xz(enum kfb_compression how, const uint8_t *in, size_t n,
				 uint8_t *out, size_t cap)
{
	lzma_stream z = LZMA_STREAM_INIT;
	lzma_options_lzma options;
	lzma_filter filters[] = { { LZMA_FILTER_LZMA2, &options }, { LZMA_VLI_UNKNOWN, NULL } };
	lzma_ret status;

	lzma_lzma_preset(&options, 0);
	if (how == KFB_COMPRESSION_LZMA)
		status = lzma_alone_encoder(&z, &options);
	else /* CRC32, as the kernel's makefiles use */
		status = lzma_stream_encoder(&z, filters, LZMA_CHECK_CRC32);
	z.next_in = in;
	z.avail_in = n;
	z.next_out = out;
	z.avail_out = cap;
	if (status != LZMA_OK || lzma_code(&z, LZMA_FINISH) != LZMA_STREAM_END)
		abort();
	lzma_end(&z);
	return cap - z.avail_out;
}

static inline size_t syn_pack_gzip(const uint8_t *in, size_t n, uint8_t *out, size_t cap)
{
	z_stream z = { .next_in = (Bytef *)(uintptr_t)in,
		       .avail_in = (uInt)n,
		       .next_out = out,
		       .avail_out = (uInt)cap };

	if (deflateInit2(&z, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK ||
	    deflate(&z, Z_FINISH) != Z_STREAM_END)
		abort();
	deflateEnd(&z);
	return cap - z.avail_out;
}

/* Pack @in into @out, which is large enough; returns how many bytes that takes. */
static inline size_t syn_pack(enum kfb_compression how, const uint8_t *in, size_t n, uint8_t *out,
			      size_t cap)
{
	if (how == KFB_COMPRESSION_GZIP)
		return syn_pack_gzip(in, n, out, cap);
	if (how == KFB_COMPRESSION_ZSTD)
		return ZSTD_compress(out, cap, in, n, 3);
	return syn_pack_xz(how, in, n, out, cap);
}

static inline void put_be32(uint8_t *p, uint32_t v)
{
	kfb_put_le32(p, __builtin_bswap32(v));
}

/* Set the size and both checksums of a uImage of @len bytes, at least 64. */
static inline void syn_seal_uimage(uint8_t *b, size_t len)
{
	put_be32(b, 0x27051956);
	put_be32(b + 12, (uint32_t)(len - 64));
	put_be32(b + 24, (uint32_t)crc32_z(0, b + 64, len - 64));
	put_be32(b + 4, 0);
	put_be32(b + 4, (uint32_t)crc32_z(0, b, 64));
}

/* @comp as in U-Boot's header: 0 none, 1 gzip */
static inline uint8_t *syn_uimage(const uint8_t *payload, size_t n, uint8_t comp, size_t *len)
{
	uint8_t *b = calloc(1, 64 + n);

	if (!b)
		abort();
	*len = 64 + n;
	memcpy(b + 28, (uint8_t[]){ 5, 22, 2, comp }, 4);
	memcpy(b + 64, payload, n);
	syn_seal_uimage(b, *len);
	return b;
}

#endif
