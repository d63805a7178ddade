/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Find exported symbols of a raw image through its __ksymtab.
 *
 * An entry is a value, a name and, from 5.4 on, a namespace (include/linux/export.h;
 * export-internal.h since 6.5).  With CONFIG_HAVE_ARCH_PREL32_RELOCATIONS (arm64 >= 4.19)
 * they are 32-bit words relative to their own place, so that nothing in them depends on
 * where the kernel will run.  riscv64 and loongarch64 have three addresses instead, as the
 * kernel was linked: what they are relative to follows from where the name is.
 *
 * The raw image's first byte is the first byte of the kernel, so file offsets do for
 * addresses.
 */
#ifndef KFB_KERNEL_KSYMTAB_H
#define KFB_KERNEL_KSYMTAB_H

#include "error.h"
#include "kernel/scan.h"

/* Room for "\0NAME\0" */
#define KFB_KSYM_NAME_MAX	62

struct kfb_ksym {
	const char *name;
	char pattern[KFB_KSYM_NAME_MAX + 2];
};

/* The string to look for with kfb_scan(); @ksym lives as long as the needle. */
void kfb_ksym_needle(struct kfb_ksym *ksym, const char *name, struct kfb_needle *needle);

/*
 * Find the entry that names one of the strings found by @needle.
 * 0: *value is the symbol's offset in the image and @size bytes there are in the file;
 * -ENOENT: no entry; -EEXIST: more than one; -ERANGE: its data are not in the file;
 * -E2BIG: more strings of that name than a kernel can have.
 */
int kfb_ksymtab_lookup(const uint8_t *buf, size_t len, const struct kfb_needle *needle,
		       uint64_t size, uint64_t *value, struct kfb_error *err);

#endif
