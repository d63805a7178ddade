// SPDX-License-Identifier: GPL-2.0-only
/* Recognise kernel files: each kind, cut anywhere, and damaged where that matters. */
#include "unit.h"

#include <stdio.h>

#include "kernel/kind.h"
#include "kernel/pe.h"
#include "test_kernel_packed.h"
#include "test_kernel_synthetic.h"

#define ARM64 0xaa64
#define AMD64 0x8664
#define LOONG 0x6264

static int identify(const uint8_t *b, size_t n, struct kfb_kernel_id *id)
{
	struct kfb_error err = { 0 };
	int ret = kfb_kernel_identify(b, n, id, &err);

	if (ret)
		assert_non_null(err.reason);
	return ret;
}

/* Put every prefix into a buffer of just that size, so that ASan sees the first byte too many. */
static void cut_anywhere(const uint8_t *b, size_t len, size_t complete)
{
	struct kfb_kernel_id id;

	for (size_t n = 0; n < len; n++) {
		uint8_t *exact = malloc(n ? n : 1);
		int ret;

		memcpy(exact, b, n);
		ret = identify(exact, n, &id);
		if (n < complete)
			assert_int_not_equal(ret, 0);
		else
			assert_int_equal(ret, 0);
		free(exact);
	}
}

static void raw(void **state)
{
	uint8_t *b = syn_blank(1024, "ARM\x64");
	struct kfb_kernel_id id;

	(void)state;
	assert_int_equal(identify(b, 1024, &id), 0);
	assert_int_equal(id.kind, KFB_KERNEL_RAW);
	assert_int_equal(id.arch, KFB_ARCH_ARM64);
	assert_int_equal(id.payload_size, 1024);
	assert_int_equal(id.image_size, 1024 + 0x10000);
	cut_anywhere(b, 128, 64);
	memcpy(b + 56, "RSC\x05", 4);
	assert_int_equal(identify(b, 1024, &id), 0);
	assert_int_equal(id.arch, KFB_ARCH_RISCV64);
	b[24] = 1;
	assert_int_equal(identify(b, 1024, &id), -ENOTSUP);
	memcpy(b + 56, "ARM\x65", 4);
	assert_int_equal(identify(b, 1024, &id), -ENOEXEC);
	free(b);
}

/* With an EFI stub the Image is a PE file too, and its sections tell where it ends. */
static void raw_with_efi_stub(void **state)
{
	uint8_t payload[256] = { 0 };
	size_t len;
	uint8_t *b = syn_pe(ARM64, ".data", payload, sizeof(payload), &len);
	struct kfb_kernel_id id;

	(void)state;
	memcpy(b + 56, "ARM\x64", 4);
	assert_int_equal(identify(b, len, &id), 0);
	assert_int_equal(id.kind, KFB_KERNEL_RAW);
	assert_int_equal(id.arch, KFB_ARCH_ARM64);
	cut_anywhere(b, len, len);
	kfb_put_le32(b + 60, 0xfffffff0);
	assert_int_equal(identify(b, len, &id), -EBADMSG);
	kfb_put_le32(b + 60, 64);
	kfb_put_le16(b + 64 + 6, 0xffff);
	assert_int_equal(identify(b, len, &id), -EBADMSG);
	kfb_put_le16(b + 64 + 6, 1);
	kfb_put_le16(b + 64 + 20, 0xffff);
	assert_int_equal(identify(b, len, &id), -EBADMSG);
	free(b);
}

static void loongarch(void **state)
{
	uint8_t payload[256] = { 0 };
	size_t len;
	uint8_t *b = syn_pe(LOONG, ".data", payload, sizeof(payload), &len);
	struct kfb_kernel_id id;

	(void)state;
	assert_int_equal(identify(b, len, &id), -ENOEXEC); /* no kernel entry */
	put_le64(b + 8, 0x1000);
	assert_int_equal(identify(b, len, &id), 0);
	assert_int_equal(id.arch, KFB_ARCH_LOONGARCH64);
	cut_anywhere(b, len, len);
	free(b);
}

static void zboot(void **state)
{
	static const struct {
		const char *method;
		int ret;
	} methods[] = {
		{ "gzip", 0 },	       { "zstd", 0 },
		{ "zstd22", 0 },       { "xzkern", 0 },
		{ "lzma", 0 },	       { "lz4", -ENOTSUP },
		{ "lzo", -ENOTSUP },   { "", -ENOTSUP },
		{ "gzipp", -ENOTSUP }, { "0123456789012345678901234567890123456789", -ENOTSUP },
	};
	uint8_t payload[100] = { 1 };
	struct kfb_kernel_id id;
	uint8_t *b;
	size_t len;

	(void)state;
	for (size_t i = 0; i < COUNT(methods); i++) {
		b = syn_zboot(methods[i].method, payload, sizeof(payload), &len);
		assert_int_equal(identify(b, len, &id), methods[i].ret);
		free(b);
	}
	b = syn_zboot("gzip", payload, sizeof(payload), &len);
	assert_int_equal(identify(b, len, &id), 0);
	assert_int_equal(id.kind, KFB_KERNEL_ZBOOT);
	assert_int_equal(id.payload_offset, 64);
	assert_int_equal(id.payload_size, 100);
	cut_anywhere(b, len, len);
	kfb_put_le32(b + 12, 101);
	assert_int_equal(identify(b, len, &id), -EBADMSG);
	kfb_put_le32(b + 12, 0xffffffff);
	assert_int_equal(identify(b, len, &id), -EBADMSG);
	kfb_put_le32(b + 12, 0);
	assert_int_equal(identify(b, len, &id), -EBADMSG);
	kfb_put_le32(b + 12, 10);
	kfb_put_le32(b + 8, 63);
	assert_int_equal(identify(b, len, &id), -EBADMSG);
	kfb_put_le32(b + 8, 0xfffffff8);
	assert_int_equal(identify(b, len, &id), -EBADMSG);
	free(b);
}

static void uki(void **state)
{
	uint8_t payload[256] = { 1 };
	size_t len;
	uint8_t *b = syn_pe(ARM64, ".linux", payload, sizeof(payload), &len);
	struct kfb_kernel_id id;

	(void)state;
	assert_int_equal(identify(b, len, &id), 0);
	assert_int_equal(id.kind, KFB_KERNEL_UKI);
	assert_int_equal(id.arch, KFB_ARCH_ARM64);
	assert_int_equal(id.payload_offset, len - 256);
	assert_int_equal(id.payload_size, 256);
	cut_anywhere(b, len, len);
	kfb_put_le16(b + 68, AMD64);
	assert_int_equal(identify(b, len, &id), 0);
	assert_int_equal(id.arch, KFB_ARCH_X86);
	/* VirtualSize counts, because the raw size is padded */
	kfb_put_le32(b + 88 + 8, 200);
	assert_int_equal(identify(b, len, &id), 0);
	assert_int_equal(id.payload_size, 200);
	kfb_put_le32(b + 88 + 20, 0xffffff00);
	assert_int_equal(identify(b, len, &id), -EBADMSG);
	/* an EFI program of another kind is not a kernel */
	memcpy(b + 88, ".text\0", 6);
	kfb_put_le32(b + 88 + 20, 512);
	assert_int_equal(identify(b, len, &id), -ENOEXEC);
	free(b);
}

static void uimage(void **state)
{
	static const struct {
		size_t at;
		uint8_t value;
		int ret;
	} fields[] = {
		{ 28, 5, 0 },	     { 28, 4, -ENOTSUP }, { 30, 14, 0 },
		{ 30, 2, 0 },	     { 30, 3, -ENOTSUP }, { 31, 1, 0 },
		{ 31, 3, -ENOTSUP }, { 31, 0, 0 },	  { 29, 22, 0 },
	};
	uint8_t b[64 + 100] = { [28] = 5, 22, 2, 0 };
	struct kfb_kernel_id id;

	(void)state;
	for (size_t i = 0; i < COUNT(fields); i++) {
		uint8_t was = b[fields[i].at];

		b[fields[i].at] = fields[i].value;
		syn_seal_uimage(b, sizeof(b));
		assert_int_equal(identify(b, sizeof(b), &id), fields[i].ret);
		if (fields[i].ret)
			b[fields[i].at] = was;
	}
	syn_seal_uimage(b, sizeof(b));
	assert_int_equal(identify(b, sizeof(b), &id), 0);
	assert_int_equal(id.kind, KFB_KERNEL_UIMAGE);
	assert_int_equal(id.arch, KFB_ARCH_ARM64);
	assert_int_equal(id.payload_offset, 64);
	cut_anywhere(b, sizeof(b), sizeof(b));
	b[100] ^= 1;
	assert_int_equal(identify(b, sizeof(b), &id), -EBADMSG);
	b[100] ^= 1;
	b[16] ^= 1;
	assert_int_equal(identify(b, sizeof(b), &id), -EBADMSG);
}

static void others(void **state)
{
	uint8_t b[1024] = { 0 };
	struct kfb_kernel_id id;

	(void)state;
	assert_int_equal(identify(b, sizeof(b), &id), -ENOEXEC);
	memcpy(b + 0x1fe, "\x55\xaaxxHdrS", 8);
	assert_int_equal(identify(b, sizeof(b), &id), 0);
	assert_int_equal(id.kind, KFB_KERNEL_BZIMAGE);
	assert_int_equal(id.arch, KFB_ARCH_X86);
	memcpy(b, "\177ELF\2\1\1", 7);
	kfb_put_le16(b + 18, 183);
	assert_int_equal(identify(b, sizeof(b), &id), 0);
	assert_int_equal(id.kind, KFB_KERNEL_ELF);
	assert_int_equal(id.arch, KFB_ARCH_ARM64);
	assert_int_equal(identify(b, 63, &id), -EBADMSG);
	b[4] = 1;
	assert_int_equal(identify(b, sizeof(b), &id), -ENOTSUP);
	b[4] = 2;
	b[5] = 2;
	assert_int_equal(identify(b, sizeof(b), &id), -ENOTSUP);
	memcpy(b, "\x1f\x8b", 2);
	assert_int_equal(identify(b, sizeof(b), &id), 0);
	assert_int_equal(id.compression, KFB_COMPRESSION_GZIP);
	memcpy(b, "\x28\xb5\x2f\xfd", 4);
	assert_int_equal(identify(b, sizeof(b), &id), 0);
	assert_int_equal(id.compression, KFB_COMPRESSION_ZSTD);
	memcpy(b,
	       "\xfd"
	       "7zXZ",
	       6);
	assert_int_equal(identify(b, sizeof(b), &id), 0);
	assert_int_equal(id.kind, KFB_KERNEL_XZ);
	assert_int_equal(id.compression, KFB_COMPRESSION_XZ);
}

/* There is no magic number, so each field must be one that an encoder writes. */
static void lzma(void **state)
{
	static const struct {
		uint8_t header[14]; /* properties, dictionary size, plain size, range coder */
		int ret;
	} cases[] = {
		{ { 0x5d, 0, 0, 0x80, 0, -1, -1, -1, -1, -1, -1, -1, -1, 0 }, 0 },
		{ { 0x5d, 0, 0, 0xc0, 0, -1, -1, -1, -1, -1, -1, -1, -1, 0 }, 0 },
		{ { 0x5d, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 0 }, 0 },
		{ { 0xe0, 0, 0, 0, 4, 0, 0, 0, 2, 0, 0, 0, 0, 0 }, 0 },
		{ { 0xe1, 0, 0, 0x80, 0, -1, -1, -1, -1, -1, -1, -1, -1, 0 }, -ENOEXEC },
		{ { 0x5d, 0, 0, 0xa0, 0, -1, -1, -1, -1, -1, -1, -1, -1, 0 }, -ENOEXEC },
		{ { 0x5d, 0, 0, 0xe0, 0, -1, -1, -1, -1, -1, -1, -1, -1, 0 }, -ENOEXEC },
		{ { 0x5d, 0, 0, 0, 0, -1, -1, -1, -1, -1, -1, -1, -1, 0 }, -ENOEXEC },
		{ { 0x5d, 0, 0, 0x80, 0, 0, 0, 0, 0, 0x40, 0, 0, 0, 0 }, -ENOEXEC },
		{ { 0x5d, 0, 0, 0x80, 0, -1, -1, -1, -1, -1, -1, -1, -1, 1 }, -ENOEXEC },
	};
	struct kfb_kernel_id id;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(identify(cases[i].header, 14, &id), cases[i].ret);
		if (cases[i].ret == 0)
			assert_int_equal(id.compression, KFB_COMPRESSION_LZMA);
		assert_int_equal(identify(cases[i].header, 13, &id), -ENOEXEC);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(raw),	     cmocka_unit_test(raw_with_efi_stub),
		cmocka_unit_test(loongarch), cmocka_unit_test(zboot),
		cmocka_unit_test(uki),	     cmocka_unit_test(uimage),
		cmocka_unit_test(others),    cmocka_unit_test(lzma),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
