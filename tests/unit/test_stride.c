// SPDX-License-Identifier: GPL-2.0-only
/* Infer the firmware's line length from the length of its region and the page size. */
#include "unit.h"

#include <stdio.h>

#include "bytes.h"
#include "scanout/stride.h"

#define ROUND(value, page) (((value) + (page)-1) / (page) * (page))

static void modes(void **state)
{
	static const struct {
		uint32_t width, height, bytes, stride;
		uint64_t page;
		uint32_t found; /* 0: ambiguous, or none */
	} cases[] = {
		{ 1024, 768, 4, 4096, 4096, 4096 },
		{ 1024, 768, 4, 4096, 65536, 4096 },
		{ 1440, 900, 4, 5760, 65536, 5760 },
		{ 1680, 1050, 4, 6720, 65536, 6720 },
		{ 1920, 1080, 4, 7680, 65536, 7680 },
		{ 1920, 1200, 4, 8192, 65536, 8192 },
		{ 1366, 768, 4, 5464, 4096, 5464 },
		{ 1366, 768, 4, 5472, 4096, 5472 },
		{ 1366, 768, 4, 5504, 4096, 5504 },
		{ 1366, 768, 4, 5632, 4096, 5632 },
		{ 1366, 768, 4, 5504, 16384, 5504 },
		/* a page of 64 KiB is more than the difference of 5464 and 5504 over 768 lines */
		{ 1366, 768, 4, 5464, 65536, 0 },
		{ 1366, 768, 4, 5504, 65536, 0 },
		{ 1366, 768, 4, 5632, 65536, 5632 },
		/* not a power of two: the multiple of 8 pixels that fits */
		{ 1024, 768, 4, 4160, 4096, 4160 },
		{ 1024, 768, 4, 4128, 65536, 0 },
		{ 800, 600, 2, 1600, 4096, 1600 },
		{ 800, 600, 2, 1664, 4096, 1664 },
		{ 1366, 768, 3, 4098, 4096, 0 },    /* or 4100 */
		{ 1366, 768, 3, 4104, 4096, 4104 }, /* 1368 pixels */
		{ 1366, 768, 3, 4112, 4096, 4112 }, /* 16 bytes */
		{ 16384, 64, 4, 65536, 4096, 0 },   /* lfb_linelength has 16 bits */
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct kfb_region_fit fit = {
			.width = cases[i].width,
			.height = cases[i].height,
			.bytes = cases[i].bytes,
			.page = cases[i].page,
			.room = ROUND((uint64_t)cases[i].stride * cases[i].height, cases[i].page),
		};

		if (kfb_stride_fit(&fit) != cases[i].found)
			fail_msg("%ux%u, %u bytes, stride %u, pages of %u: %u", fit.width,
				 fit.height, fit.bytes, cases[i].stride, (unsigned int)fit.page,
				 kfb_stride_fit(&fit));
	}
}

/* The page size is unknown in recordings of older versions, or made by hand. */
static void unknown_page(void **state)
{
	struct kfb_region_fit fit = {
		.width = 1440,
		.height = 900,
		.bytes = 4,
		.room = 0x500000,
		.largest_page = 65536,
	};

	(void)state;
	assert_int_equal(kfb_stride_fit(&fit), 5760);
	fit.width = 1366;
	fit.height = 768;
	fit.room = 0x410000;
	assert_int_equal(kfb_stride_fit(&fit), 0);
	fit.largest_page = 4096;
	fit.room = 0x401000;
	assert_int_equal(kfb_stride_fit(&fit), 5464);
}

static void nothing_to_fit(void **state)
{
	struct kfb_region_fit fit = {
		.width = 1366,
		.height = 768,
		.bytes = 4,
		.room = 0x1000000,
		.page = 4096,
	};

	(void)state;
	assert_int_equal(kfb_stride_fit(&fit), 0); /* the whole BAR */
	fit.room = 0x1000;
	assert_int_equal(kfb_stride_fit(&fit), 0);
	fit.room = UINT64_MAX;
	fit.height = UINT32_MAX;
	assert_int_equal(kfb_stride_fit(&fit), 0);
	fit.height = 0;
	assert_int_equal(kfb_stride_fit(&fit), 0);
	fit.height = 768;
	fit.bytes = 0;
	assert_int_equal(kfb_stride_fit(&fit), 0);
}

static void auxv(void **state)
{
	static const struct {
		uint64_t value, size;
	} sizes[] = {
		{ 4096, 4096 }, { 16384, 16384 }, { 65536, 65536 },  { 0, 0 },
		{ 2048, 0 },	{ 12288, 0 },	  { 1ull << 40, 0 },
	};
	uint8_t bytes[48];

	(void)state;
	for (size_t i = 0; i < COUNT(sizes); i++) {
		memset(bytes, 0, sizeof(bytes));
		bytes[0] = 16; /* AT_HWCAP */
		bytes[16] = 6; /* AT_PAGESZ */
		for (int b = 0; b < 8; b++)
			bytes[24 + b] = (uint8_t)(sizes[i].value >> 8 * b);
		assert_true(kfb_auxv_page_size(bytes, sizeof(bytes)) == sizes[i].size);
		assert_true(kfb_auxv_page_size(bytes, 31) == 0);
	}
	assert_true(kfb_auxv_page_size(bytes, 0) == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(modes),
		cmocka_unit_test(unknown_page),
		cmocka_unit_test(nothing_to_fit),
		cmocka_unit_test(auxv),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
