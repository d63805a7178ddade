/* SPDX-License-Identifier: GPL-2.0-only */
/* Decompress into memory whatever libarchive can. */
#ifndef KFB_CHECK_UNPACK_H
#define KFB_CHECK_UNPACK_H

#include <stddef.h>
#include <stdint.h>

#include "error.h"

struct kfb_unpacked {
	uint8_t *data; /* the caller frees */
	size_t len;
	size_t used; /* how many bytes of the input were read */
};

/*
 * Decompress what @in begins with: gzip, zstd, xz, lzma, lz4, bzip2.  Data that are not
 * compressed come out unchanged.  -EFBIG: more than @limit bytes; -EBADMSG: damaged; -ENOMEM;
 * -ELIBACC: libarchive is not installed.
 */
int kfb_unpack(const uint8_t *in, size_t len, size_t limit, struct kfb_unpacked *out,
	       struct kfb_error *err);

#endif
