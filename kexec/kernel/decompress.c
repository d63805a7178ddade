// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/decompress.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

/* Large enough for few write() calls, small enough to stay in the L2 cache. */
#define CHUNK		(128 * 1024)
#define GZIP_WBITS	(16 + MAX_WBITS)	/* zlib.h: gzip header and trailer only */

struct output {
	const struct kfb_sink *sink;
	uint64_t left;
	uint8_t chunk[CHUNK];
};

static int emit(struct output *out, size_t n, uint64_t in_offset, struct kfb_error *err)
{
	int ret;

	if (n > out->left)
		return kfb_fail(err, EFBIG, in_offset, "decompresses to more than a kernel can be");
	out->left -= n;
	ret = n ? out->sink->write(out->sink->ctx, out->chunk, n) : 0;
	return ret ? kfb_fail(err, -ret, in_offset, "the decompressed kernel was not accepted") : 0;
}

/* One gzip member from @in; *used says where it ended. */
static int inflate_member(z_stream *z, const uint8_t *in, size_t len, size_t *used,
			  struct output *out, struct kfb_error *err)
{
	size_t start = *used;

	z->next_in = (Bytef *)(uintptr_t)(in + start);
	z->avail_in = 0;
	for (;;) {
		int status, ret;

		*used = (size_t)(z->next_in - in);
		if (!z->avail_in)
			z->avail_in = len - *used > UINT_MAX ? UINT_MAX : (uInt)(len - *used);
		z->next_out = out->chunk;
		z->avail_out = CHUNK;
		status = inflate(z, Z_NO_FLUSH);
		*used = (size_t)(z->next_in - in);
		if (status == Z_MEM_ERROR)
			return kfb_fail(err, ENOMEM, *used, "no memory to decompress");
		if (status == Z_BUF_ERROR)
			return kfb_fail(err, EBADMSG, *used, "gzip data is cut short");
		if (status != Z_OK && status != Z_STREAM_END)
			return kfb_fail(err, EBADMSG, *used, "gzip data is damaged");
		ret = emit(out, CHUNK - z->avail_out, *used, err);
		if (ret || status == Z_STREAM_END)
			return ret;
	}
}

static int gunzip(const uint8_t *in, size_t len, struct output *out, struct kfb_error *err)
{
	z_stream z = { 0 };
	size_t used = 0;
	int ret;

	if (inflateInit2(&z, GZIP_WBITS) != Z_OK)
		return kfb_fail(err, ENOMEM, 0, "no memory to decompress");
	do {
		ret = inflate_member(&z, in, len, &used, out, err);
	} while (ret == 0 && len - used > 2 && in[used] == 0x1f && in[used + 1] == 0x8b &&
		 inflateReset(&z) == Z_OK);
	inflateEnd(&z);
	return ret;
}

static int unzstd_frame(ZSTD_DCtx *ctx, const uint8_t *in, size_t len, struct output *out,
			struct kfb_error *err)
{
	ZSTD_inBuffer src = { in, len, 0 };

	for (;;) {
		ZSTD_outBuffer dst = { out->chunk, CHUNK, 0 };
		size_t before = src.pos;
		size_t left = ZSTD_decompressStream(ctx, &dst, &src);
		int ret;

		if (ZSTD_isError(left))
			return kfb_fail(err, EBADMSG, src.pos, "zstd data is damaged");
		ret = emit(out, dst.pos, src.pos, err);
		if (ret || left == 0)
			return ret;
		if (src.pos == before && dst.pos == 0)
			return kfb_fail(err, EBADMSG, src.pos, "zstd data is cut short");
	}
}

static int unzstd(const uint8_t *in, size_t len, struct output *out, struct kfb_error *err)
{
	ZSTD_DCtx *ctx = ZSTD_createDCtx();
	int ret;

	if (!ctx)
		return kfb_fail(err, ENOMEM, 0, "no memory to decompress");
	/* `zstd -22 --ultra` (the kernel's zstd22) uses windows of up to 128 MiB */
	ZSTD_DCtx_setParameter(ctx, ZSTD_d_windowLogMax, 27);
	ret = unzstd_frame(ctx, in, len, out, err);
	ZSTD_freeDCtx(ctx);
	return ret;
}

int kfb_decompress(enum kfb_compression how, const uint8_t *in, size_t len, uint64_t limit,
		   const struct kfb_sink *sink, struct kfb_error *err)
{
	struct output *out = malloc(sizeof(*out));
	int ret;

	if (!out)
		return kfb_fail(err, ENOMEM, 0, "no memory to decompress");
	out->sink = sink;
	out->left = limit;
	switch (how) {
	case KFB_COMPRESSION_GZIP:
		ret = gunzip(in, len, out, err);
		break;
	case KFB_COMPRESSION_ZSTD:
		ret = unzstd(in, len, out, err);
		break;
	default:
		ret = kfb_fail(err, EINVAL, 0, "not compressed");
	}
	free(out);
	return ret;
}
