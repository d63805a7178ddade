// SPDX-License-Identifier: GPL-2.0-only
/*
 * Files that are looked at without being unpacked: a kernel that may be multiboot's, and
 * kexec's own program, whose version is a string in it.
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
