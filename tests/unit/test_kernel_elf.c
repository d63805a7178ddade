// SPDX-License-Identifier: GPL-2.0-only
/* screen_info in the symbol table of a vmlinux, and every reason why it cannot be found. */
#include "unit.h"

#include <stdio.h>

#include "bytes.h"
#include "fill/image.h"
#include "kernel/elf_symbol.h"
#include "test_kernel_vmlinux.h"

static int lookup(const struct vmlinux *v, size_t len, uint64_t *offset)
{
	struct kfb_error err = { 0 };
	uint8_t *exact = malloc(len ? len : 1);
	int ret;

	memcpy(exact, v, len);
	ret = kfb_elf_symbol(exact, len, "screen_info", 64, offset, &err);
	if (ret)
		assert_non_null(err.reason);
	free(exact);
	return ret;
}

static void found(void **state)
{
	struct kfb_fill_request req = { .arch = KFB_ARCH_ARM64 };
	struct kfb_fill_result res;
	struct vmlinux v;
	uint64_t offset;

	(void)state;
	syn_vmlinux(&v);
	assert_int_equal(lookup(&v, sizeof(v), &offset), 0);
	assert_int_equal(offset, offsetof(struct vmlinux, data) + 128);
	assert_int_equal(kfb_fill_locate((const uint8_t *)&v, sizeof(v), &req, &res, NULL), 0);
	assert_int_equal(res.screen_info_offset, offset);
	assert_string_equal(res.source, "symtab");
	assert_string_equal(res.symbol, "screen_info");
	v.data[150] = 1;
	assert_int_equal(kfb_fill_locate((const uint8_t *)&v, sizeof(v), &req, &res, NULL),
			 -ENOTEMPTY);
}

static void cut_anywhere(void **state)
{
	struct vmlinux v;
	uint64_t offset;

	(void)state;
	syn_vmlinux(&v);
	for (size_t n = 0; n < sizeof(v); n++)
		assert_int_not_equal(lookup(&v, n, &offset), 0);
}

#define CASE(change, want) \
	do { \
		struct vmlinux v; \
		uint64_t offset; \
\
		syn_vmlinux(&v); \
		change; \
		assert_int_equal(lookup(&v, sizeof(v), &offset), want); \
	} while (0)

static void refused(void **state)
{
	(void)state;
	CASE(v.names[1] = 'S', -ENOENT);
	CASE(v.sym[1].st_info = ELF64_ST_INFO(STB_GLOBAL, STT_FUNC), -ENOENT);
	CASE(v.sym[1].st_name = 0xffff, -ENOENT);
	CASE(v.sym[2].st_name = 1, -EEXIST);
	CASE(v.sh[SYMTAB].sh_type = SHT_PROGBITS, -ENODATA);
	CASE(v.sym[1].st_shndx = BSS, -ERANGE);
	CASE(v.sym[1].st_shndx = SHN_ABS, -ERANGE);
	CASE(v.sym[1].st_shndx = SHN_UNDEF, -ERANGE);
	CASE(v.sym[1].st_shndx = 99, -ERANGE);
	CASE(v.sym[1].st_size = 63, -ERANGE);
	CASE(v.sym[1].st_value = DATA_ADDR - 1, -ERANGE);
	CASE(v.sym[1].st_value = DATA_ADDR + 193, -ERANGE);
	CASE(v.sym[1].st_value = UINT64_MAX, -ERANGE);
	CASE(v.sh[DATA].sh_flags |= SHF_COMPRESSED, -ERANGE);
	CASE(v.sh[DATA].sh_offset = UINT64_MAX - 3, -ERANGE);
	CASE(v.sh[DATA].sh_size = UINT64_MAX, -ERANGE);
	CASE(v.sh[SYMTAB].sh_link = 77, -ENOENT);
	CASE(v.sh[SYMTAB].sh_offset = UINT64_MAX, -ENODATA);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(found),
		cmocka_unit_test(cut_anywhere),
		cmocka_unit_test(refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
