// SPDX-License-Identifier: GPL-2.0-only
/*
 * kexec's command line: every string that is kept must be one of its arguments, or the end
 * of one.
 *
 * Floor: handover/kexec_options.c 90
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "handover/kexec_options.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MAX_ARGS	64

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
	if (kfb_kexec_options(n, args, &o) == 0) {
		const char *const kept[] = { o.kernel, o.dtb };

		for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
			if (kept[i] && (kept[i] < text || kept[i] > text + size))
				abort();
	}
	free(text);
	return 0;
}
