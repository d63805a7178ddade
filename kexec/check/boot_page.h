/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * x86: find the boot parameters of the loaded crash kernel in its memory, to see what it was
 * told.  The kernel only write-protects that memory (arch_kexec_protect_crashkres(), 6.12), so
 * it can be read.
 */
#ifndef KFB_CHECK_BOOT_PAGE_H
#define KFB_CHECK_BOOT_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KFB_PAGE_SIZE	   4096u
#define KFB_MAX_BOOT_PAGES 4u

struct kfb_boot_page {
	uint64_t address;
	uint8_t bytes[KFB_PAGE_SIZE]; /* struct boot_params; its first 64 are screen_info */
};

/* The crash kernel's region in /proc/iomem: bytes [start, end). */
struct kfb_crash_region {
	uint64_t start, end;
};

/* 0 or -errno. */
typedef int (*kfb_read_memory_fn)(void *ctx, uint64_t address, void *buf, size_t len);

/* Are these boot parameters, and not a bzImage, which begins similarly? */
bool kfb_is_boot_page(const uint8_t bytes[KFB_PAGE_SIZE], const struct kfb_crash_region *region);

/*
 * Search downwards from the region's end, because loaders put them near it.  Stores at most
 * @max pages; some may be left over from earlier loads.  Returns how many, or the error of
 * @read.
 */
int kfb_boot_pages_search(kfb_read_memory_fn read, void *ctx, const struct kfb_crash_region *region,
			  struct kfb_boot_page *pages, size_t max);

/*
 * Like it, but among what the kernel has loaded now: @kimage holds its struct kimage, or the
 * start of that (include/linux/kexec.h).  Returns how many pages, normally one; -ENOENT:
 * @kimage does not look like a struct kimage; or the error of @read.
 */
int kfb_boot_pages_of_kimage(const uint8_t *kimage, size_t len, kfb_read_memory_fn read, void *ctx,
			     const struct kfb_crash_region *region, struct kfb_boot_page *pages,
			     size_t max);

uint64_t kfb_boot_page_cmdline(const struct kfb_boot_page *page);
uint64_t kfb_boot_page_initrd(const struct kfb_boot_page *page, uint64_t *size);

/* Is @image, a bzImage, the kernel that these boot parameters were made for? */
bool kfb_boot_page_is_of(const struct kfb_boot_page *page, const uint8_t *image, size_t len);

#endif
