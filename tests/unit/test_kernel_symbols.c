// SPDX-License-Identifier: GPL-2.0-only
/* The scanner, __ksymtab, the banner and symbol lists. */
#define _GNU_SOURCE
#include "unit.h"

#include <stdio.h>

#include "kernel/kallsyms.h"
#include "kernel/ksymtab.h"
#include "kernel/release.h"
#include "test_kernel_synthetic.h"

static const uint8_t *at_end(uint8_t *b, size_t len, size_t n)
{
	return b + len - n;
}

/*
 * Noise of two letters gives many near misses; try every length and place around the borders of
 * blocks.
 */
static void scan_agrees_with_memmem(void **state)
{
	enum { LEN = 64 * 1024 + 300 };
	uint8_t *b = malloc(LEN);
	uint32_t x = 7;

	(void)state;
	for (size_t i = 0; i < LEN; i++) {
		x = x * 1664525u + 1013904223u;
		b[i] = x >> 31 ? 'a' : 'b';
	}
	for (size_t n = 2; n < 40; n++) {
		struct kfb_needle needle = { .bytes = b + 65530, .len = n, .rare = n / 2 + 1 };
		const uint8_t *hay = at_end(b, LEN, LEN - n);
		size_t len = LEN - n, found = 0;

		if (needle.rare >= n)
			needle.rare = n - 1;
		kfb_scan(hay, len, &needle, 1);
		for (const uint8_t *p = hay;
		     (p = memmem(p, len - (size_t)(p - hay), needle.bytes, n)); p++) {
			if (found < KFB_SCAN_MAX_HITS)
				assert_int_equal(needle.hits[found], p - hay);
			found++;
		}
		assert_int_equal(needle.n_hits, found);
	}
	free(b);
}

static void scan_small_buffers(void **state)
{
	struct kfb_needle needle = { .bytes = "xyz", .len = 3, .rare = 2 };

	(void)state;
	for (size_t n = 0; n < 70; n++) {
		uint8_t *b = malloc(n ? n : 1);

		memset(b, 'x', n);
		if (n >= 3)
			memcpy(b + n - 3, "xyz", 3);
		kfb_scan(b, n, &needle, 1);
		assert_int_equal(needle.n_hits, n >= 3);
		if (n >= 3)
			assert_int_equal(needle.hits[0], n - 3);
		free(b);
	}
}

static int lookup(const uint8_t *b, size_t len, const char *name, uint64_t *value,
		  struct kfb_error *err)
{
	struct kfb_needle needle;
	struct kfb_ksym ksym;

	kfb_ksym_needle(&ksym, name, &needle);
	kfb_scan(b, len, &needle, 1);
	return kfb_ksymtab_lookup(b, len, &needle, 64, value, err);
}

static void ksymtab_found(void **state)
{
	uint8_t *b = syn_image("screen_info");
	uint64_t value = 0;

	(void)state;
	assert_int_equal(lookup(b, SYN_SIZE, "screen_info", &value, NULL), 0);
	assert_int_equal(value, SYN_DATA);
	/* BTF has the same string; only an entry means that it is exported */
	syn_string(b, SYN_STRING_2, "screen_info");
	assert_int_equal(lookup(b, SYN_SIZE, "screen_info", &value, NULL), 0);
	/* the entry may also lie after its string and its value */
	memset(b + SYN_ENTRY, 0x99, 12);
	syn_entry(b, 0xff00, SYN_DATA, SYN_STRING_2);
	assert_int_equal(lookup(b, SYN_SIZE, "screen_info", &value, NULL), 0);
	assert_int_equal(value, SYN_DATA);
	/* an entry of 5.3 or older has two words; put it at the very end */
	memset(b + 0xff00, 0x99, 12);
	kfb_put_le32(b + SYN_SIZE - 8, (uint32_t)(SYN_DATA - (SYN_SIZE - 8)));
	kfb_put_le32(b + SYN_SIZE - 4, (uint32_t)(SYN_STRING - (SYN_SIZE - 4)));
	assert_int_equal(lookup(b, SYN_SIZE, "screen_info", &value, NULL), 0);
	assert_int_equal(value, SYN_DATA);
	free(b);
}

static void ksymtab_refused(void **state)
{
	struct kfb_error err = { 0 };
	uint8_t *b = syn_image("screen_info");
	uint64_t value = 42;

	(void)state;
	assert_int_equal(lookup(b, SYN_SIZE, "screen_inf", &value, &err), -ENOENT);
	assert_int_equal(lookup(b, SYN_SIZE, "sysfb_primary_display", &value, &err), -ENOENT);
	/* two entries, even for the same value */
	syn_entry(b, SYN_ENTRY_2, SYN_DATA, SYN_STRING);
	assert_int_equal(lookup(b, SYN_SIZE, "screen_info", &value, &err), -EEXIST);
	memset(b + SYN_ENTRY_2, 0x99, 12);
	/* two entries, the second with another string */
	syn_string(b, SYN_STRING_2, "screen_info");
	syn_entry(b, SYN_ENTRY_2, SYN_DATA + 64, SYN_STRING_2);
	assert_int_equal(lookup(b, SYN_SIZE, "screen_info", &value, &err), -EEXIST);
	memset(b + SYN_ENTRY_2, 0x99, 12);
	/* an entry that is not aligned does not count */
	memmove(b + SYN_ENTRY + 2, b + SYN_ENTRY, 12);
	memset(b + SYN_ENTRY, 0x99, 2);
	assert_int_equal(lookup(b, SYN_SIZE, "screen_info", &value, &err), -ENOENT);
	assert_string_not_equal(err.reason, "");
	assert_int_equal(value, 42);
	free(b);
}

static void ksymtab_values_outside(void **state)
{
	static const int64_t outside[] = {
		-1, -64, -0x40000000, SYN_SIZE - 63, SYN_SIZE, SYN_SIZE + 1, 0x7fffffff,
	};
	uint8_t *b = syn_image("screen_info");
	struct kfb_error err = { 0 };
	uint64_t value;

	(void)state;
	for (size_t i = 0; i < COUNT(outside); i++) {
		syn_entry(b, SYN_ENTRY, outside[i], SYN_STRING);
		assert_int_equal(lookup(b, SYN_SIZE, "screen_info", &value, &err), -ERANGE);
		assert_int_equal(err.offset, SYN_ENTRY);
	}
	syn_entry(b, SYN_ENTRY, SYN_SIZE - 64, SYN_STRING);
	assert_int_equal(lookup(b, SYN_SIZE, "screen_info", &value, &err), 0);
	free(b);
}

/* riscv64 and loongarch64, as in Debian's 7.2: linked to the address where they run. */
static void ksymtab_of_addresses(void **state)
{
	static const uint64_t bases[] = {
		UINT64_C(0xffffffff80000000),
		UINT64_C(0xffffffe000000000),
		UINT64_C(0x9000000000200000),
	};
	struct kfb_error err = { 0 };
	uint64_t value = 0;

	(void)state;
	for (size_t i = 0; i < COUNT(bases); i++) {
		uint8_t *b = syn_image("screen_info");

		memset(b + SYN_ENTRY, 0x99, 12);
		syn_string(b, SYN_STRING_2, "screen_info"); /* BTF's */
		syn_address_entry(b, SYN_ENTRY, bases[i], SYN_DATA, SYN_STRING);
		assert_int_equal(lookup(b, SYN_SIZE, "screen_info", &value, &err), 0);
		assert_int_equal(value, SYN_DATA);
		/* before about 5.7 there may be no namespace */
		put_le64(b + SYN_ENTRY + 16, 0);
		assert_int_equal(lookup(b, SYN_SIZE, "screen_info", &value, &err), 0);
		put_le64(b + SYN_ENTRY + 16, 1);
		assert_int_equal(lookup(b, SYN_SIZE, "screen_info", &value, &err), -ENOENT);
		/* its data in .bss */
		syn_address_entry(b, SYN_ENTRY, bases[i], SYN_SIZE - 63, SYN_STRING);
		assert_int_equal(lookup(b, SYN_SIZE, "screen_info", &value, &err), -ERANGE);
		assert_int_equal(err.offset, SYN_ENTRY);
		/* no kernel is linked to this address */
		syn_address_entry(b, SYN_ENTRY, UINT64_C(0xffff800008000000), SYN_DATA, SYN_STRING);
		assert_int_equal(lookup(b, SYN_SIZE, "screen_info", &value, &err), -ENOENT);
		syn_address_entry(b, SYN_ENTRY, bases[i] + 8, SYN_DATA, SYN_STRING);
		assert_int_equal(lookup(b, SYN_SIZE, "screen_info", &value, &err), -ENOENT);
		/* two entries */
		syn_address_entry(b, SYN_ENTRY, bases[i], SYN_DATA, SYN_STRING);
		syn_address_entry(b, SYN_ENTRY_2, bases[i], SYN_DATA, SYN_STRING_2);
		assert_int_equal(lookup(b, SYN_SIZE, "screen_info", &value, &err), -EEXIST);
		free(b);
	}
}

static void ksymtab_too_many_strings(void **state)
{
	uint8_t *b = syn_image("screen_info");
	uint64_t value;

	(void)state;
	for (size_t i = 0; i <= KFB_SCAN_MAX_HITS; i++)
		syn_string(b, SYN_STRING_2 + 16 * i, "screen_info");
	assert_int_equal(lookup(b, SYN_SIZE, "screen_info", &value, NULL), -E2BIG);
	free(b);
}

static void ksymtab_name_word_first(void **state)
{
	uint8_t *b = syn_image("screen_info");
	uint64_t value;

	(void)state;
	/* a word at 0 that points to the string cannot have a value before it */
	memset(b + SYN_ENTRY, 0x99, 12);
	kfb_put_le32(b, SYN_STRING);
	assert_int_equal(lookup(b, SYN_SIZE, "screen_info", &value, NULL), -ENOENT);
	free(b);
}

static int release_of(const uint8_t *image, size_t len, struct kfb_release *out)
{
	struct kfb_needle needle;

	kfb_release_needle(&needle);
	kfb_scan(image, len, &needle, 1);
	return kfb_release_read(image, len, &needle, out, NULL);
}

static void release_read(void **state)
{
	uint8_t *b = syn_image("screen_info");
	struct kfb_release r;

	(void)state;
	/* in real images a message and a format come before the banner */
	memcpy(b + 0x100, "Linux version %s (x)\n", 22);
	memcpy(b + 0x200, "Linux version magic", 20);
	assert_int_equal(release_of(b, SYN_SIZE, &r), 0);
	assert_string_equal(r.release, SYN_RELEASE);
	assert_string_equal(r.banner, SYN_BANNER_TEXT);
	free(b);
}

static void release_refused(void **state)
{
	static const char *const banners[] = {
		"Linux version ",
		"Linux version x",
		"Linux version 6.1.0",
		"Linux version 6.1.0-with-a-release-that-is-longer-than-utsname-can-hold-it-at-all (x)",
	};
	struct kfb_release r;

	(void)state;
	for (size_t i = 0; i < COUNT(banners); i++) {
		size_t n = strlen(banners[i]);
		uint8_t *b = malloc(n + 1);

		memcpy(b, banners[i], n + 1);
		assert_int_equal(release_of(b, n + 1, &r), -ENOENT);
		/* ends where the file ends, unterminated */
		assert_int_equal(release_of(b, n, &r), -ENOENT);
		free(b);
	}
}

#define TEXT "ffff800008000000 T _text\n"
#define SYM  "ffff800009cce050 D screen_info\n"

static const struct {
	const char *text;
	int ret;
	uint64_t offset;
} lists[] = {
	{ TEXT SYM, 0, 0x1cce050 },
	{ SYM TEXT, 0, 0x1cce050 },
	{ "ffff800008000000 t _text\nffff800009cce050 B screen_info", 0, 0x1cce050 },
	{ TEXT SYM "ffff800008100000 D screen_info\t[mod]\n", 0, 0x1cce050 },
	{ TEXT "ffff800008100000 t screen_info\n" SYM, 0, 0x1cce050 },
	{ TEXT "ffff800008100000 D screen_info_x\n" SYM, 0, 0x1cce050 },
	{ "", -ENODATA, 0 },
	{ "ffffffffffffffff B The real System.map is in the linux-image-<version>-dbg package\n",
	  -ENODATA, 0 },
	{ SYM, -ENODATA, 0 },
	{ "0000000000000000 T _text\n0000000000000000 D screen_info\n", -ENODATA, 0 },
	{ TEXT, -ENOENT, 0 },
	{ TEXT "ffff800009cce050 T screen_info\n", -ENOENT, 0 },
	{ TEXT "ffff800009cce050 D screen_info\t[mod]\n", -ENOENT, 0 },
	{ TEXT "ffff800009cce050  screen_info\n", -ENOENT, 0 },
	{ TEXT "ffff800009cce050ff D screen_info\n", -ENOENT, 0 },
	{ TEXT "xyz D screen_info\n D screen_info\n", -ENOENT, 0 },
	{ TEXT SYM SYM, -EEXIST, 0 },
	{ TEXT TEXT SYM, -EEXIST, 0 },
	{ TEXT "ffff800007ffffff D screen_info\n", -ERANGE, 0 },
};

static void kallsyms_lists(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(lists); i++) {
		size_t n = strlen(lists[i].text);
		char *exact = malloc(n ? n : 1); /* no NUL: ASan sees one byte too many */
		uint64_t offset = 0;

		memcpy(exact, lists[i].text, n);
		assert_int_equal(kfb_kallsyms_offset(exact, n, "_text", "screen_info", &offset,
						     NULL),
				 lists[i].ret);
		assert_int_equal(offset, lists[i].offset);
		free(exact);
	}
}

static void kallsyms_cut_anywhere(void **state)
{
	(void)state;
	for (size_t n = 0; n < strlen(TEXT SYM) - 1; n++) {
		char *exact = malloc(n + 1);
		uint64_t offset;

		memcpy(exact, TEXT SYM, n);
		assert_int_not_equal(kfb_kallsyms_offset(exact, n, "_text", "screen_info", &offset,
							 NULL),
				     0);
		free(exact);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scan_agrees_with_memmem),
		cmocka_unit_test(scan_small_buffers),
		cmocka_unit_test(ksymtab_found),
		cmocka_unit_test(ksymtab_refused),
		cmocka_unit_test(ksymtab_values_outside),
		cmocka_unit_test(ksymtab_of_addresses),
		cmocka_unit_test(ksymtab_too_many_strings),
		cmocka_unit_test(ksymtab_name_word_first),
		cmocka_unit_test(release_read),
		cmocka_unit_test(release_refused),
		cmocka_unit_test(kallsyms_lists),
		cmocka_unit_test(kallsyms_cut_anywhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
