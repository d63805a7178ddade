// SPDX-License-Identifier: GPL-2.0-only
#include "scanout/stride.h"

#include <elf.h>
#include <stdbool.h>

#include "bytes.h"

#define SMALLEST_PAGE 4096u
#define LARGEST_PAGE  (1u << 20) /* a guard: 256 KiB is the largest of any port */
#define LARGEST_ALIGN 4096u
#define MAX_STRIDE    UINT16_MAX /* lfb_linelength */

static bool fills(const struct kfb_region_fit *f, uint64_t stride, uint64_t page)
{
	uint64_t size = stride * f->height;

	return stride <= MAX_STRIDE && size <= f->room && f->room - size < page;
}

static uint64_t round_up(uint64_t value, uint64_t align)
{
	return (value + align - 1) / align * align;
}

/* Count @stride if it fills the region and is not the one counted just before. */
static void count_fit(const struct kfb_region_fit *f, uint64_t page, uint64_t stride,
		      unsigned int *count, uint64_t *found)
{
	if (!fills(f, stride, page) || (*count && stride == *found))
		return;
	*found = stride;
	(*count)++;
}

/*
 * How many aligned strides fill the region; *@stride is one of them.  Strides grow with the
 * alignment, so a repeated one follows directly.  The alignment is in bytes first and in pixels
 * then; they differ only if a pixel has 3 bytes.
 */
static unsigned int fit_aligned(const struct kfb_region_fit *f, uint64_t page, uint64_t *stride)
{
	unsigned int bytes = 0, pixels = 0;
	uint64_t by_bytes = 0, by_pixels = 0;

	for (uint64_t align = 1; align <= LARGEST_ALIGN; align *= 2) {
		count_fit(f, page, round_up((uint64_t)f->width * f->bytes, align), &bytes,
			  &by_bytes);
		count_fit(f, page, round_up(f->width, align) * f->bytes, &pixels, &by_pixels);
	}
	*stride = bytes ? by_bytes : by_pixels;
	if (bytes == 1 && pixels == 1 && by_bytes == by_pixels)
		return 1;
	return bytes + pixels;
}

static unsigned int fit_any(const struct kfb_region_fit *f, uint64_t page, uint64_t *stride)
{
	uint64_t step = 8 * (uint64_t)f->bytes;
	unsigned int count = 0;

	for (uint64_t s = round_up((uint64_t)f->width * f->bytes, step);
	     s <= MAX_STRIDE && s * f->height <= f->room; s += step)
		if (fills(f, s, page)) {
			*stride = s;
			count++;
		}
	return count;
}

uint32_t kfb_stride_fit(const struct kfb_region_fit *f)
{
	uint64_t stride = 0;
	unsigned int count;

	if (!f->width || !f->height || !f->bytes)
		return 0;
	count = fit_aligned(f, f->page ? f->page : f->largest_page, &stride);
	if (!count)
		count = fit_any(f, f->page ? f->page : SMALLEST_PAGE, &stride);
	return count == 1 ? (uint32_t)stride : 0;
}

uint64_t kfb_auxv_page_size(const void *auxv, size_t len)
{
	const uint8_t *p = auxv;

	for (; len >= 16; p += 16, len -= 16) {
		uint64_t value = kfb_get_le64(p + 8);

		if (kfb_get_le64(p) == AT_PAGESZ)
			return value >= SMALLEST_PAGE && value <= LARGEST_PAGE &&
					       !(value & (value - 1)) ?
				       value :
				       0;
	}
	return 0;
}
