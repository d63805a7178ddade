// SPDX-License-Identifier: GPL-2.0-only
#include "scanout/pci.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

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
	/* Three numbers of 64 bits take 56 characters. */
	if ((size_t)(eol - p) >= sizeof(line))
		return kfb_fail(err, EINVAL, (uint64_t)(p - text), "a line that is too long");
	memcpy(line, p, (size_t)(eol - p));
	if (sscanf(line, "0x%16" SCNx64 " 0x%16" SCNx64 " 0x%16" SCNx64, &bar->start,
		   &bar->end, &bar->flags) != 3 || bar->end < bar->start)
		return kfb_fail(err, EINVAL, (uint64_t)(p - text), "not \"start end flags\"");
	return 0;
}
