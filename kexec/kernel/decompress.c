// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/decompress.h"

#include <errno.h>
#include <limits.h>
#include <lzma.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

/* Large enough for few write() calls, small enough to stay in the L2 cache. */
#define CHUNK	   (128 * 1024)
#define GZIP_WBITS (16 + MAX_WBITS) /* gzip header and trailer only (zlib.h) */
/* kexec-tools' own limit (lzma.c, since 2.0.28); xz -9 needs 65 MiB. */
#define LZMA_MEMORY (UINT64_C(128) << 20)

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

/* Decompress one gzip member from @in; *used says where it ended. */
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

static int lzma_fail(struct kfb_error *err, lzma_ret status, uint64_t offset)
{
	switch (status) {
	case LZMA_MEM_ERROR:
		return kfb_fail(err, ENOMEM, offset, "no memory to decompress");
	case LZMA_MEMLIMIT_ERROR:
		return kfb_fail(err, ENOTSUP, offset, "needs more than 128 MiB to decompress");
	case LZMA_OPTIONS_ERROR:
		return kfb_fail(err, ENOTSUP, offset, "xz data need a filter that liblzma lacks");
	case LZMA_BUF_ERROR:
		return kfb_fail(err, EBADMSG, offset, "xz or lzma data are cut short");
	default:
		return kfb_fail(err, EBADMSG, offset, "xz or lzma data are damaged");
	}
}

static int unlzma(lzma_stream *z, const uint8_t *in, size_t len, struct output *out,
		  struct kfb_error *err)
{
	z->next_in = in;
	z->avail_in = len;
	for (;;) {
		lzma_ret status;
		uint64_t used;
		int ret;

		z->next_out = out->chunk;
		z->avail_out = CHUNK;
		status = lzma_code(z, LZMA_FINISH);
		used = len - z->avail_in;
		if (status != LZMA_OK && status != LZMA_STREAM_END)
			return lzma_fail(err, status, used);
		ret = emit(out, CHUNK - z->avail_out, used, err);
		if (ret || status == LZMA_STREAM_END)
			return ret;
	}
}

static int unxz(enum kfb_compression how, const uint8_t *in, size_t len, struct output *out,
		struct kfb_error *err)
{
	lzma_stream z = LZMA_STREAM_INIT;
	lzma_ret status = how == KFB_COMPRESSION_XZ ? lzma_stream_decoder(&z, LZMA_MEMORY, 0) :
						      lzma_alone_decoder(&z, LZMA_MEMORY);
	int ret = status == LZMA_OK ? unlzma(&z, in, len, out, err) : lzma_fail(err, status, 0);

	lzma_end(&z);
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
	case KFB_COMPRESSION_XZ:
	case KFB_COMPRESSION_LZMA:
		ret = unxz(how, in, len, out, err);
		break;
	case KFB_COMPRESSION_NONE:
	default:
		ret = kfb_fail(err, EINVAL, 0, "not compressed");
	}
	free(out);
	return ret;
}

int kfb_growing_write(void *growing, const void *buf, size_t len)
{
	struct kfb_growing *g = growing;
	uint8_t *grown;

	if (len >= g->room - g->len) {
		grown = realloc(g->data, 2 * (g->len + len) + 1);
		if (!grown)
			return -ENOMEM;
		g->data = grown;
		g->room = 2 * (g->len + len) + 1;
	}
	memcpy(g->data + g->len, buf, len);
	g->len += len;
	g->data[g->len] = '\0';
	return 0;
}
