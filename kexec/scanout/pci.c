// SPDX-License-Identifier: GPL-2.0-only
#include "scanout/pci.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* "0x" and 16 digits ("0x%016llx" in the kernel); moves *p past them and past spaces. */
static bool number(const char **p, uint64_t *value)
{
	const char *digits = *p + 2;
	size_t n;

	if (strncmp(*p, "0x", 2) != 0)
		return false;
	n = strspn(digits, "0123456789abcdefABCDEF");
	if (!n || n > 16)
		return false;
	*value = strtoull(digits, NULL, 16);
	*p = digits + n;
	*p += strspn(*p, " ");
	return true;
}

size_t kfb_pci_function_len(const char *device)
{
	const char *slash = strrchr(device, '/');

	return slash && strncmp(slash, "/virtio", 7) == 0 ? (size_t)(slash - device) :
							    strlen(device);
}

int kfb_pci_bar(const char *text, size_t len, unsigned int index, struct kfb_bar *bar,
		struct kfb_error *err)
{
	const char *p = text, *end = text + len;
	char line[64] = "";
	const char *eol;

	for (unsigned int i = 0;; i++) {
		eol = memchr(p, '\n', (size_t)(end - p));
		if (!eol)
			return kfb_fail(err, ENOENT, len, "no line for that BAR");
		if (i == index)
			break;
		p = eol + 1;
	}
	/* A valid line is 56 characters: three numbers of 64 bits. */
	if ((size_t)(eol - p) >= sizeof(line))
		return kfb_fail(err, EINVAL, (uint64_t)(p - text), "a line that is too long");
	memcpy(line, p, (size_t)(eol - p));
	p = line;
	if (!number(&p, &bar->start) || !number(&p, &bar->end) || !number(&p, &bar->flags) ||
	    bar->end < bar->start)
		return kfb_fail(err, EINVAL, (uint64_t)(p - text), "not \"start end flags\"");
	return 0;
}
