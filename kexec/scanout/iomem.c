// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "scanout/iomem.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "util.h"

/* Parse 1 to 16 significant digits and move *p past them. */
static bool parse_hex(char **p, uint64_t *value)
{
	char *start = *p;
	int digit;

	*value = 0;
	while ((digit = kfb_hex_digit(**p)) >= 0) {
		if (*value >> 60)
			return false;
		*value = *value << 4 | (unsigned int)digit;
		(*p)++;
	}
	return *p != start;
}

static bool skip(char **p, const char *what)
{
	size_t n = strlen(what);

	if (strncmp(*p, what, n) != 0)
		return false;
	*p += n;
	return true;
}

static const char *parse_line(char *line, struct kfb_resource *r)
{
	char *p = line + strspn(line, " ");

	r->depth = (unsigned int)(p - line) / 2;
	if (!parse_hex(&p, &r->start) || !skip(&p, "-") || !parse_hex(&p, &r->end))
		return "not an address range";
	if (!skip(&p, " : "))
		return "no name after the range";
	if (r->end < r->start)
		return "the range ends before it starts";
	/* Refuse it: its size would be 2^64, which no sum here can hold. */
	if (r->start == 0 && r->end == UINT64_MAX)
		return "the range is the whole address space";
	r->name = p;
	return NULL;
}

static size_t count_lines(const char *text, size_t len)
{
	const char *p = text, *end = text + len;
	size_t n = 1;

	while ((p = memchr(p, '\n', (size_t)(end - p)))) {
		p++;
		n++;
	}
	return n;
}

int kfb_iomem_parse(char *text, size_t len, struct kfb_iomem *iomem, struct kfb_error *err)
{
	char *line = text, *next;

	memset(iomem, 0, sizeof(*iomem));
	if (memchr(text, '\0', len))
		return kfb_fail(err, EINVAL, strlen(text), "a NUL byte in the text");
	iomem->res = calloc(count_lines(text, len), sizeof(*iomem->res));
	if (!iomem->res)
		return kfb_fail(err, ENOMEM, 0, "out of memory");

	iomem->hidden = true;
	for (; *line; line = next) {
		struct kfb_resource *r = &iomem->res[iomem->count];
		const char *wrong;

		next = strchrnul(line, '\n');
		if (*next)
			*next++ = '\0';
		if (!*line)
			continue;
		wrong = parse_line(line, r);
		if (wrong) {
			kfb_iomem_free(iomem);
			return kfb_fail(err, EINVAL, (uint64_t)(line - text), wrong);
		}
		if (r->start || r->end)
			iomem->hidden = false;
		iomem->count++;
	}
	return 0;
}

void kfb_iomem_free(struct kfb_iomem *iomem)
{
	free(iomem->res);
	memset(iomem, 0, sizeof(*iomem));
}

bool kfb_resource_holds(const struct kfb_resource *r, uint64_t base, uint64_t size)
{
	return base >= r->start && base <= r->end && size && size - 1 <= r->end - base;
}

const struct kfb_resource *kfb_iomem_at(const struct kfb_iomem *iomem, uint64_t base, uint64_t size)
{
	const struct kfb_resource *best = NULL;

	for (size_t i = 0; i < iomem->count; i++)
		if (kfb_resource_holds(&iomem->res[i], base, size) &&
		    (!best || iomem->res[i].depth > best->depth))
			best = &iomem->res[i];
	return best;
}

bool kfb_iomem_is_ram(const struct kfb_iomem *iomem, uint64_t base, uint64_t size)
{
	for (size_t i = 0; i < iomem->count; i++) {
		const struct kfb_resource *r = &iomem->res[i];

		/* Both ranges are non-empty, so this test for overlap is exact. */
		if (strcmp(r->name, "System RAM") == 0 && size && base <= r->end &&
		    (base >= r->start || r->start - base <= size - 1))
			return true;
	}
	return false;
}

uint64_t kfb_iomem_page_bound(const struct kfb_iomem *iomem)
{
	uint64_t page = 65536;

	for (size_t i = 0; i < iomem->count; i++) {
		const struct kfb_resource *r = &iomem->res[i];

		while (page > 4096 && strcmp(r->name, "System RAM") == 0 &&
		       (r->start | (r->end + 1)) & (page - 1))
			page /= 4;
	}
	return page;
}
