/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Kernels that are not Linux: Xen, and anything else with a multiboot header.  For them kexec
 * itself asks /dev/fb0 and passes on the answer (framebuffer_info(),
 * kexec/arch/i386/kexec-multiboot-x86.c, kexec-tools 2.0.32).
 */
#ifndef KFB_HANDOVER_MULTIBOOT_H
#define KFB_HANDOVER_MULTIBOOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sysroot.h"

/*
 * Pure: will kexec for x86 load @buf by its multiboot or multiboot2 loader?  Like their probes,
 * look only at the first 32 KiB.  The kernel may be compressed.
 */
bool kfb_is_multiboot(const uint8_t *buf, size_t len);

/* The same of the file at @path; false where it cannot be read, or is no regular file. */
bool kfb_is_multiboot_file(const struct kfb_sysroot *root, const char *path);

#endif
