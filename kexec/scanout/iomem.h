/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * /proc/iomem: which driver has claimed which physical addresses.  Format: r_show(),
 * kernel/resource.c, 6.12: two spaces per level of indentation, then "%0*llx-%0*llx : %s".
 * Readers without CAP_SYS_ADMIN see 0 for every address.
 */
#ifndef KFB_SCANOUT_IOMEM_H
#define KFB_SCANOUT_IOMEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"

struct kfb_resource {
	uint64_t start, end; /* inclusive, as the kernel prints them */
	unsigned int depth;
	const char *name; /* points into the parsed text, where it is terminated */
};

struct kfb_iomem {
	struct kfb_resource *res;
	size_t count;
	bool hidden; /* every address is 0: the reader may not see them */
};

/*
 * Parse @text (@len bytes followed by a NUL).  The names stay in @text, so it is modified and
 * must outlive @iomem.  @err->offset is the start of the faulty line.
 */
int kfb_iomem_parse(char *text, size_t len, struct kfb_iomem *iomem, struct kfb_error *err);
void kfb_iomem_free(struct kfb_iomem *iomem);

static inline uint64_t kfb_resource_size(const struct kfb_resource *r)
{
	return r->end - r->start + 1;
}

/* Does [base, base + size) lie inside @r? */
bool kfb_resource_holds(const struct kfb_resource *r, uint64_t base, uint64_t size);

/* The innermost resource that holds [base, base + size); NULL if none. */
const struct kfb_resource *kfb_iomem_at(const struct kfb_iomem *iomem, uint64_t base,
					uint64_t size);

/* The largest of 4, 16 and 64 KiB that all RAM ranges are multiples of. */
uint64_t kfb_iomem_page_bound(const struct kfb_iomem *iomem);

/* Is any part of [base, base + size) "System RAM"? */
bool kfb_iomem_is_ram(const struct kfb_iomem *iomem, uint64_t base, uint64_t size);

#endif
