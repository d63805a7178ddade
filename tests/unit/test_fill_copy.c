// SPDX-License-Identifier: GPL-2.0-only
/* The filled copy, as a file, from every kind of kernel file. */
#define _GNU_SOURCE
#include "unit.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fill/copy.h"
#include "test_kernel_packed.h"
#include "test_kernel_synthetic.h"

static bool initrd_given;

static size_t gz(const uint8_t *in, size_t n, uint8_t *out, size_t cap)
{
	return syn_pack(KFB_COMPRESSION_GZIP, in, n, out, cap);
}

static struct kfb_fill_request request(void)
{
	struct kfb_fill_request req = {
		.arch = KFB_ARCH_ARM64,
		.neutralise_efi_table = true,
		.initrd_given = initrd_given,
	};

	memset(req.screen_info, 0x5a, sizeof(req.screen_info));
	return req;
}

/* The file must hold @plain with both changes; @at is where @plain starts. */
static void check_copy(const uint8_t *src, size_t len, const uint8_t *plain, size_t n, size_t at)
{
	struct kfb_fill_request req = request();
	uint8_t *want = malloc(n), *got = malloc(n + 1);
	int fd = memfd_create("copy", MFD_CLOEXEC);
	struct kfb_fill_result res;
	struct kfb_error err = { 0 };

	memcpy(want, plain, n);
	memset(want + at + SYN_DATA, 0x5a, 64);
	want[at + SYN_GUID + 15] = 0x6a;
	assert_int_equal(kfb_kernel_copy_filled(src, len, fd, &req, &res, &err), 0);
	assert_int_equal(pread(fd, got, n + 1, 0), n);
	assert_memory_equal(got, want, n);
	assert_int_equal(res.size, n);
	close(fd);
	free(want);
	free(got);
}

static int refused(const uint8_t *src, size_t len)
{
	struct kfb_fill_request req = request();
	int fd = memfd_create("copy", MFD_CLOEXEC);
	struct kfb_fill_result res;
	struct kfb_error err = { 0 };
	int ret = kfb_kernel_copy_filled(src, len, fd, &req, &res, &err);

	close(fd);
	assert_true(ret < 0);
	assert_non_null(err.reason);
	return ret;
}

static void every_kind(void **state)
{
	static const struct {
		const char *method;
		enum kfb_compression how;
	} zboots[] = {
		{ "gzip", KFB_COMPRESSION_GZIP },
		{ "zstd22", KFB_COMPRESSION_ZSTD },
		{ "xzkern", KFB_COMPRESSION_XZ },
		{ "lzma", KFB_COMPRESSION_LZMA },
	};
	uint8_t *raw = syn_image_with_guid("screen_info"), *b;
	uint8_t *packed = malloc(2 * SYN_SIZE);
	size_t n, len;

	(void)state;
	check_copy(raw, SYN_SIZE, raw, SYN_SIZE, 0);
	b = syn_pe(0xaa64, ".linux", raw, SYN_SIZE, &len);
	check_copy(b, len, b, len, 512);
	free(b);
	b = syn_uimage(raw, SYN_SIZE, 0, &len);
	check_copy(b, len, raw, SYN_SIZE, 0);
	free(b);

	n = gz(raw, SYN_SIZE, packed, 2 * SYN_SIZE);
	b = syn_uimage(packed, n, 1, &len);
	check_copy(b, len, raw, SYN_SIZE, 0);
	free(b);

	for (size_t i = 0; i < COUNT(zboots); i++) {
		n = syn_pack(zboots[i].how, raw, SYN_SIZE, packed, 2 * SYN_SIZE);
		check_copy(packed, n, raw, SYN_SIZE, 0);
		b = syn_zboot(zboots[i].method, packed, n, &len);
		check_copy(b, len, raw, SYN_SIZE, 0);
		free(b);
	}
	free(packed);
	free(raw);
}

/* Fedora's arm64: a zboot image in a UKI.  If its initrd is not needed, the kernel is enough. */
static void uki_compressed(void **state)
{
	uint8_t *raw = syn_image_with_guid("screen_info"), *packed = malloc(2 * SYN_SIZE);
	size_t n = gz(raw, SYN_SIZE, packed, 2 * SYN_SIZE), zboot_len, len;
	uint8_t *zboot = syn_zboot("gzip", packed, n, &zboot_len);
	uint8_t *uki = syn_pe(0xaa64, ".linux", zboot, zboot_len, &len);

	(void)state;
	initrd_given = false;
	check_copy(uki, len, raw, SYN_SIZE, 0);
	uki = syn_add_section(uki, ".initrd", &len);
	assert_int_equal(refused(uki, len), -ENOTSUP);
	initrd_given = true;
	check_copy(uki, len, raw, SYN_SIZE, 0);
	uki[512 + 100] ^= 0xff;
	assert_int_equal(refused(uki, len), -EBADMSG);
	initrd_given = false;
	free(uki);
	free(zboot);
	free(packed);
	free(raw);
}

static void refusals(void **state)
{
	uint8_t *raw = syn_image_with_guid("screen_info");
	uint8_t *packed = malloc(2 * SYN_SIZE), *twice = malloc(2 * SYN_SIZE);
	size_t n, m;

	(void)state;
	assert_int_equal(refused(raw, 10), -ENOEXEC);
	n = gz(raw, SYN_SIZE, packed, 2 * SYN_SIZE);
	assert_int_equal(refused(packed, n - 9), -EBADMSG);
	m = gz(packed, n, twice, 2 * SYN_SIZE); /* a kernel packed twice */
	assert_int_equal(refused(twice, m), -ENOEXEC);
	m = gz((const uint8_t *)"short", 5, twice, 2 * SYN_SIZE);
	assert_int_equal(refused(twice, m), -ENOEXEC);
	m = gz((const uint8_t *)"", 0, twice, 2 * SYN_SIZE);
	assert_int_equal(refused(twice, m), -ENOEXEC);
	raw[SYN_DATA] = 1;
	n = gz(raw, SYN_SIZE, packed, 2 * SYN_SIZE);
	assert_int_equal(refused(packed, n), -ENOTEMPTY);
	memset(raw, 0, 1024);
	memcpy(raw + 0x1fe, "\x55\xaaxxHdrS", 8);
	assert_int_equal(refused(raw, SYN_SIZE), -ENOTSUP);
	free(packed);
	free(twice);
	free(raw);
}

/* Claims 64 KiB and unpacks to 8 MiB: refused because of its own header. */
static void longer_than_its_header(void **state)
{
	size_t n = 8u << 20, m;
	uint8_t *b = calloc(1, n), *packed = malloc(1 << 20);

	(void)state;
	memcpy(b + 56, "ARM\x64", 4);
	put_le64(b + 16, 64 * 1024);
	m = gz(b, n, packed, 1 << 20);
	assert_int_equal(refused(packed, m), -EFBIG);
	free(b);
	free(packed);
}

static void output_fails(void **state)
{
	uint8_t *raw = syn_image_with_guid("screen_info"), *packed = malloc(2 * SYN_SIZE);
	size_t n = gz(raw, SYN_SIZE, packed, 2 * SYN_SIZE);
	struct kfb_fill_request req = request();
	struct kfb_fill_result res;
	struct kfb_error err;
	int full = open("/dev/full", O_RDWR | O_CLOEXEC);

	(void)state;
	assert_true(full >= 0);
	assert_int_equal(kfb_kernel_copy_filled(raw, SYN_SIZE, full, &req, &res, &err), -ENOSPC);
	assert_int_equal(kfb_kernel_copy_filled(packed, n, full, &req, &res, &err), -ENOSPC);
	assert_int_equal(kfb_kernel_copy_filled(raw, SYN_SIZE, -1, &req, &res, &err), -EBADF);
	close(full);
	free(packed);
	free(raw);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind),	cmocka_unit_test(uki_compressed),
		cmocka_unit_test(refusals),	cmocka_unit_test(longer_than_its_header),
		cmocka_unit_test(output_fails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
