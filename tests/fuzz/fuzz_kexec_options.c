// SPDX-License-Identifier: GPL-2.0-only
/*
 * kexec's command line: every string in the result must be one of its arguments, or the end
 * of one.
 *
 * Floor: handover/kexec_options.c 90
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "handover/kexec_options.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MAX_ARGS 64

static void check_kept(const char *kept, const char *text, size_t size)
{
	if (kept && (kept < text || kept > text + size))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1), *args[MAX_ARGS + 2] = { 0 };
	static char name[] = "kexec";
	struct kfb_kexec_options o;
	int n = 0;

	if (!text)
		abort();
	memcpy(text, data, size);
	text[size] = '\0';
	args[n++] = name;
	for (char *p = text; p < text + size && n <= MAX_ARGS; p += strlen(p) + 1)
		args[n++] = p;
	kfb_kexec_options(n, args, &o);
	check_kept(o.kernel, text, size);
	check_kept(o.dtb, text, size);
	check_kept(o.initrd, text, size);
	check_kept(o.append, text, size);
	if (o.end < 1 || o.end > n || (o.append && (o.append_index < 1 || o.append_index >= n)))
		abort();
	free(text);
	return 0;
}
