/* SPDX-License-Identifier: GPL-2.0-only */
/* Decompression into a sink, piece by piece, so that nobody holds two copies. */
#ifndef KFB_KERNEL_DECOMPRESS_H
#define KFB_KERNEL_DECOMPRESS_H

#include "kernel/kind.h"

struct kfb_sink {
	int (*write)(void *ctx, const void *buf, size_t len);	/* 0 or -errno */
	void *ctx;
};

/*
 * At most @limit bytes come out, more is -EFBIG.  Bytes after the last gzip member, the zstd
 * frame or the xz stream are ignored: makefiles pad, and zboot may append the size.
 * Error offsets are in the compressed input.
 */
int kfb_decompress(enum kfb_compression how, const uint8_t *in, size_t len, uint64_t limit,
		   const struct kfb_sink *sink, struct kfb_error *err);

#endif
