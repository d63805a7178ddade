// SPDX-License-Identifier: GPL-2.0-only
/* gzip, zstd, xz and lzma: whole, cut, damaged, padded, and bombs. */
#include "unit.h"

#include <stdio.h>

#include "kernel/decompress.h"
#include "test_kernel_packed.h"

#define PLAIN 300000 /* more than two of the decompressor's chunks */

struct collected {
	uint8_t *buf;
	size_t len;
	size_t fail_after;
};

static int collect(void *ctx, const void *buf, size_t len)
{
	struct collected *c = ctx;

	if (c->len + len > c->fail_after)
		return -ENOSPC;
	c->buf = realloc(c->buf, c->len + len);
	memcpy(c->buf + c->len, buf, len);
	c->len += len;
	return 0;
}

static uint8_t *plain(void)
{
	uint8_t *p = malloc(PLAIN);
	uint32_t x = 3;

	for (size_t i = 0; i < PLAIN; i++) {
		x = x * 1664525u + 1013904223u;
		p[i] = i % 3 ? (uint8_t)(x >> 24) : 0;
	}
	return p;
}

static int unpack(enum kfb_compression how, const uint8_t *in, size_t n, uint64_t limit,
		  struct collected *c)
{
	const struct kfb_sink sink = { collect, c };
	uint8_t *exact = malloc(n ? n : 1);
	struct kfb_error err = { 0 };
	int ret;

	*c = (struct collected){ .fail_after = c->fail_after ? c->fail_after : SIZE_MAX };
	memcpy(exact, in, n);
	ret = kfb_decompress(how, exact, n, limit, &sink, &err);
	free(exact);
	if (ret)
		assert_non_null(err.reason);
	return ret;
}

static void check(enum kfb_compression how)
{
	uint8_t *p = plain(), *packed = calloc(1, 2 * PLAIN);
	size_t n = syn_pack(how, p, PLAIN, packed, 2 * PLAIN);
	struct collected c = { 0 };

	assert_int_equal(unpack(how, packed, n, PLAIN, &c), 0);
	assert_int_equal(c.len, PLAIN);
	assert_memory_equal(c.buf, p, PLAIN);
	free(c.buf);
	/* padding after it, zero or not */
	memset(packed + n + 8, 0xee, 100);
	assert_int_equal(unpack(how, packed, n + 4, PLAIN, &c), 0);
	free(c.buf);
	assert_int_equal(unpack(how, packed, n + 108, PLAIN, &c), 0);
	assert_int_equal(c.len, PLAIN);
	free(c.buf);
	/* one byte more than allowed */
	assert_int_equal(unpack(how, packed, n, PLAIN - 1, &c), -EFBIG);
	free(c.buf);
	/* a sink that is full */
	c.fail_after = PLAIN / 2;
	assert_int_equal(unpack(how, packed, n, PLAIN, &c), -ENOSPC);
	free(c.buf);
	c.fail_after = 0;
	for (size_t cut = 0; cut < n; cut += n / 97 + 1) {
		assert_int_equal(unpack(how, packed, cut, PLAIN, &c), -EBADMSG);
		free(c.buf);
	}
	assert_int_equal(unpack(how, packed, n - 1, PLAIN, &c), -EBADMSG);
	free(c.buf);
	packed[n / 2] ^= 0x55;
	packed[n / 2 + 1] ^= 0x55;
	/* these have a CRC; a bare zstd frame need not, and lzma never has one */
	if (how == KFB_COMPRESSION_GZIP || how == KFB_COMPRESSION_XZ)
		assert_int_not_equal(unpack(how, packed, n, PLAIN, &c), 0);
	else
		unpack(how, packed, n, PLAIN, &c);
	free(c.buf);
	packed[0] = 0xff;
	assert_int_equal(unpack(how, packed, n, PLAIN, &c), -EBADMSG);
	free(c.buf);
	free(packed);
	free(p);
}

static void gzip(void **state)
{
	(void)state;
	check(KFB_COMPRESSION_GZIP);
}

static void zstd(void **state)
{
	(void)state;
	check(KFB_COMPRESSION_ZSTD);
}

static void xz(void **state)
{
	(void)state;
	check(KFB_COMPRESSION_XZ);
}

static void lzma(void **state)
{
	(void)state;
	check(KFB_COMPRESSION_LZMA);
}

/* A header may ask for a dictionary of 4 GiB: refuse before allocating a byte. */
static void lzma_memory(void **state)
{
	const uint8_t greedy[] = {
		0x5d, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		0xff, 0xff, 0xff, 0,	0,    0,    0,	  0,	0,    0,
	};
	struct collected c = { 0 };

	(void)state;
	assert_int_equal(unpack(KFB_COMPRESSION_LZMA, greedy, sizeof(greedy), 100, &c), -ENOTSUP);
}

static void gzip_members(void **state)
{
	uint8_t packed[400];
	struct collected c = { 0 };
	size_t n = syn_pack(KFB_COMPRESSION_GZIP, (const uint8_t *)"one", 3, packed, 200);

	(void)state;
	n += syn_pack(KFB_COMPRESSION_GZIP, (const uint8_t *)"two", 3, packed + n, 200);
	assert_int_equal(unpack(KFB_COMPRESSION_GZIP, packed, n, 100, &c), 0);
	assert_int_equal(c.len, 6);
	assert_memory_equal(c.buf, "onetwo", 6);
	free(c.buf);
}

/* 64 MiB of zeros in a few KiB */
static void bombs(void **state)
{
	static const enum kfb_compression hows[] = {
		KFB_COMPRESSION_GZIP,
		KFB_COMPRESSION_ZSTD,
		KFB_COMPRESSION_XZ,
		KFB_COMPRESSION_LZMA,
	};
	size_t len = 64u << 20;
	uint8_t *zeros = calloc(1, len), *packed = malloc(1 << 20);

	(void)state;
	for (size_t i = 0; i < COUNT(hows); i++) {
		size_t n = syn_pack(hows[i], zeros, len, packed, 1 << 20);
		struct collected c = { 0 };

		assert_true(n < len / 500);
		assert_int_equal(unpack(hows[i], packed, n, 1 << 20, &c), -EFBIG);
		assert_true(c.len <= 1 << 20);
		free(c.buf);
	}
	free(zeros);
	free(packed);
}

static void not_compressed(void **state)
{
	struct collected c = { 0 };

	(void)state;
	assert_int_equal(unpack(KFB_COMPRESSION_NONE, (const uint8_t *)"x", 1, 10, &c), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gzip),	       cmocka_unit_test(zstd),
		cmocka_unit_test(xz),	       cmocka_unit_test(lzma),
		cmocka_unit_test(lzma_memory), cmocka_unit_test(gzip_members),
		cmocka_unit_test(bombs),       cmocka_unit_test(not_compressed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
