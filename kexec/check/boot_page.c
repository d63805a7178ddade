// SPDX-License-Identifier: GPL-2.0-only
#include "check/boot_page.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bytes.h"

/* struct boot_params and the setup_header in it: Documentation/arch/x86/{zero-page,boot}.rst */
#define EXT_RAMDISK_IMAGE 0x0c0
#define EXT_RAMDISK_SIZE  0x0c4
#define EXT_CMD_LINE_PTR  0x0c8
#define HEADER_MAGIC	  0x202
#define PROTOCOL	  0x206
#define RAMDISK_IMAGE	  0x218
#define RAMDISK_SIZE	  0x21c
#define CMD_LINE_PTR	  0x228
#define PAYLOAD		  0x248 /* offset and length */
#define PREF_ADDRESS	  0x258 /* init_size follows it */

#define OLDEST_PROTOCOL 0x0206 /* has cmdline_size; kexec-tools wants no older */

#define CHUNK (256u * 1024)

/* struct kimage: seven words, the number of segments, then a struct kexec_segment for each. */
#define KIMAGE_FIRST_GUESS 0x20
#define KIMAGE_LAST_GUESS  0x80
#define SEGMENT_SIZE	   32
#define SEGMENT_MEM	   16
#define SEGMENT_MEMSZ	   24
#define MAX_SEGMENTS	   16 /* KEXEC_SEGMENT_MAX */

static bool inside(const struct kfb_crash_region *r, uint64_t address)
{
	return address >= r->start && address < r->end;
}

static uint64_t two_halves(const uint8_t *bytes, size_t low, size_t high)
{
	return kfb_get_le32(bytes + low) | (uint64_t)kfb_get_le32(bytes + high) << 32;
}

uint64_t kfb_boot_page_cmdline(const struct kfb_boot_page *page)
{
	return two_halves(page->bytes, CMD_LINE_PTR, EXT_CMD_LINE_PTR);
}

uint64_t kfb_boot_page_initrd(const struct kfb_boot_page *page, uint64_t *size)
{
	*size = two_halves(page->bytes, RAMDISK_SIZE, EXT_RAMDISK_SIZE);
	return two_halves(page->bytes, RAMDISK_IMAGE, EXT_RAMDISK_IMAGE);
}

bool kfb_is_boot_page(const uint8_t bytes[KFB_PAGE_SIZE], const struct kfb_crash_region *region)
{
	/* Loaders put the command line, too, into the crash kernel's memory. */
	return memcmp(bytes + HEADER_MAGIC, "HdrS", 4) == 0 &&
	       kfb_get_le16(bytes + PROTOCOL) >= OLDEST_PROTOCOL && memcmp(bytes, "MZ", 2) != 0 &&
	       inside(region, two_halves(bytes, CMD_LINE_PTR, EXT_CMD_LINE_PTR));
}

bool kfb_boot_page_is_of(const struct kfb_boot_page *page, const uint8_t *image, size_t len)
{
	return kfb_fits(len, PREF_ADDRESS, 12) && memcmp(image + HEADER_MAGIC, "HdrS", 4) == 0 &&
	       memcmp(page->bytes + PAYLOAD, image + PAYLOAD, 8) == 0 &&
	       memcmp(page->bytes + PREF_ADDRESS, image + PREF_ADDRESS, 12) == 0;
}

static void take(struct kfb_boot_page *page, uint64_t address, const uint8_t *bytes)
{
	page->address = address;
	memcpy(page->bytes, bytes, KFB_PAGE_SIZE);
}

static int search(kfb_read_memory_fn read, void *ctx, const struct kfb_crash_region *region,
		  uint8_t *chunk, struct kfb_boot_page *pages, size_t max)
{
	uint64_t start = (region->start + KFB_PAGE_SIZE - 1) & ~(uint64_t)(KFB_PAGE_SIZE - 1);
	uint64_t end = region->end & ~(uint64_t)(KFB_PAGE_SIZE - 1);
	size_t count = 0;

	while (end > start && count < max) {
		size_t len = end - start < CHUNK ? (size_t)(end - start) : CHUNK;
		int ret = read(ctx, end - len, chunk, len);

		if (ret)
			return ret;
		for (size_t at = len; at && count < max; at -= KFB_PAGE_SIZE) {
			const uint8_t *page = chunk + at - KFB_PAGE_SIZE;

			if (kfb_is_boot_page(page, region))
				take(&pages[count++], end - len + at - KFB_PAGE_SIZE, page);
		}
		end -= len;
	}
	return (int)count;
}

int kfb_boot_pages_search(kfb_read_memory_fn read, void *ctx, const struct kfb_crash_region *region,
			  struct kfb_boot_page *pages, size_t max)
{
	uint8_t *chunk = malloc(CHUNK);
	int ret;

	if (!chunk)
		return -ENOMEM;
	ret = search(read, ctx, region, chunk, pages, max);
	free(chunk);
	return ret;
}

/* Are there @n segments at @at, all of them in the region? */
static bool are_segments(const uint8_t *at, size_t n, const struct kfb_crash_region *region)
{
	for (size_t i = 0; i < n; i++, at += SEGMENT_SIZE) {
		uint64_t mem = kfb_get_le64(at + SEGMENT_MEM);
		uint64_t size = kfb_get_le64(at + SEGMENT_MEMSZ);

		if (!inside(region, mem) || mem % KFB_PAGE_SIZE || !size ||
		    size > region->end - mem || kfb_get_le64(at + 8) > size)
			return false;
	}
	return true;
}

/*
 * Find the first segment, and how many there are; NULL: none.  The number of fields before them
 * varies between versions.
 */
static const uint8_t *find_segments(const uint8_t *kimage, size_t len,
				    const struct kfb_crash_region *region, size_t *count)
{
	for (size_t at = KIMAGE_FIRST_GUESS; at <= KIMAGE_LAST_GUESS && kfb_fits(len, at, 8);
	     at += 8) {
		uint64_t n = kfb_get_le64(kimage + at);

		if (n && n <= MAX_SEGMENTS && kfb_fits(len, at + 8, n * SEGMENT_SIZE) &&
		    are_segments(kimage + at + 8, (size_t)n, region)) {
			*count = (size_t)n;
			return kimage + at + 8;
		}
	}
	return NULL;
}

int kfb_boot_pages_of_kimage(const uint8_t *kimage, size_t len, kfb_read_memory_fn read, void *ctx,
			     const struct kfb_crash_region *region, struct kfb_boot_page *pages,
			     size_t max)
{
	size_t segments, count = 0;
	const uint8_t *segment = find_segments(kimage, len, region, &segments);

	if (!segment)
		return -ENOENT;
	for (; segments && count < max; segments--, segment += SEGMENT_SIZE) {
		struct kfb_boot_page *page = &pages[count];
		int ret;

		page->address = kfb_get_le64(segment + SEGMENT_MEM);
		ret = read(ctx, page->address, page->bytes, KFB_PAGE_SIZE);
		if (ret)
			return ret;
		if (kfb_is_boot_page(page->bytes, region))
			count++;
	}
	return (int)count;
}
