// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "scanout/own_tables.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bytes.h"

#define PAGEMAP "/proc/self/pagemap"

/* Documentation/admin-guide/mm/pagemap.rst; the frame is 0 without CAP_SYS_ADMIN. */
#define PAGEMAP_PRESENT (1ull << 63)
#define PAGEMAP_FRAME	((1ull << 55) - 1)

/*
 * Where to map our test pages: far apart, so that their entries differ in tables of every
 * level.  Two addresses are below 2^38, where riscv64's smallest user half ends; the kernel
 * chooses the third.
 */
static const uint64_t hints[] = { 0x800000000, 0x1880610000, 0 };

#define NPAGES (sizeof(hints) / sizeof(hints[0]))

static int read_phys(const void *from, uint64_t paddr, void *buf, size_t len)
{
	return kfb_kcore_read_phys(from, paddr, buf, len);
}

static bool phys_of(const void *from, uint64_t vaddr, size_t len, uint64_t *paddr)
{
	return kfb_kcore_phys_of(from, vaddr, len, paddr);
}

static int pagemap_frame(int fd, uint64_t page_number, uint64_t *frame)
{
	uint8_t entry[8];
	ssize_t n = pread(fd, entry, sizeof(entry), (off_t)(page_number * sizeof(entry)));

	if (n != (ssize_t)sizeof(entry))
		return n < 0 ? -errno : -ENODATA;
	*frame = kfb_get_le64(entry) & PAGEMAP_FRAME;
	if (!(kfb_get_le64(entry) & PAGEMAP_PRESENT))
		return -EAGAIN; /* swapped out meanwhile */
	return *frame ? 0 : -EPERM;
}

/* Map a page and lock it, so that it stays while we search; a compaction may still move it. */
static int make_page(uint64_t hint, size_t size, void **page)
{
	*page = mmap((void *)(uintptr_t)hint, size, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (*page == MAP_FAILED)
		return -errno;
	mlock(*page, size);
	*(volatile char *)*page = 1; /* gives us a page of our own even if MAP_POPULATE failed */
	return 0;
}

static int make_pages(int pagemap, unsigned int page_shift, void **pages,
		      struct kfb_known_page *known)
{
	for (size_t i = 0; i < NPAGES; i++) {
		int ret = make_page(hints[i], (size_t)1 << page_shift, &pages[i]);

		if (ret)
			return ret;
		known[i].vaddr = (uint64_t)(uintptr_t)pages[i];
		ret = pagemap_frame(pagemap, known[i].vaddr >> page_shift, &known[i].paddr);
		if (ret)
			return ret;
		known[i].paddr <<= page_shift;
	}
	return 0;
}

static int find(const struct kfb_sysroot *root, struct kfb_own_tables *own, const char **what)
{
	unsigned int page_shift =
		(unsigned int)__builtin_ctzl((unsigned long)sysconf(_SC_PAGESIZE));
	struct kfb_known_page known[NPAGES] = { 0 };
	void *pages[NPAGES] = { MAP_FAILED, MAP_FAILED, MAP_FAILED };
	int ret, pagemap = kfb_sysroot_open_file(root, PAGEMAP);

	*what = PAGEMAP;
	if (pagemap < 0)
		return pagemap;
	ret = make_pages(pagemap, page_shift, pages, known);
	close(pagemap);
	if (!ret) {
		*what = "looking for the page tables of this process";
		ret = kfb_page_table_search(&own->table, &own->memory, own->kcore.machine,
					    page_shift, own->kcore.sme_mask, own->kcore.task,
					    own->kcore.task_size, known, NPAGES);
	}
	for (size_t i = 0; i < NPAGES; i++)
		if (pages[i] != MAP_FAILED)
			munmap(pages[i], (size_t)1 << page_shift);
	return ret;
}

int kfb_own_tables_open(const struct kfb_sysroot *root, struct kfb_own_tables *own,
			const char **what)
{
	int ret;

	memset(own, 0, sizeof(*own));
	*what = KFB_KCORE;
	ret = kfb_kcore_open(root, &own->kcore, NULL);
	if (ret)
		return ret;
	own->memory = (struct kfb_memory){ read_phys, phys_of, &own->kcore };
	*what = "the reader's task_struct in " KFB_KCORE;
	ret = own->kcore.task ? find(root, own, what) : -ENODATA;
	if (ret)
		kfb_own_tables_close(own);
	else /* The tables changed meanwhile: those pages are gone. */
		kfb_page_table_init(&own->table, &own->memory, own->table.form, own->table.root,
				    own->table.ignore);
	return ret;
}

void kfb_own_tables_close(struct kfb_own_tables *own)
{
	kfb_kcore_close(&own->kcore);
}
