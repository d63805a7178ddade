// SPDX-License-Identifier: GPL-2.0-only
/* A damaged vmlinux, through libelf: found means 64 bytes inside the file. */
#include <stdlib.h>

#include "bytes.h"
#include "kernel/elf_symbol.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint64_t offset;

	if (kfb_elf_symbol(data, size, "screen_info", 64, &offset, NULL) == 0 &&
	    !kfb_fits(size, offset, 64))
		abort();
	return 0;
}
