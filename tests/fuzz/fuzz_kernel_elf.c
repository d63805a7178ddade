// SPDX-License-Identifier: GPL-2.0-only
/*
 * A damaged vmlinux, read by libelf: if the symbol is found, its 64 bytes are in the file.
 *
 * Floor: kernel/elf_symbol.c 90
 */
#include <stdlib.h>

#include "bytes.h"
#include "kernel/elf_symbol.h"
#include "test_kernel_vmlinux.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);

/*
 * Sometimes change any byte, but mostly set one number of the headers to a telling value: by
 * chance the headers would never all make sense.
 */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
	const uint64_t values[] = {
		0,
		1,
		2,
		SHT_NOBITS,
		SHN_ABS,
		SHN_COMMON,
		SHF_COMPRESSED,
		UINT32_MAX,
		INT64_MAX,
		UINT64_MAX,
		size,
		size - 1,
		size - 64,
		DATA_ADDR,
		DATA_ADDR - 1,
		DATA_ADDR + 192,
		DATA_ADDR + 193,
		seed,
	};
	size_t width = 1u << (seed >> 3) % 4, at;
	uint64_t value;

	if (size < sizeof(struct vmlinux) || seed % 4 == 0)
		return LLVMFuzzerMutate(data, size, max_size);
	at = (seed >> 8) % (offsetof(struct vmlinux, names) / width) * width;
	value = values[(seed >> 5) % (sizeof(values) / sizeof(values[0]))];
	memcpy(data + at, &value, width);
	return size;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint64_t offset;

	if (kfb_elf_symbol(data, size, "screen_info", 64, &offset, NULL) == 0 &&
	    !kfb_fits(size, offset, 64))
		abort();
	return 0;
}
