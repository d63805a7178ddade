/* SPDX-License-Identifier: GPL-2.0-only */
/* Decompress into a sink, piece by piece, so that there are never two copies. */
#ifndef KFB_KERNEL_DECOMPRESS_H
#define KFB_KERNEL_DECOMPRESS_H

#include "kernel/kind.h"

struct kfb_sink {
	int (*write)(void *ctx, const void *buf, size_t len); /* 0 or -errno */
	void *ctx;
};

/*
 * A sink's memory, which grows with what is written and ends in a NUL that len does not count.
 * Start from zeros; free data.
 */
struct kfb_growing {
	uint8_t *data;
	size_t len, room;
};

/* The sink's write for a struct kfb_growing as its ctx: 0 or -ENOMEM. */
int kfb_growing_write(void *growing, const void *buf, size_t len);

/*
 * Fails with -EFBIG if more than @limit bytes come out.  Bytes after the last gzip member, the
 * zstd frame or the xz stream are ignored: makefiles pad, and zboot may append the size.
 * Offsets in errors are in the compressed input.
 */
int kfb_decompress(enum kfb_compression how, const uint8_t *in, size_t len, uint64_t limit,
		   const struct kfb_sink *sink, struct kfb_error *err);

#endif
