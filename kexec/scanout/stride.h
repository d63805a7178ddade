/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Infer the length of a framebuffer's lines from the length of its region.
 */
#ifndef KFB_SCANOUT_STRIDE_H
#define KFB_SCANOUT_STRIDE_H

#include <stddef.h>
#include <stdint.h>

struct kfb_region_fit {
	uint64_t room;		/* bytes of the region */
	uint32_t width, height; /* pixels, lines */
	uint32_t bytes;		/* of a pixel */
	/*
	 * sysfb_create_simplefb() (6.12) rounds the region up to whole pages of the running
	 * kernel.  page is their size or, if it is not known, 0; then largest_page bounds it.
	 */
	uint64_t page, largest_page;
};

/*
 * The only stride whose lines fill the region; 0: none does, or several do.  Firmware aligns
 * lines to a power of two.  Only if no such line fits, try any multiple of 8 pixels.
 */
uint32_t kfb_stride_fit(const struct kfb_region_fit *fit);

/* AT_PAGESZ in /proc/self/auxv of a 64-bit process, little endian; 0: not there. */
uint64_t kfb_auxv_page_size(const void *auxv, size_t len);

#endif
