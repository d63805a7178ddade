// SPDX-License-Identifier: GPL-2.0-only
/* Find screen_info in every way, fill it in, and refuse for every reason. */
#include "unit.h"

#include <stdio.h>

#include "fill/efi_table.h"
#include "fill/image.h"
#include "test_kernel_synthetic.h"

static struct kfb_fill_request request(void)
{
	struct kfb_fill_request req = { .arch = KFB_ARCH_ARM64, .neutralise_efi_table = true };

	for (size_t i = 0; i < sizeof(req.screen_info); i++)
		req.screen_info[i] = (uint8_t)(i + 1);
	return req;
}

static int locate(const uint8_t *b, size_t n, const struct kfb_fill_request *req,
		  struct kfb_fill_result *res)
{
	struct kfb_error err = { 0 };
	int ret = kfb_fill_locate(b, n, req, res, &err);

	if (ret)
		assert_non_null(err.reason);
	return ret;
}

static void check_filled(const char *symbol)
{
	struct kfb_fill_request req = request();
	uint8_t *b = syn_image_with_guid(symbol), *was = malloc(SYN_SIZE);
	struct kfb_fill_result res;

	memcpy(was, b, SYN_SIZE);
	assert_int_equal(locate(b, SYN_SIZE, &req, &res), 0);
	assert_memory_equal(b, was, SYN_SIZE);
	assert_string_equal(res.symbol, symbol);
	assert_string_equal(res.source, "__ksymtab");
	assert_string_equal(res.release.release, SYN_RELEASE);
	assert_int_equal(res.screen_info_offset, SYN_DATA);
	assert_int_equal(res.guid_offset, SYN_GUID + 15);
	assert_int_equal(res.size, SYN_SIZE);

	assert_int_equal(kfb_fill_apply(b, SYN_SIZE, &req, &res, NULL), 0);
	assert_memory_equal(b + SYN_DATA, req.screen_info, 64);
	assert_int_equal(b[SYN_GUID + 15], 0x6a);
	/* nothing else: with these put back, the image is as before */
	memset(b + SYN_DATA, 0, 64);
	b[SYN_GUID + 15] = 0x95;
	assert_memory_equal(b, was, SYN_SIZE);
	free(b);
	free(was);
}

static void filled(void **state)
{
	(void)state;
	check_filled("screen_info");
	check_filled("sysfb_primary_display");
}

static void efi_table(void **state)
{
	struct kfb_fill_request req = request();
	uint8_t *b = syn_image("screen_info");
	struct kfb_fill_result res;

	(void)state;
	/* kernels before 6.2 don't have it */
	assert_int_equal(locate(b, SYN_SIZE, &req, &res), 0);
	assert_true(res.guid_offset == KFB_NO_OFFSET);
	assert_int_equal(kfb_fill_apply(b, SYN_SIZE, &req, &res, NULL), 0);
	memset(b + SYN_DATA, 0, 64);
	/* two: we cannot tell which is the table's */
	memcpy(b + SYN_GUID, syn_guid, 16);
	memcpy(b + SYN_GUID + 101, syn_guid, 16);
	assert_int_equal(locate(b, SYN_SIZE, &req, &res), -EEXIST);
	/* if not asked for, nobody looks at it */
	req.neutralise_efi_table = false;
	assert_int_equal(locate(b, SYN_SIZE, &req, &res), 0);
	assert_true(res.guid_offset == KFB_NO_OFFSET);
	assert_int_equal(kfb_fill_apply(b, SYN_SIZE, &req, &res, NULL), 0);
	assert_memory_equal(b + SYN_GUID, syn_guid, 16);
	free(b);
}

static void changed_guid_is_another(void **state)
{
	uint8_t null[16] = { 0 }, guid[16];

	(void)state;
	memcpy(guid, syn_guid, 16);
	assert_int_equal(guid[KFB_EFI_GUID_BYTE], KFB_EFI_GUID_OLD);
	guid[KFB_EFI_GUID_BYTE] = KFB_EFI_GUID_NEW;
	assert_memory_not_equal(guid, syn_guid, 16);
	/* a null GUID would end common_tables[] */
	assert_memory_not_equal(guid, null, 16);
}

static void already_filled(void **state)
{
	struct kfb_fill_request req = request();
	struct kfb_fill_result res;

	(void)state;
	for (size_t i = 0; i < 64; i++) {
		uint8_t *b = syn_image("screen_info");

		b[SYN_DATA + i] = 1;
		assert_int_equal(locate(b, SYN_SIZE, &req, &res), -ENOTEMPTY);
		free(b);
	}
}

static void changed_between(void **state)
{
	struct kfb_fill_request req = request();
	uint8_t *b = syn_image_with_guid("screen_info");
	struct kfb_fill_result res;

	(void)state;
	assert_int_equal(locate(b, SYN_SIZE, &req, &res), 0);
	assert_int_equal(kfb_fill_apply(b, SYN_DATA + 63, &req, &res, NULL), -EBUSY);
	b[SYN_GUID + 15] = 0;
	assert_int_equal(kfb_fill_apply(b, SYN_SIZE, &req, &res, NULL), -EBUSY);
	b[SYN_GUID + 15] = 0x95;
	b[SYN_DATA + 63] = 9;
	assert_int_equal(kfb_fill_apply(b, SYN_SIZE, &req, &res, NULL), -EBUSY);
	assert_int_equal(b[SYN_DATA], 0);
	free(b);
}

static void foreign(void **state)
{
	struct kfb_fill_request req = request();
	uint8_t *b = syn_image("screen_info");
	struct kfb_fill_result res;

	(void)state;
	req.arch = KFB_ARCH_RISCV64;
	assert_int_equal(locate(b, SYN_SIZE, &req, &res), -ENOEXEC);
	req.arch = KFB_ARCH_UNKNOWN;
	assert_int_equal(locate(b, SYN_SIZE, &req, &res), -ENOEXEC);
	memcpy(b + 56, "RSC\x05", 4);
	req.arch = KFB_ARCH_ARM64;
	assert_int_equal(locate(b, SYN_SIZE, &req, &res), -ENOEXEC);
	req.arch = KFB_ARCH_RISCV64;
	assert_int_equal(locate(b, SYN_SIZE, &req, &res), 0);
	free(b);
}

/*
 * Refuse an image that ends before its data.  If the end is lost after them, only a PE header
 * could tell.
 */
static void truncated(void **state)
{
	struct kfb_fill_request req = request();
	struct kfb_fill_result res;

	(void)state;
	for (size_t n = 0; n < SYN_DATA + 64; n += n < 128 ? 1 : 509) {
		uint8_t *b = syn_image_with_guid("screen_info");
		uint8_t *exact = malloc(n ? n : 1);

		memcpy(exact, b, n);
		assert_int_not_equal(locate(exact, n, &req, &res), 0);
		free(exact);
		free(b);
	}
}

/* Two entries for one name, whether their values agree or not. */
static void doubled(void **state)
{
	struct kfb_fill_request req = request();
	uint8_t *b = syn_image("screen_info");
	struct kfb_fill_result res;

	(void)state;
	syn_entry(b, SYN_ENTRY_2, SYN_DATA, SYN_STRING);
	assert_int_equal(locate(b, SYN_SIZE, &req, &res), -EEXIST);
	free(b);
	b = syn_image("sysfb_primary_display");
	syn_entry(b, SYN_ENTRY_2, SYN_DATA + 64, SYN_STRING);
	assert_int_equal(locate(b, SYN_SIZE, &req, &res), -EEXIST);
	free(b);
}

struct lists {
	const char *text[2];
	size_t n;
	char release[KFB_RELEASE_SIZE];
};

static size_t give_lists(void *ctx, const struct kfb_release *release,
			 struct kfb_symbol_text *texts)
{
	struct lists *l = ctx;

	strcpy(l->release, release->release);
	for (size_t i = 0; i < 2 && l->text[i]; i++)
		texts[i] = (struct kfb_symbol_text){
			l->text[i],
			strlen(l->text[i]),
			i ? "System.map" : "kallsyms",
		};
	return l->n;
}

static void symbol_lists(void **state)
{
	static const char good[] = "ffff000000000000 T _text\nffff000000008000 D screen_info\n";
	static const char outside[] = "ffff000000000000 T _text\nffff00000000ffc1 D screen_info\n";
	static const char hidden[] = "0000000000000000 T _text\n0000000000000000 D screen_info\n";
	static const struct {
		struct lists lists;
		int ret;
	} cases[] = {
		{ { { good, NULL }, 1, "" }, 0 },
		{ { { hidden, good }, 2, "" }, 0 },
		{ { { "stub\n", good }, 2, "" }, 0 },
		{ { { NULL, NULL }, 0, "" }, -ENOENT },
		{ { { hidden, NULL }, 1, "" }, -ENODATA },
		{ { { outside, good }, 2, "" }, -ERANGE },
		{ { { good, NULL }, 99, "" }, -EINVAL },
	};
	struct kfb_fill_request req = request();
	struct kfb_fill_result res;
	uint8_t *b = syn_image("screen_info");

	(void)state;
	memset(b + SYN_ENTRY, 0x99, 12); /* in BTF but not exported: 5.10 */
	req.symbol_texts = give_lists;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct lists l = cases[i].lists;

		req.ctx = &l;
		assert_int_equal(locate(b, SYN_SIZE, &req, &res), cases[i].ret);
		assert_string_equal(l.release, SYN_RELEASE);
		if (cases[i].ret == 0) {
			assert_int_equal(res.screen_info_offset, SYN_DATA);
			assert_string_equal(res.source, l.n == 2 ? "System.map" : "kallsyms");
		}
	}
	free(b);
}

/* Filled in place inside a UKI: offsets are in the file. */
static void uki(void **state)
{
	struct kfb_fill_request req = request();
	uint8_t *b = syn_image_with_guid("screen_info");
	uint8_t pe_payload[600] = { 0x1f, 0x8b };
	struct kfb_fill_result res;
	struct kfb_error err;
	size_t len;
	uint8_t *u = syn_pe(0xaa64, ".linux", b, SYN_SIZE, &len);

	(void)state;
	assert_int_equal(locate(u, len, &req, &res), 0);
	assert_int_equal(res.kind, KFB_KERNEL_UKI);
	assert_int_equal(res.screen_info_offset, 512 + SYN_DATA);
	assert_int_equal(res.guid_offset, 512 + SYN_GUID + 15);
	u[512 + SYN_DATA] = 1;
	assert_int_equal(kfb_fill_locate(u, len, &req, &res, &err), -ENOTEMPTY);
	assert_int_equal(err.offset, 512 + SYN_DATA);
	free(u);
	u = syn_pe(0xaa64, ".linux", pe_payload, sizeof(pe_payload), &len);
	assert_int_equal(locate(u, len, &req, &res), -ENOTSUP); /* Image.gz inside */
	free(u);
	u = syn_pe(0xaa64, ".linux", pe_payload + 2, 500, &len);
	assert_int_equal(locate(u, len, &req, &res), -ENOEXEC); /* nothing inside */
	free(u);
	free(b);
}

static void not_in_place(void **state)
{
	struct kfb_fill_request req = request();
	uint8_t gz[100] = { 0x1f, 0x8b };
	struct kfb_fill_result res;

	(void)state;
	assert_int_equal(locate(gz, sizeof(gz), &req, &res), -ENOTSUP);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(filled),
		cmocka_unit_test(efi_table),
		cmocka_unit_test(changed_guid_is_another),
		cmocka_unit_test(already_filled),
		cmocka_unit_test(changed_between),
		cmocka_unit_test(foreign),
		cmocka_unit_test(truncated),
		cmocka_unit_test(doubled),
		cmocka_unit_test(symbol_lists),
		cmocka_unit_test(uki),
		cmocka_unit_test(not_in_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
