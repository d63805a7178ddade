// SPDX-License-Identifier: GPL-2.0-only
#include "unit.h"

#include "scanout/iomem.h"

/* Exactly the bytes of the text, on the heap, so that ASan sees one byte too many. */
static char *heap(const char *text)
{
	return strdup(text);
}

static int parse(char *text, struct kfb_iomem *iomem, struct kfb_error *err)
{
	return kfb_iomem_parse(text, strlen(text), iomem, err);
}

/* From a public report of a Generation 1 guest whose VRAM was moved up. */
static const char gen1[] = "00001000-0009fbff : System RAM\n"
			   "f8000000-fffbffff : PCI Bus 0000:00\n"
			   "  f8000000-fbffffff : 0000:00:08.0\n"
			   "    f8000000-f8001fff : bb8c4f33-2ba2-4808-9f7f-02f3b4da22fe\n"
			   "    f8100000-f88fffff : 5620e0c7-8062-4dce-aeb7-520c7ef76171\n";

static void nesting(void **state)
{
	char *text = heap(gen1);
	struct kfb_iomem io;

	(void)state;
	assert_int_equal(parse(text, &io, NULL), 0);
	assert_int_equal(io.count, 5);
	assert_false(io.hidden);
	assert_int_equal(io.res[4].depth, 2);
	assert_true(io.res[4].start == 0xf8100000 && io.res[4].end == 0xf88fffff);
	assert_string_equal(io.res[4].name, "5620e0c7-8062-4dce-aeb7-520c7ef76171");
	assert_true(kfb_resource_size(&io.res[4]) == 8 << 20);
	assert_ptr_equal(kfb_iomem_at(&io, 0xf8100000, 1), &io.res[4]);
	/* More than the region: only the one around it holds all of that. */
	assert_ptr_equal(kfb_iomem_at(&io, 0xf8100000, (8 << 20) + 1), &io.res[2]);
	assert_null(kfb_iomem_at(&io, 0x10, 1));
	kfb_iomem_free(&io);
	free(text);
}

static void ram(void **state)
{
	char *text = heap(gen1);
	struct kfb_iomem io;

	(void)state;
	assert_int_equal(parse(text, &io, NULL), 0);
	assert_true(kfb_iomem_is_ram(&io, 0x1000, 1));
	assert_true(kfb_iomem_is_ram(&io, 0, 0x1001));
	assert_false(kfb_iomem_is_ram(&io, 0, 0x1000));
	assert_true(kfb_iomem_is_ram(&io, 0x9fbff, 1));
	assert_false(kfb_iomem_is_ram(&io, 0x9fc00, 1));
	assert_false(kfb_iomem_is_ram(&io, 0x1000, 0));
	assert_true(kfb_iomem_is_ram(&io, 0, UINT64_MAX));
	kfb_iomem_free(&io);
	free(text);
}

static void hidden(void **state)
{
	char *text = heap("00000000-00000000 : System RAM\n  00000000-00000000 : efifb\n");
	struct kfb_iomem io;

	(void)state;
	assert_int_equal(parse(text, &io, NULL), 0);
	assert_true(io.hidden);
	kfb_iomem_free(&io);
	free(text);
}

static void odd_but_good(void **state)
{
	static const char *const texts[] = {
		"",
		"\n",
		"\n\n",
		"00000000-00000fff : Reserved",		     /* no newline */
		"4000000000-7fffffffff : PCI Bus 0000:00\n", /* above 4 GiB */
		"0-0 : \n",				     /* an empty name */
		"c0000000-c0ffffff : a : b - c\n",
		"ffffffffffffffff-ffffffffffffffff : top\n",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		char *text = heap(texts[i]);
		struct kfb_iomem io;

		assert_int_equal(parse(text, &io, NULL), 0);
		kfb_iomem_free(&io);
		free(text);
	}
}

static void malformed(void **state)
{
	static const struct {
		const char *text;
		uint64_t offset;
	} cases[] = {
		{ "hello\n", 0 },
		{ "00000000-00000fff\n", 0 },
		{ "00000000-00000fff Reserved\n", 0 },
		{ "00000000 : Reserved\n", 0 },
		{ "-00000fff : Reserved\n", 0 },
		{ "00000000- : Reserved\n", 0 },
		{ "00001000-00000fff : backwards\n", 0 },
		{ "0-1ffffffffffffffff : 65 bits\n", 0 },
		{ "0-ffffffffffffffff : everything\n", 0 },
		{ "0x0-0xfff : prefixed\n", 0 },
		{ "00000000-00000fff : good\n  xyz\n", 25 },
		{ "00000000-00000FFF : upper case is never printed\n", 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *text = heap(cases[i].text);
		struct kfb_error err = { 0 };
		struct kfb_iomem io;

		assert_int_equal(parse(text, &io, &err), -EINVAL);
		assert_true(err.offset == cases[i].offset);
		assert_non_null(err.reason);
		assert_null(io.res);
		free(text);
	}
}

static void nul_byte(void **state)
{
	char text[] = "00000000-00000fff : a\0b\n";
	struct kfb_error err;
	struct kfb_iomem io;

	(void)state;
	assert_int_equal(kfb_iomem_parse(text, sizeof(text) - 1, &io, &err), -EINVAL);
	assert_int_equal(err.offset, 21);
}

static void holds_without_overflow(void **state)
{
	const struct kfb_resource top = { .start = UINT64_MAX - 0xfff, .end = UINT64_MAX };

	(void)state;
	assert_true(kfb_resource_holds(&top, UINT64_MAX - 0xfff, 0x1000));
	assert_false(kfb_resource_holds(&top, UINT64_MAX - 0xfff, 0x1001));
	assert_false(kfb_resource_holds(&top, UINT64_MAX, UINT64_MAX));
	assert_false(kfb_resource_holds(&top, UINT64_MAX - 0x1000, 1));
	assert_false(kfb_resource_holds(&top, UINT64_MAX, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nesting),
		cmocka_unit_test(ram),
		cmocka_unit_test(hidden),
		cmocka_unit_test(odd_but_good),
		cmocka_unit_test(malformed),
		cmocka_unit_test(nul_byte),
		cmocka_unit_test(holds_without_overflow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
