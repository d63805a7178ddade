// SPDX-License-Identifier: GPL-2.0-only
/*
 * Files that we search for something: a kernel, for a multiboot header; kexec's program, for
 * the string with its version.
 *
 * Floor: handover/multiboot.c 50
 * Floor: handover/kexec_version.c 50
 */
#include "handover/kexec_version.h"
#include "handover/multiboot.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	kfb_is_multiboot(data, size);
	kfb_kexec_version_in(data, size);
	return 0;
}
