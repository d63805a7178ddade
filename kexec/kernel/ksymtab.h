/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Find exported symbols of a raw image through its __ksymtab.
 *
 * An entry is a value, a name and, since 5.4, a namespace (include/linux/export.h;
 * export-internal.h since 6.5).  With CONFIG_HAVE_ARCH_PREL32_RELOCATIONS (arm64 since 4.19)
 * these are 32-bit words relative to their own place, so they do not depend on where the kernel
 * will run.  On riscv64 and loongarch64 they are three addresses, as of where the kernel is
 * linked to run; the name's address and its place in the file tell where that is.
 *
 * The raw image's first byte is the kernel's first byte, so file offsets can serve as
 * addresses.
 */
#ifndef KFB_KERNEL_KSYMTAB_H
#define KFB_KERNEL_KSYMTAB_H

#include "error.h"
#include "kernel/scan.h"

/* Room for "\0NAME\0" */
#define KFB_KSYM_NAME_MAX 62

struct kfb_ksym {
	const char *name;
	char pattern[KFB_KSYM_NAME_MAX + 2];
};

/* Set up @needle to find the name's string with kfb_scan().  @ksym must outlive it. */
void kfb_ksym_needle(struct kfb_ksym *ksym, const char *name, struct kfb_needle *needle);

/*
 * Find the entry that names one of the strings found by @needle.  0: *value is the symbol's
 * offset in the image, and @size bytes are there; -ENOENT: no entry; -EEXIST: more than one;
 * -ERANGE: its data are not in the file; -E2BIG: more strings with that name than a kernel can
 * have.
 */
int kfb_ksymtab_lookup(const uint8_t *buf, size_t len, const struct kfb_needle *needle,
		       uint64_t size, uint64_t *value, struct kfb_error *err);

#endif
