// SPDX-License-Identifier: GPL-2.0-only
#include "scanout/page_table.h"

#include <elf.h>
#include <errno.h>
#include <string.h>

#include "bytes.h"
#include "util.h"

#ifndef EM_LOONGARCH
#define EM_LOONGARCH 258 /* glibc 2.36 */
#endif

/* Bits @high to @low, as architecture manuals write them. */
#define BITS(high, low) (~0ull >> (63 - (high)) & ~0ull << (low))

/* Intel SDM volume 3A, 5.5: P is bit 0, PS bit 7, which 2 MiB and 1 GiB pages have. */
static enum kfb_entry x86_64(uint64_t entry, unsigned int level, unsigned int page_shift,
			     uint64_t *address)
{
	bool large = level && entry & 1 << 7;

	*address = entry & BITS(51, page_shift);
	if (!(entry & 1) || (large && level > 2))
		return KFB_ENTRY_NONE;
	return large || !level ? KFB_ENTRY_LEAF : KFB_ENTRY_TABLE;
}

/* Arm ARM, D8.3: bit 0 is valid; bit 1 tells tables from blocks, and is set in pages. */
static enum kfb_entry arm64_kind(uint64_t entry, unsigned int level)
{
	if (!(entry & 1) || (!level && !(entry & 2)))
		return KFB_ENTRY_NONE;
	return level && entry & 2 ? KFB_ENTRY_TABLE : KFB_ENTRY_LEAF;
}

static enum kfb_entry arm64(uint64_t entry, unsigned int level, unsigned int page_shift,
			    uint64_t *address)
{
	*address = entry & BITS(47, page_shift);
	return arm64_kind(entry, level);
}

/* 64 KiB pages with FEAT_LPA: bits 15:12 are bits 51:48 of the address, otherwise zero. */
static enum kfb_entry arm64_lpa(uint64_t entry, unsigned int level, unsigned int page_shift,
				uint64_t *address)
{
	*address = (entry & BITS(47, page_shift)) | (entry & BITS(15, 12)) << 36;
	return arm64_kind(entry, level);
}

/* 4 and 16 KiB pages with FEAT_LPA2: bits 9:8 are bits 51:50, otherwise the shareability. */
static enum kfb_entry arm64_lpa2(uint64_t entry, unsigned int level, unsigned int page_shift,
				 uint64_t *address)
{
	*address = (entry & BITS(49, page_shift)) | (entry & BITS(9, 8)) << 42;
	return arm64_kind(entry, level);
}

/*
 * RISC-V privileged architecture, 12.3: bit 0 is valid; bits 3:1 (X, W, R) are all clear in
 * pointers to tables.  We do not know bit 63, which marks NAPOT ranges (or ordering, on
 * T-Head's).
 */
static enum kfb_entry riscv64(uint64_t entry, unsigned int level, unsigned int page_shift,
			      uint64_t *address)
{
	(void)page_shift;
	*address = (entry & BITS(53, 10)) << 2;
	if (!(entry & 1) || entry >> 63)
		return KFB_ENTRY_NONE;
	if (entry & BITS(3, 1))
		return KFB_ENTRY_LEAF;
	return level ? KFB_ENTRY_TABLE : KFB_ENTRY_NONE;
}

/*
 * arch/loongarch/include/asm/pgtable-bits.h, pgalloc.h, 6.12: a pointer to a table is its
 * kernel virtual address, whose lower 48 bits are the physical one.  If nothing is mapped it
 * points to a table full of invalid entries.  Bit 0 is valid; above level 0, bit 6 is huge.
 */
static enum kfb_entry loongarch64(uint64_t entry, unsigned int level, unsigned int page_shift,
				  uint64_t *address)
{
	bool huge = level && entry & 1 << 6;

	*address = entry & BITS(47, page_shift);
	if (huge || !level)
		return entry & 1 ? KFB_ENTRY_LEAF : KFB_ENTRY_NONE;
	return entry && !(entry & BITS(page_shift - 1, 0)) ? KFB_ENTRY_TABLE : KFB_ENTRY_NONE;
}

/*
 * LPA2 comes before its plain twin.  Plain entries, if read as LPA2, have address bits 51:50
 * set (PTE_SHARED, arch/arm64/include/asm/pgtable-hwdef.h), so they match no known page.
 */
static const struct kfb_page_table_form forms[] = {
	{ EM_X86_64, 12, 4, 4096, x86_64 },
	{ EM_X86_64, 12, 5, 4096, x86_64 },
	{ EM_AARCH64, 12, 5, 64, arm64_lpa2 },
	{ EM_AARCH64, 12, 4, 64, arm64_lpa2 },
	{ EM_AARCH64, 12, 4, 64, arm64 },
	{ EM_AARCH64, 12, 3, 64, arm64 },
	{ EM_AARCH64, 14, 4, 64, arm64_lpa2 },
	{ EM_AARCH64, 14, 4, 64, arm64 },
	{ EM_AARCH64, 14, 3, 64, arm64 },
	{ EM_AARCH64, 14, 2, 64, arm64 },
	{ EM_AARCH64, 16, 3, 64, arm64_lpa },
	{ EM_AARCH64, 16, 2, 64, arm64_lpa },
	{ EM_RISCV, 12, 5, 4096, riscv64 },
	{ EM_RISCV, 12, 4, 4096, riscv64 },
	{ EM_RISCV, 12, 3, 4096, riscv64 },
	{ EM_LOONGARCH, 12, 4, 4096, loongarch64 },
	{ EM_LOONGARCH, 12, 3, 4096, loongarch64 },
	{ EM_LOONGARCH, 14, 3, 16384, loongarch64 },
	{ EM_LOONGARCH, 14, 2, 16384, loongarch64 },
	{ EM_LOONGARCH, 16, 3, 65536, loongarch64 },
	{ EM_LOONGARCH, 16, 2, 65536, loongarch64 },
};

const struct kfb_page_table_form *kfb_page_table_form(unsigned int machine, unsigned int page_shift,
						      unsigned int index)
{
	for (size_t i = 0; i < ARRAY_SIZE(forms); i++)
		if (forms[i].machine == machine && forms[i].page_shift == page_shift &&
		    index-- == 0)
			return &forms[i];
	return NULL;
}

void kfb_page_table_init(struct kfb_page_table *t, const struct kfb_memory *memory,
			 const struct kfb_page_table_form *form, uint64_t root, uint64_t ignore)
{
	t->memory = memory;
	t->form = form;
	t->root = root;
	t->ignore = ignore;
	for (size_t i = 0; i < KFB_PAGE_TABLE_LEVELS; i++)
		t->chunk[i].valid = false;
}

/* The entries of a screen are neighbours: read them in groups, and cache one group per level. */
static int read_entry(struct kfb_page_table *t, unsigned int level, uint64_t at, uint64_t *entry)
{
	struct kfb_page_table_chunk *c = &t->chunk[level];
	uint64_t in = at % sizeof(c->entry);
	int ret;

	if (!c->valid || c->at != at - in) {
		c->valid = false;
		ret = t->memory->read_phys(t->memory->from, at - in, c->entry, sizeof(c->entry));
		if (ret)
			return ret;
		t->reads++;
		c->at = at - in;
		c->valid = true;
	}
	*entry = kfb_get_le64(c->entry + in);
	return 0;
}

int kfb_page_table_walk(struct kfb_page_table *t, uint64_t vaddr, uint64_t *paddr)
{
	const struct kfb_page_table_form *f = t->form;
	const unsigned int bits = f->page_shift - 3u;
	uint64_t table = t->root, entry;

	/* A higher address is in the kernel's half, or not an address at all. */
	if (vaddr >> (f->page_shift + f->levels * bits))
		return -ENXIO;
	for (unsigned int level = f->levels; level-- > 0;) {
		unsigned int shift = f->page_shift + level * bits;
		uint64_t index = vaddr >> shift & BITS(bits - 1, 0), address;
		int ret = read_entry(t, level, table + index * 8, &entry);

		if (ret)
			return ret;
		switch (f->decode(entry, level, f->page_shift, &address)) {
		case KFB_ENTRY_NONE:
			return -ENXIO;
		case KFB_ENTRY_LEAF:
			address &= ~t->ignore & ~BITS(shift - 1, 0);
			*paddr = address | (vaddr & BITS(shift - 1, 0));
			return 0;
		case KFB_ENTRY_TABLE:
			table = address & ~t->ignore;
		}
	}
	return -ENXIO;
}

int kfb_page_table_runs(struct kfb_page_table *t, uint64_t vaddr, uint64_t length,
			struct kfb_runs *runs)
{
	const uint64_t page = 1ull << t->form->page_shift;
	uint64_t paddr, expected = 0;
	int ret;

	memset(runs, 0, sizeof(*runs));
	if (length > UINT64_MAX - vaddr || !length)
		return -ENXIO;
	for (uint64_t at = 0; at < length; at += page, expected = paddr + page) {
		ret = kfb_page_table_walk(t, vaddr + at, &paddr);
		if (ret)
			return ret;
		if (!at)
			runs->start = paddr;
		if (!at || paddr != expected)
			runs->count++;
	}
	runs->length = length;
	return 0;
}
