// SPDX-License-Identifier: GPL-2.0-only
#include "unit.h"

#include <elf.h>

#include "scanout/page_table.h"

#define RAM    0x40000000ull	     /* physical start of the memory there is */
#define KERNEL 0xffff888000000000ull /* virtual address of physical 0 */
#define SIZE   (4u << 20)

/* A machine's RAM and a process in it. */
struct machine {
	uint8_t *ram;
	uint64_t next; /* physical address of the next free page */
	const struct kfb_page_table_form *form;
	uint64_t root;
	uint64_t extra;		 /* address bits that every entry has in addition (SME) */
	unsigned int reads_left; /* after these, reads fail */
};

static int read_phys(const void *from, uint64_t paddr, void *buf, size_t len)
{
	struct machine *m = (struct machine *)from;

	if (paddr < RAM || paddr - RAM > SIZE || len > SIZE - (paddr - RAM))
		return -EFAULT;
	if (!m->reads_left)
		return -EIO;
	m->reads_left--;
	memcpy(buf, m->ram + (paddr - RAM), len);
	return 0;
}

static bool phys_of(const void *from, uint64_t vaddr, size_t len, uint64_t *paddr)
{
	(void)from;
	*paddr = vaddr - KERNEL;
	return vaddr >= KERNEL + RAM && vaddr - KERNEL - RAM <= SIZE &&
	       len <= SIZE - (vaddr - KERNEL - RAM);
}

static void put(struct machine *m, uint64_t paddr, uint64_t value)
{
	assert_true(paddr >= RAM && paddr - RAM <= SIZE - 8);
	memcpy(m->ram + (paddr - RAM), &value, 8);
}

static uint64_t get(const struct machine *m, uint64_t paddr)
{
	uint64_t value;

	memcpy(&value, m->ram + (paddr - RAM), 8);
	return value;
}

/* Entries as kernels write them, taken from the manuals and not from page_table.c. */
static uint64_t table_entry(const struct machine *m, uint64_t paddr)
{
	switch (m->form->machine) {
	case EM_X86_64:
		return paddr | m->extra | 0x67;
	case EM_AARCH64:
		return paddr | 0x8000000000000003ull;
	case EM_RISCV:
		return paddr >> 12 << 10 | 1;
	default:
		return 0x9000000000000000ull | paddr;
	}
}

static uint64_t leaf_entry(const struct machine *m, uint64_t paddr, unsigned int level, bool lpa2)
{
	switch (m->form->machine) {
	case EM_X86_64: /* NX; PAT is bit 12 of large pages */
		return 0x8000000000000025ull | m->extra | paddr | (level ? 0x1080 : 0);
	case EM_AARCH64: /* UXN, PXN, nG, AF; SH or the address; AttrIndx; page or block */
		if (m->form->page_shift == 16)
			return 0x60000000000b41ull | (paddr & 0xffffffffffffull) |
			       paddr >> 48 << 12 | (level ? 0 : 2);
		if (lpa2)
			return 0x60000000000841ull | (paddr & 0x3ffffffffffffull) |
			       paddr >> 50 << 8 | 0x400 | (level ? 0 : 2);
		return 0x60000000000f41ull | paddr | (level ? 0 : 2);
	case EM_RISCV: /* PBMT as for I/O */
		return 0x4000000000000000ull | paddr >> 12 << 10 | 0xd7;
	default: /* RPLV clear, NX; huge is bit 6 and global 12 there */
		return 0x400000000000018full | paddr | (level ? 0x1040 : 0);
	}
}

/* Is this the form for LPA2?  Of the forms with as many levels, it is the first. */
static bool is_lpa2(const struct kfb_page_table_form *f)
{
	const struct kfb_page_table_form *plain = NULL;

	if (f->machine != EM_AARCH64 || f->page_shift == 16)
		return false;
	for (unsigned int i = 0; (plain = kfb_page_table_form(EM_AARCH64, f->page_shift, i)); i++)
		if (plain != f && plain->levels == f->levels)
			return f < plain;
	return f->levels == 5;
}

static uint64_t new_page(struct machine *m)
{
	uint64_t page = m->next;

	m->next += 1ull << m->form->page_shift;
	assert_true(m->next <= RAM + SIZE);
	return page;
}

static void map(struct machine *m, uint64_t vaddr, uint64_t paddr, unsigned int level)
{
	unsigned int bits = m->form->page_shift - 3;
	uint64_t table = m->root, at;

	for (unsigned int l = m->form->levels - 1;; l--) {
		at = table + (vaddr >> (m->form->page_shift + l * bits) & ((1ull << bits) - 1)) * 8;
		if (l == level)
			break;
		table = get(m, at);
		if (table) {
			table = m->form->machine == EM_RISCV ?
					table >> 10 << 12 :
					table & 0xfffffffff000ull & ~m->extra;
		} else {
			table = new_page(m);
			put(m, at, table_entry(m, table));
		}
	}
	put(m, at, leaf_entry(m, paddr, level, is_lpa2(m->form)));
}

static void start(struct machine *m, const struct kfb_page_table_form *form)
{
	memset(m, 0, sizeof(*m));
	m->ram = calloc(1, SIZE);
	m->form = form;
	m->next = RAM + 0x100000;
	m->reads_left = 1000000;
	m->root = new_page(m);
}

static uint64_t walk(struct machine *m, uint64_t vaddr)
{
	const struct kfb_memory memory = { read_phys, phys_of, m };
	struct kfb_page_table t = { 0 };
	uint64_t paddr;

	kfb_page_table_init(&t, &memory, m->form, m->root, m->extra);
	return kfb_page_table_walk(&t, vaddr, &paddr) ? UINT64_MAX : paddr;
}

static const struct {
	unsigned int machine, page_shift;
} kinds[] = {
	{ EM_X86_64, 12 }, { EM_AARCH64, 12 },	 { EM_AARCH64, 14 },   { EM_AARCH64, 16 },
	{ EM_RISCV, 12 },  { EM_LOONGARCH, 12 }, { EM_LOONGARCH, 14 }, { EM_LOONGARCH, 16 },
};

/* Run @test with a machine of every known form. */
static void with_every_form(void (*test)(struct machine *m))
{
	const struct kfb_page_table_form *form;
	struct machine m;

	for (size_t i = 0; i < COUNT(kinds); i++)
		for (unsigned int j = 0;
		     (form = kfb_page_table_form(kinds[i].machine, kinds[i].page_shift, j)); j++) {
			start(&m, form);
			test(&m);
			free(m.ram);
		}
}

static void check_pages(struct machine *m)
{
	unsigned int bits = m->form->page_shift - 3;
	uint64_t top = 1ull << (m->form->page_shift + m->form->levels * bits);
	uint64_t page = 1ull << m->form->page_shift;

	map(m, 0x7f0000000 & ~(page - 1), 0xc06e0000, 0);
	map(m, top - page, 0x380000000000ull, 0);
	assert_true(walk(m, (0x7f0000000 & ~(page - 1)) + 0x123) == 0xc06e0123);
	assert_true(walk(m, top - 1) == 0x380000000000ull + page - 1);
	assert_true(walk(m, 0) == UINT64_MAX);
	assert_true(walk(m, top) == UINT64_MAX);
	assert_true(walk(m, UINT64_MAX) == UINT64_MAX);
	m->reads_left = m->form->levels - 1u;
	assert_true(walk(m, top - 1) == UINT64_MAX);
}

static void pages(void **state)
{
	(void)state;
	with_every_form(check_pages);
}

static void check_blocks(struct machine *m)
{
	uint64_t block = 1ull << (2 * m->form->page_shift - 3);

	map(m, 4 * block, 6 * block, 1);
	assert_true(walk(m, 4 * block + 0x1234567 % block) == 6 * block + 0x1234567 % block);
	assert_true(walk(m, 5 * block) == UINT64_MAX);
}

static void blocks(void **state)
{
	(void)state;
	with_every_form(check_blocks);
}

/* Above 48 bits arm64 keeps the highest bits of the address elsewhere. */
static void high_addresses(void **state)
{
	const struct kfb_page_table_form *form;
	struct machine m;

	(void)state;
	for (unsigned int shift = 12; shift <= 16; shift += 2) {
		form = kfb_page_table_form(EM_AARCH64, shift, 0);
		start(&m, form);
		map(&m, 0x10000, 0xd5a3c00710000ull, 0);
		assert_true(walk(&m, 0x10000) == 0xd5a3c00710000ull);
		free(m.ram);
	}
}

static void encrypted(void **state)
{
	struct machine m;

	(void)state;
	start(&m, kfb_page_table_form(EM_X86_64, 12, 0));
	m.extra = 1ull << 47;
	map(&m, 0x7f0000000000, 0xc0000000, 0);
	assert_true(walk(&m, 0x7f0000000000) == 0xc0000000);
	free(m.ram);
}

static void in_pieces(void **state)
{
	static const struct {
		uint64_t paddr[4];
		uint32_t count;
	} cases[] = {
		{ { 0xc0000000, 0xc0001000, 0xc0002000, 0xc0003000 }, 1 },
		{ { 0xc0000000, 0xc0001000, 0xc0003000, 0xc0004000 }, 2 },
		{ { 0xc0000000, 0xc0000000, 0xc0001000, 0xc0002000 }, 2 },
		{ { 0xc0003000, 0xc0002000, 0xc0001000, 0xc0000000 }, 4 },
		{ { 0, 0x1000, 0x2000, 0x3000 }, 1 },
		{ { 0x1000, 0, 0x1000, 0x2000 }, 2 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct kfb_page_table t = { 0 };
		struct kfb_runs runs;
		struct machine m;
		const struct kfb_memory memory = { read_phys, phys_of, &m };

		start(&m, kfb_page_table_form(EM_X86_64, 12, 0));
		for (unsigned int p = 0; p < 4; p++) /* across two tables */
			map(&m, 0x1fe000 + p * 0x1000, cases[i].paddr[p], 0);
		kfb_page_table_init(&t, &memory, m.form, m.root, 0);
		assert_int_equal(kfb_page_table_runs(&t, 0x1fe000, 0x4000, &runs), 0);
		assert_int_equal(runs.count, cases[i].count);
		assert_true(runs.start == cases[i].paddr[0] && runs.length == 0x4000);
		assert_int_equal(t.reads, 3 + 2);
		assert_int_equal(kfb_page_table_runs(&t, 0x1fe000, 0x5000, &runs), -ENXIO);
		assert_int_equal(kfb_page_table_runs(&t, 0x1fe000, 0, &runs), -ENXIO);
		assert_int_equal(kfb_page_table_runs(&t, 0x1fe000, UINT64_MAX, &runs), -ENXIO);
		free(m.ram);
	}
}

#define MM_OFFSET  2304
#define PGD_OFFSET 120
#define NPAGES	   3

/* A task_struct whose mm's pgd is the root; it has other pointers that lead elsewhere. */
static void make_task(struct machine *m, uint8_t *task, size_t size, struct kfb_known_page *known)
{
	uint64_t mm = RAM + 0x8000, other_mm = RAM + 0x9000, decoy = RAM + 0x20000;
	uint64_t words[] = { 7,
			     UINT64_MAX,
			     KERNEL,
			     KERNEL + RAM + SIZE - 8,
			     KERNEL + other_mm,
			     KERNEL + other_mm,
			     KERNEL + mm + 1 };

	memset(task, 0, size);
	memcpy(task + 16, words, sizeof(words));
	words[0] = KERNEL + mm;
	memcpy(task + MM_OFFSET, words, 8);
	put(m, other_mm + PGD_OFFSET, KERNEL + decoy); /* an empty table */
	put(m, mm + 8, KERNEL + decoy);
	put(m, mm + 16, m->root); /* a physical address is not a pointer */
	put(m, mm + PGD_OFFSET, KERNEL + m->root);
	for (unsigned int i = 0; i < NPAGES; i++) {
		known[i].vaddr = 0x40000000ull + i * 0x8040000ull;
		known[i].paddr = RAM + 0x10000 * (i + 5);
		map(m, known[i].vaddr, known[i].paddr, 0);
	}
}

static int search(struct machine *m, struct kfb_page_table *t, const uint8_t *task, size_t size,
		  const struct kfb_known_page *known)
{
	static struct kfb_memory memory;

	memory = (struct kfb_memory){ read_phys, phys_of, m };
	return kfb_page_table_search(t, &memory, m->form->machine, m->form->page_shift, m->extra,
				     task, size, known, NPAGES);
}

static void check_search(struct machine *m)
{
	struct kfb_known_page known[NPAGES];
	struct kfb_page_table t = { 0 };
	uint8_t task[9000];
	uint64_t paddr;

	make_task(m, task, sizeof(task), known);
	assert_int_equal(search(m, &t, task, sizeof(task), known), 0);
	assert_ptr_equal(t.form, m->form);
	assert_true(t.root == m->root);
	assert_int_equal(kfb_page_table_walk(&t, known[1].vaddr + 5, &paddr), 0);
	assert_true(paddr == known[1].paddr + 5);

	/* If one page is elsewhere, these are not our tables. */
	known[NPAGES - 1].paddr += 1u << m->form->page_shift;
	assert_int_equal(search(m, &t, task, sizeof(task), known), -ESRCH);
	known[NPAGES - 1].paddr -= 1u << m->form->page_shift;
	assert_int_equal(search(m, &t, task, MM_OFFSET + 7, known), -ESRCH);
	m->reads_left = 3;
	assert_int_equal(search(m, &t, task, sizeof(task), known), -ESRCH);
}

static void finds_the_root(void **state)
{
	(void)state;
	with_every_form(check_search);
}

static bool phys_of_odd(const void *from, uint64_t vaddr, size_t len, uint64_t *paddr)
{
	bool there = phys_of(from, vaddr, len, paddr);

	if (len == 8) /* of the top table, not of mm */
		*paddr += 4;
	return there;
}

/* A header of /proc/kcore may say anything: an entry across the end of what was read. */
static void check_odd_places(struct machine *m)
{
	const struct kfb_memory memory = { read_phys, phys_of_odd, m };
	struct kfb_known_page known[NPAGES];
	struct kfb_page_table t = { 0 };
	uint8_t task[9000];

	make_task(m, task, sizeof(task), known);
	assert_int_equal(kfb_page_table_search(&t, &memory, m->form->machine, m->form->page_shift,
					       m->extra, task, sizeof(task), known, NPAGES),
			 -ESRCH);
	assert_int_equal(t.reads, 0);
}

static void no_table_at_odd_places(void **state)
{
	(void)state;
	with_every_form(check_odd_places);
}

static void unknown_machines(void **state)
{
	struct kfb_page_table t = { 0 };
	struct machine m = { 0 };
	const struct kfb_memory memory = { read_phys, phys_of, &m };

	(void)state;
	assert_null(kfb_page_table_form(EM_S390, 12, 0));
	assert_null(kfb_page_table_form(EM_X86_64, 13, 0));
	assert_int_equal(kfb_page_table_search(&t, &memory, EM_PPC64, 16, 0, NULL, 0, NULL, 0),
			 -ENOSYS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pages),
		cmocka_unit_test(blocks),
		cmocka_unit_test(high_addresses),
		cmocka_unit_test(encrypted),
		cmocka_unit_test(in_pieces),
		cmocka_unit_test(finds_the_root),
		cmocka_unit_test(no_table_at_odd_places),
		cmocka_unit_test(unknown_machines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
