// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/ksymtab.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "bytes.h"
#include "kernel/lanes.h"
#include "util.h"

#define STRIDE KFB_LANES_SIZE

/* The addresses for which the first byte of an image is linked, if its entries are addresses. */
static const uint64_t link_bases[] = {
	UINT64_C(0xffffffff80000000), /* riscv64 >= 5.13: KERNEL_LINK_ADDR, asm/pgtable.h */
	UINT64_C(0xffffffe000000000), /* riscv64 before: PAGE_OFFSET */
	UINT64_C(0x9000000000200000), /* loongarch64: VMLINUX_LOAD_ADDRESS, its Makefile */
};

struct search {
	const uint8_t *buf;
	size_t len;
	const struct kfb_needle *needle;
	uint64_t size;
	unsigned int inside; /* entries whose symbol's data are in the file */
	unsigned int outside;
	uint64_t value;
	uint64_t entry;
};

void kfb_ksym_needle(struct kfb_ksym *ksym, const char *name, struct kfb_needle *needle)
{
	size_t n = strnlen(name, KFB_KSYM_NAME_MAX);

	ksym->name = name;
	ksym->pattern[0] = '\0';
	memcpy(ksym->pattern + 1, name, n);
	ksym->pattern[n + 1] = '\0';
	needle->bytes = ksym->pattern;
	needle->len = n + 2;
	/* an image is full of NULs and of letters, but few NULs are followed by an 's' */
	needle->rare = 1;
}

static int64_t prel32(const struct search *s, uint64_t at)
{
	return (int64_t)at + (int32_t)kfb_get_le32(s->buf + at);
}

static int names_it(const struct search *s, int64_t target)
{
	for (size_t i = 0; i < s->needle->n_hits; i++)
		if (target == (int64_t)s->needle->hits[i] + 1)
			return 1;
	return 0;
}

static void check(struct search *s, uint64_t at)
{
	int64_t value;

	if (at < 4 || !names_it(s, prel32(s, at)))
		return;
	value = prel32(s, at - 4);
	if (value < 0 || !kfb_fits(s->len, (uint64_t)value, s->size)) {
		s->outside++;
		s->entry = at - 4;
		return;
	}
	s->inside++;
	s->value = (uint64_t)value;
}

/*
 * A cheap filter: the word, added to its own offset, must land between the first and the last
 * candidate string.  Computed modulo 2^32, it can accept too much but never too little.
 */
static void search(struct search *s)
{
	uint32_t lowest = (uint32_t)s->needle->hits[0] + 1;
	uint32_t span = (uint32_t)(s->needle->hits[s->needle->n_hits - 1] + 1) - lowest;
	kfb_lanes32 low = { 0, 4, 8, 12 };
	kfb_lanes32 high = { 16, 20, 24, 28 };
	uint64_t at = 0;

	low -= lowest;
	high -= lowest;
	for (; s->len - at >= 2 * STRIDE; at += 2 * STRIDE) {
		kfb_lanes32 first = kfb_lanes_load_le32(s->buf + at) + low;
		kfb_lanes32 second = kfb_lanes_load_le32(s->buf + at + STRIDE) + high;

		low += 2 * STRIDE;
		high += 2 * STRIDE;
		if (!kfb_lanes_any((kfb_lanes8)(first <= span) | (kfb_lanes8)(second <= span)))
			continue;
		for (size_t k = 0; k < 2 * STRIDE / 4; k++)
			check(s, at + 4 * k);
	}
	for (; s->len - at >= 4; at += 4)
		check(s, at);
}

/* Is it 0, or an address inside the image? */
static bool is_inside(const struct search *s, uint64_t address, uint64_t base)
{
	return !address || address - base < s->len;
}

static bool is_link_base(uint64_t base)
{
	for (size_t i = 0; i < ARRAY_SIZE(link_bases); i++)
		if (base == link_bases[i])
			return true;
	return false;
}

/* Three addresses at @at, all inside the image? */
static void check_addresses(struct search *s, uint64_t at)
{
	uint64_t name = kfb_get_le64(s->buf + at + 8);

	for (size_t i = 0; i < s->needle->n_hits; i++) {
		uint64_t base = name - (s->needle->hits[i] + 1);
		uint64_t value = kfb_get_le64(s->buf + at) - base;

		if (!is_link_base(base) || !is_inside(s, kfb_get_le64(s->buf + at + 16), base))
			continue;
		if (!kfb_fits(s->len, value, s->size)) {
			s->outside++;
			s->entry = at;
			continue;
		}
		s->inside++;
		s->value = value;
	}
}

static void search_addresses(struct search *s)
{
	for (uint64_t at = 0; kfb_fits(s->len, at, 3 * 8); at += 8)
		check_addresses(s, at);
}

int kfb_ksymtab_lookup(const uint8_t *buf, size_t len, const struct kfb_needle *needle,
		       uint64_t size, uint64_t *value, struct kfb_error *err)
{
	struct search s = { .buf = buf, .len = len, .needle = needle, .size = size };

	if (needle->n_hits == 0)
		return kfb_fail(err, ENOENT, 0, "symbol is not exported");
	if (needle->n_hits > KFB_SCAN_MAX_HITS)
		return kfb_fail(err, E2BIG, needle->hits[0], "symbol name occurs too often");
	search(&s);
	if (!s.inside && !s.outside)
		search_addresses(&s);
	if (s.inside > 1)
		return kfb_fail(err, EEXIST, s.value, "symbol is exported more than once");
	if (s.inside == 1) {
		*value = s.value;
		return 0;
	}
	if (s.outside)
		return kfb_fail(err, ERANGE, s.entry, "exported symbol's data are not in the file");
	return kfb_fail(err, ENOENT, needle->hits[0] + 1,
			"symbol's name is in the image, but "
			"no __ksymtab entry refers to it");
}
