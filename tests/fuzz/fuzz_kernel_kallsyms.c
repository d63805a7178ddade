// SPDX-License-Identifier: GPL-2.0-only
/*
 * /proc/kallsyms and System.map text.
 *
 * Floor: kernel/kallsyms.c 95
 */
#include "kernel/kallsyms.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	uint64_t offset, address;

	kfb_kallsyms_offset(text, size, "_text", "screen_info", &offset, NULL);
	kfb_kallsyms_data(text, size, "screen_info", &address, NULL);
	return 0;
}
