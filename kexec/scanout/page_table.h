/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Translate a virtual address of a process to a physical one, by its page tables.  Pure: memory
 * is read through callbacks.
 */
#ifndef KFB_PAGE_TABLE_H
#define KFB_PAGE_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KFB_PAGE_TABLE_LEVELS 5u
#define KFB_PAGE_TABLE_CHUNK  64u /* entries read at once */

/* Access to the kernel's memory.  A physical read returns all @len bytes, or -errno. */
struct kfb_memory {
	int (*read_phys)(const void *from, uint64_t paddr, void *buf, size_t len);
	/* Where @len bytes at kernel address @vaddr are in RAM; false: they are not in RAM. */
	bool (*phys_of)(const void *from, uint64_t vaddr, size_t len, uint64_t *paddr);
	const void *from;
};

enum kfb_entry {
	KFB_ENTRY_NONE,	 /* not mapped, or of a kind not known here */
	KFB_ENTRY_TABLE, /* the address is that of the next table */
	KFB_ENTRY_LEAF,	 /* the address is that of a page, or of a larger block */
};

/* An architecture, page size and number of levels.  Level 0 is that of single pages. */
struct kfb_page_table_form {
	uint16_t machine; /* EM_*, <elf.h> */
	uint8_t page_shift, levels;
	uint32_t root_align; /* alignment of the top table */
	enum kfb_entry (*decode)(uint64_t entry, unsigned int level, unsigned int page_shift,
				 uint64_t *address);
};

/* The tables must not change while this struct is in use, because it caches entries. */
struct kfb_page_table {
	const struct kfb_memory *memory;
	const struct kfb_page_table_form *form;
	uint64_t root;	 /* physical address of the top table */
	uint64_t ignore; /* address bits of an entry that are flags (AMD SME) */
	struct kfb_page_table_chunk {
		bool valid;
		uint64_t at;
		uint8_t entry[8 * KFB_PAGE_TABLE_CHUNK];
	} chunk[KFB_PAGE_TABLE_LEVELS];
	unsigned int reads;
};

/*
 * The forms known for @machine with pages of 1 << @page_shift bytes, in the order to try them.
 * @index counts from 0.  NULL: no more.
 */
const struct kfb_page_table_form *kfb_page_table_form(unsigned int machine, unsigned int page_shift,
						      unsigned int index);

/* Start; or start again, forgetting all entries read so far. */
void kfb_page_table_init(struct kfb_page_table *t, const struct kfb_memory *memory,
			 const struct kfb_page_table_form *form, uint64_t root, uint64_t ignore);

/* -ENXIO: not mapped; else the error of a read. */
int kfb_page_table_walk(struct kfb_page_table *t, uint64_t vaddr, uint64_t *paddr);

/* A range of whole virtual pages, as pieces that are contiguous in physical memory. */
struct kfb_runs {
	uint64_t start;	 /* physical address of the first byte */
	uint64_t length; /* bytes, of all pieces */
	uint32_t count;	 /* pieces */
};

/*
 * @vaddr is page-aligned, and @length a multiple of the page size.  Fails as
 * kfb_page_table_walk().
 */
int kfb_page_table_runs(struct kfb_page_table *t, uint64_t vaddr, uint64_t length,
			struct kfb_runs *runs);

/* A page whose physical address is known from elsewhere. */
struct kfb_known_page {
	uint64_t vaddr, paddr;
};

/*
 * Find the top table of a process from its task_struct, the @size bytes at @task.  One of its
 * words is task_struct.mm, and one word of that mm_struct is pgd.  No offsets are assumed: the
 * right tables are those that lead to all @npages of @pages.  -ENOSYS: no form is known for
 * that machine; -ESRCH: nothing fits.
 */
int kfb_page_table_search(struct kfb_page_table *t, const struct kfb_memory *memory,
			  unsigned int machine, unsigned int page_shift, uint64_t ignore,
			  const uint8_t *task, size_t size, const struct kfb_known_page *pages,
			  size_t npages);

#endif
