/* SPDX-License-Identifier: GPL-2.0-only */
/* Read symbol addresses from /proc/kallsyms or System.map, which have the same format. */
#ifndef KFB_KERNEL_KALLSYMS_H
#define KFB_KERNEL_KALLSYMS_H

#include "error.h"

/*
 * *offset = address of the data symbol @name - address of @start (the symbol at the raw image's
 * first byte: _text on arm64).  KASLR moves both alike, so it does not matter.  -ENODATA: the
 * text is a stub, or hides addresses (kptr_restrict); -ENOENT: no such symbol, or not a data
 * symbol; -EEXIST: two of them; -ERANGE: before @start.  Symbols of modules (a tab and
 * "[module]" after the name) do not count.
 */
int kfb_kallsyms_offset(const char *text, size_t len, const char *start, const char *name,
			uint64_t *offset, struct kfb_error *err);

/*
 * *@address = address of the kernel's own first data symbol @name.  -ENOENT: no such symbol;
 * -EACCES: the addresses are hidden (kptr_restrict).
 */
int kfb_kallsyms_data(const char *text, size_t len, const char *name, uint64_t *address,
		      struct kfb_error *err);

#endif
