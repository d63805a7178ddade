/* SPDX-License-Identifier: GPL-2.0-only */
/* Whatever libarchive can decompress, into memory. */
#ifndef KFB_CHECK_UNPACK_H
#define KFB_CHECK_UNPACK_H

#include <stddef.h>
#include <stdint.h>

#include "error.h"

struct kfb_unpacked {
	uint8_t *data;		/* the caller frees */
	size_t len;
	size_t used;		/* bytes of the input that were read */
};

/*
 * Decompress what @in begins with: gzip, zstd, xz, lzma, lz4, bzip2.  What is not
 * compressed comes out as it is.  -EFBIG: more than @limit bytes; -EBADMSG: damaged;
 * -ENOMEM; -ELIBACC: libarchive is not installed.
 */
int kfb_unpack(const uint8_t *in, size_t len, size_t limit, struct kfb_unpacked *out,
	       struct kfb_error *err);

#endif
