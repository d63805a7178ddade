/* SPDX-License-Identifier: GPL-2.0-only */
/* Find a variable's initial value in a vmlinux: its symtab, read by libelf. */
#ifndef KFB_KERNEL_ELF_SYMBOL_H
#define KFB_KERNEL_ELF_SYMBOL_H

#include "error.h"

/*
 * *offset is in the file, with @size bytes inside a section that has contents.
 * -ENODATA: stripped; -ENOENT: no such object; -EEXIST: two; -ERANGE: in .bss, or cut short.
 */
int kfb_elf_symbol(const uint8_t *buf, size_t len, const char *name, uint64_t size,
		   uint64_t *offset, struct kfb_error *err);

#endif
