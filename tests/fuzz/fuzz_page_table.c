// SPDX-License-Identifier: GPL-2.0-only
/*
 * Page tables in memory with any contents.  The first two bytes choose architecture and page
 * size; the rest is RAM.  At any level the tables may point outside of it.
 *
 * Floor: scanout/page_table.c 90
 * Floor: scanout/page_table_search.c 90
 */
#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "scanout/page_table.h"

#ifndef EM_LOONGARCH
#define EM_LOONGARCH 258
#endif

#define RAM    0x10000ull	     /* physical */
#define KERNEL 0xffff888000000000ull /* virtual address of physical 0 */
#define NPAGES 3

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct ram {
	const uint8_t *data;
	size_t len;
};

static int read_phys(const void *from, uint64_t paddr, void *buf, size_t len)
{
	const struct ram *ram = from;

	if (paddr < RAM || !kfb_fits(ram->len, paddr - RAM, len))
		return -EFAULT;
	memcpy(buf, ram->data + (paddr - RAM), len);
	return 0;
}

static bool phys_of(const void *from, uint64_t vaddr, size_t len, uint64_t *paddr)
{
	const struct ram *ram = from;

	*paddr = vaddr - KERNEL;
	return vaddr >= KERNEL + RAM && kfb_fits(ram->len, *paddr - RAM, len);
}

static void walk(struct kfb_page_table *t, const struct kfb_page_table_form *form, uint64_t vaddr)
{
	uint64_t page = 1ull << form->page_shift, paddr;
	struct kfb_runs runs;

	if (kfb_page_table_walk(t, vaddr, &paddr) == 0 && (paddr ^ vaddr) % page)
		abort();
	if (kfb_page_table_runs(t, vaddr - vaddr % page, 16 * page, &runs) == 0 &&
	    (runs.length != 16 * page || !runs.count || runs.count > 16 || runs.start % page))
		abort();
}

static void search(struct kfb_page_table *t, const struct kfb_memory *memory, unsigned int machine,
		   unsigned int page_shift, const uint8_t *data, size_t size)
{
	struct kfb_known_page pages[NPAGES];
	uint64_t paddr;

	if (size < sizeof(pages))
		return;
	memcpy(pages, data, sizeof(pages));
	if (kfb_page_table_search(t, memory, machine, page_shift, 0, data + sizeof(pages),
				  size - sizeof(pages), pages, NPAGES))
		return;
	for (size_t i = 0; i < NPAGES; i++)
		if (kfb_page_table_walk(t, pages[i].vaddr, &paddr) || paddr != pages[i].paddr)
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint16_t machines[] = { EM_X86_64, EM_AARCH64, EM_RISCV, EM_LOONGARCH };
	const struct kfb_page_table_form *form;
	struct kfb_page_table t = { 0 };
	unsigned int machine, shift;

	if (size < 2)
		return 0;
	machine = machines[data[0] % 4];
	shift = 12 + 2 * (data[1] % 3);
	const struct ram ram = { data + 2, size - 2 };
	const struct kfb_memory memory = { read_phys, phys_of, &ram };

	for (unsigned int i = 0; (form = kfb_page_table_form(machine, shift, i)); i++) {
		kfb_page_table_init(&t, &memory, form, RAM, 0);
		walk(&t, form, 0);
		walk(&t, form, 0x7fff12345678);
		walk(&t, form, size >= 10 ? kfb_get_le64(data + size - 8) : 1);
	}
	search(&t, &memory, machine, shift, data + 2, size - 2);
	return 0;
}
