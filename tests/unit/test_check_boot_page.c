// SPDX-License-Identifier: GPL-2.0-only
#include "unit.h"

#include "bytes.h"
#include "check/boot_page.h"

#define START UINT64_C(0x29000000)
#define PAGES 200u

struct memory {
	uint8_t bytes[PAGES * KFB_PAGE_SIZE];
	uint64_t broken; /* an address that cannot be read; 0: none */
};

static const struct kfb_crash_region region = { START, START + PAGES *KFB_PAGE_SIZE };

static int read_memory(void *ctx, uint64_t address, void *buf, size_t len)
{
	struct memory *m = ctx;

	if (address < START || address - START > sizeof(m->bytes) ||
	    len > sizeof(m->bytes) - (address - START))
		return -EFAULT;
	if (m->broken && m->broken >= address && m->broken - address < len)
		return -EIO;
	memcpy(buf, m->bytes + (address - START), len);
	return 0;
}

static uint8_t *put_page(struct memory *m, size_t number)
{
	uint8_t *page = m->bytes + number * KFB_PAGE_SIZE;

	memcpy(page + 0x202, "HdrS", 4);
	kfb_put_le16(page + 0x206, 0x20f);
	kfb_put_le32(page + 0x228, (uint32_t)START + 0x1000);
	page[0] = (uint8_t)number;
	return page;
}

static void found_from_the_top(void **state)
{
	struct memory *m = calloc(1, sizeof(*m));
	struct kfb_boot_page pages[4];

	(void)state;
	assert_int_equal(kfb_boot_pages_search(read_memory, m, &region, pages, 4), 0);
	put_page(m, 3);
	put_page(m, 150);
	assert_int_equal(kfb_boot_pages_search(read_memory, m, &region, pages, 4), 2);
	assert_true(pages[0].address == START + 150 * KFB_PAGE_SIZE && pages[0].bytes[0] == 150);
	assert_true(pages[1].address == START + 3 * KFB_PAGE_SIZE);
	assert_int_equal(kfb_boot_pages_search(read_memory, m, &region, pages, 1), 1);
	assert_true(pages[0].address == START + 150 * KFB_PAGE_SIZE);
	m->broken = START;
	assert_int_equal(kfb_boot_pages_search(read_memory, m, &region, pages, 1), 1);
	assert_int_equal(kfb_boot_pages_search(read_memory, m, &region, pages, 4), -EIO);
	free(m);
}

/* A bzImage that starts on a page of the initrd, an old protocol, a stray command line. */
static void looks_alike(void **state)
{
	struct memory *m = calloc(1, sizeof(*m));
	struct kfb_boot_page page;

	(void)state;
	memcpy(put_page(m, 10), "MZ", 2);
	kfb_put_le16(put_page(m, 11) + 0x206, 0x205);
	kfb_put_le32(put_page(m, 12) + 0x228, (uint32_t)START - 1);
	kfb_put_le32(put_page(m, 13) + 0x0c8, 1);
	assert_int_equal(kfb_boot_pages_search(read_memory, m, &region, &page, 1), 0);
	free(m);
}

static void odd_regions(void **state)
{
	struct memory *m = calloc(1, sizeof(*m));
	struct kfb_crash_region r = { START + 1, START + KFB_PAGE_SIZE };
	struct kfb_boot_page page;

	(void)state;
	put_page(m, 0);
	assert_int_equal(kfb_boot_pages_search(read_memory, m, &r, &page, 1), 0);
	r = (struct kfb_crash_region){ START, START };
	assert_int_equal(kfb_boot_pages_search(read_memory, m, &r, &page, 1), 0);
	free(m);
}

static void put_segment(uint8_t *kimage, size_t first, size_t n, uint64_t mem, uint64_t size)
{
	uint8_t *s = kimage + first + 8 + n * 32;

	kfb_put_le32(s + 8, (uint32_t)size);
	kfb_put_le32(s + 16, (uint32_t)mem);
	kfb_put_le32(s + 24, (uint32_t)size);
}

/* What is loaded now lies below an earlier load. */
static void from_the_kernels_list(void **state)
{
	struct memory *m = calloc(1, sizeof(*m));
	uint8_t kimage[1024] = { 0 };
	struct kfb_boot_page page;

	(void)state;
	put_page(m, 190);
	put_page(m, 20);
	kimage[56] = 2;
	put_segment(kimage, 56, 0, START, 0x2000);
	put_segment(kimage, 56, 1, START + 20 * KFB_PAGE_SIZE, 0x1000);
	assert_int_equal(kfb_boot_pages_of_kimage(kimage, sizeof(kimage), read_memory, m, &region,
						  &page, 1),
			 1);
	assert_true(page.address == START + 20 * KFB_PAGE_SIZE);
	/* The fields before may be laid out differently. */
	memmove(kimage + 8, kimage, sizeof(kimage) - 8);
	memset(kimage, 0, 8);
	assert_int_equal(kfb_boot_pages_of_kimage(kimage, sizeof(kimage), read_memory, m, &region,
						  &page, 1),
			 1);
	put_segment(kimage, 64, 1, START - 0x1000, 0x1000);
	assert_int_equal(kfb_boot_pages_of_kimage(kimage, sizeof(kimage), read_memory, m, &region,
						  &page, 1),
			 -ENOENT);
	put_segment(kimage, 64, 1, region.end - 0x1000, 0x2000);
	assert_int_equal(kfb_boot_pages_of_kimage(kimage, sizeof(kimage), read_memory, m, &region,
						  &page, 1),
			 -ENOENT);
	assert_int_equal(kfb_boot_pages_of_kimage(kimage, 70, read_memory, m, &region, &page, 1),
			 -ENOENT);
	free(m);
}

static void fields(void **state)
{
	struct kfb_boot_page page = { 0 };
	uint8_t image[0x300] = { 0 };
	uint64_t size;

	(void)state;
	kfb_put_le32(page.bytes + 0x228, 0x1000);
	kfb_put_le32(page.bytes + 0x0c8, 2);
	assert_true(kfb_boot_page_cmdline(&page) == UINT64_C(0x200001000));
	kfb_put_le32(page.bytes + 0x218, 0x3000);
	kfb_put_le32(page.bytes + 0x21c, 77);
	assert_true(kfb_boot_page_initrd(&page, &size) == 0x3000 && size == 77);
	assert_false(kfb_boot_page_is_of(&page, image, sizeof(image)));
	memcpy(image + 0x202, "HdrS", 4);
	assert_true(kfb_boot_page_is_of(&page, image, sizeof(image)));
	assert_false(kfb_boot_page_is_of(&page, image, 0x260));
	image[0x24c] = 1;
	assert_false(kfb_boot_page_is_of(&page, image, sizeof(image)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(found_from_the_top),
		cmocka_unit_test(looks_alike),
		cmocka_unit_test(odd_regions),
		cmocka_unit_test(from_the_kernels_list),
		cmocka_unit_test(fields),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
