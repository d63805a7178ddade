// SPDX-License-Identifier: GPL-2.0-only
/*
 * Find a process's page tables from its task_struct, without knowing how this kernel lays out
 * task_struct and mm_struct.
 */
#include <errno.h>

#include "bytes.h"
#include "scanout/page_table.h"

/* mm_struct without its cpumask has some 1300 bytes in 5.10 to 7.2. */
#define MM_SIZE	     2048u
#define MAX_POINTERS 1024u /* a task_struct with more different ones was never seen */

struct search {
	struct kfb_page_table *t;
	const struct kfb_memory *memory;
	unsigned int machine, page_shift;
	uint64_t ignore;
	const struct kfb_known_page *pages;
	size_t npages;
};

static bool fits(const struct search *s, const struct kfb_page_table_form *form, uint64_t root)
{
	uint64_t paddr;

	kfb_page_table_init(s->t, s->memory, form, root, s->ignore);
	for (size_t i = 0; i < s->npages; i++)
		if (kfb_page_table_walk(s->t, s->pages[i].vaddr, &paddr) ||
		    paddr != s->pages[i].paddr)
			return false;
	return true;
}

static bool try_mm(const struct search *s, uint64_t mm)
{
	const struct kfb_page_table_form *form;
	uint8_t words[MM_SIZE];
	uint64_t root;

	if (s->memory->read_phys(s->memory->from, mm, words, sizeof(words)))
		return false;
	for (size_t at = 0; at < sizeof(words); at += 8) {
		uint64_t word = kfb_get_le64(words + at);

		for (unsigned int i = 0; (form = kfb_page_table_form(s->machine, s->page_shift, i));
		     i++)
			if (word % form->root_align == 0 &&
			    s->memory->phys_of(s->memory->from, word, 8, &root) &&
			    root % form->root_align == 0 && fits(s, form, root))
				return true;
	}
	return false;
}

/* Add @value to the set of *@count values; false: it is in there already, or there is no room. */
static bool is_new(uint64_t *values, size_t *count, uint64_t value)
{
	for (size_t i = 0; i < *count; i++)
		if (values[i] == value)
			return false;
	if (*count == MAX_POINTERS)
		return false;
	values[(*count)++] = value;
	return true;
}

int kfb_page_table_search(struct kfb_page_table *t, const struct kfb_memory *memory,
			  unsigned int machine, unsigned int page_shift, uint64_t ignore,
			  const uint8_t *task, size_t size, const struct kfb_known_page *pages,
			  size_t npages)
{
	const struct search s = { .t = t,
				  .memory = memory,
				  .machine = machine,
				  .page_shift = page_shift,
				  .ignore = ignore,
				  .pages = pages,
				  .npages = npages };
	uint64_t tried[MAX_POINTERS], mm;
	size_t count = 0;

	t->reads = 0;
	if (!kfb_page_table_form(machine, page_shift, 0))
		return -ENOSYS;
	for (size_t at = 0; kfb_fits(size, at, 8); at += 8) {
		uint64_t word = kfb_get_le64(task + at);

		if (word % 8 || !memory->phys_of(memory->from, word, MM_SIZE, &mm) ||
		    !is_new(tried, &count, mm))
			continue;
		if (try_mm(&s, mm))
			return 0;
	}
	return -ESRCH;
}
