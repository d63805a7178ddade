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
	uint64_t offset;

	kfb_kallsyms_offset((const char *)data, size, "_text", "screen_info", &offset, NULL);
	return 0;
}
