/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * x86: the boot parameters of a crash kernel that is loaded, found in its memory.  The
 * kernel only write-protects that (arch_kexec_protect_crashkres(), 6.12), so that the
 * loaded kernel itself tells what it was told.
 */
#ifndef KFB_CHECK_BOOT_PAGE_H
#define KFB_CHECK_BOOT_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KFB_PAGE_SIZE		4096u
#define KFB_MAX_BOOT_PAGES	4u

struct kfb_boot_page {
	uint64_t address;
	uint8_t bytes[KFB_PAGE_SIZE];	/* struct boot_params; its first 64 are screen_info */
};

/* The crash kernel's region, of /proc/iomem: bytes [start, end). */
struct kfb_crash_region {
	uint64_t start, end;
};

/* 0 or -errno. */
typedef int (*kfb_read_memory_fn)(void *ctx, uint64_t address, void *buf, size_t len);

/* Boot parameters, and not a bzImage, which begins alike? */
bool kfb_is_boot_page(const uint8_t bytes[KFB_PAGE_SIZE], const struct kfb_crash_region *region);

/*
 * Search downwards from the region's end, near which loaders put them: at most @max pages.
 * An earlier load's may still lie there.  Returns how many, or the error of @read.
 */
int kfb_boot_pages_search(kfb_read_memory_fn read, void *ctx,
			  const struct kfb_crash_region *region, struct kfb_boot_page *pages,
			  size_t max);

/*
 * The same from what the kernel has loaded now: @kimage is its struct kimage, or a piece
 * from its start (include/linux/kexec.h).  Returns how many pages, normally one; -ENOENT:
 * @kimage does not look like one; or the error of @read.
 */
int kfb_boot_pages_of_kimage(const uint8_t *kimage, size_t len, kfb_read_memory_fn read,
			     void *ctx, const struct kfb_crash_region *region,
			     struct kfb_boot_page *pages, size_t max);

uint64_t kfb_boot_page_cmdline(const struct kfb_boot_page *page);
uint64_t kfb_boot_page_initrd(const struct kfb_boot_page *page, uint64_t *size);

/* Is @image, a bzImage, the kernel that these boot parameters were made for? */
bool kfb_boot_page_is_of(const struct kfb_boot_page *page, const uint8_t *image, size_t len);

#endif
