// SPDX-License-Identifier: GPL-2.0-only
/*
 * A loaded crash kernel's memory and the struct kimage that describes it.  The first 1024
 * bytes are the kimage's; all of the input, repeated, is the memory.
 *
 * Floor: check/boot_page.c 90
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "check/boot_page.h"

#define START  0x29000000ull
#define SIZE   (4ull * KFB_PAGE_SIZE)
#define KIMAGE 1024u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct memory {
	const uint8_t *data;
	size_t len;
};

static int read_memory(void *ctx, uint64_t address, void *buf, size_t len)
{
	const struct memory *m = ctx;

	if (address < START || !kfb_fits(SIZE, address - START, len))
		return -EFAULT;
	for (size_t done = 0, n; done < len; done += n) {
		size_t in = (address - START + done) % m->len;

		n = m->len - in < len - done ? m->len - in : len - done;
		memcpy((uint8_t *)buf + done, m->data + in, n);
	}
	return 0;
}

static void check(const struct kfb_boot_page *pages, int count, const struct kfb_crash_region *r,
		  const struct memory *m)
{
	uint64_t size;

	if (count > (int)KFB_MAX_BOOT_PAGES)
		abort();
	for (int i = 0; i < count; i++) {
		if (!kfb_is_boot_page(pages[i].bytes, r) || pages[i].address % KFB_PAGE_SIZE ||
		    pages[i].address < r->start || pages[i].address >= r->end ||
		    kfb_boot_page_cmdline(&pages[i]) < r->start)
			abort();
		kfb_boot_page_initrd(&pages[i], &size);
		kfb_boot_page_is_of(&pages[i], m->data, m->len);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct kfb_crash_region region = { START, START + SIZE };
	struct kfb_boot_page pages[KFB_MAX_BOOT_PAGES];
	struct memory m = { data, size };
	int n;

	if (!size)
		return 0;
	n = kfb_boot_pages_search(read_memory, &m, &region, pages, KFB_MAX_BOOT_PAGES);
	check(pages, n, &region, &m);
	n = kfb_boot_pages_of_kimage(data, size < KIMAGE ? size : KIMAGE, read_memory, &m, &region,
				     pages, KFB_MAX_BOOT_PAGES);
	check(pages, n, &region, &m);
	return 0;
}
