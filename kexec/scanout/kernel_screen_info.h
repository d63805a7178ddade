/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The running kernel's own screen_info.  On x86, kexec_file_load() passes it on since 5.10
 * (setup_boot_parameters(), arch/x86/kernel/kexec-bzimage64.c).  It may change after boot:
 * hyperv_fb clears it, and since 6.9 screen_info_apply_fixups() follows a BAR that moved.
 */
#ifndef KFB_KERNEL_SCREEN_INFO_H
#define KFB_KERNEL_SCREEN_INFO_H

#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "kexec-fb.h"
#include "scanout/kcore.h"
#include "sysroot.h"

#define KFB_KALLSYMS "/proc/kallsyms"

struct kfb_kernel_screen_info {
	int error;	    /* 0: si is filled; else why it is not known, -errno ... */
	const char *path;   /* ... of which file ... */
	const char *reason; /* ... and for a person */
	uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE];
};

/*
 * Read it: on a running machine from the kernel's memory, on a recorded one from the text in
 * place of /proc/kcore.  If @root is being recorded, write that text.  x86 kernels only.
 */
void kfb_kernel_screen_info_ask(const struct kfb_sysroot *root,
				struct kfb_kernel_screen_info *info);

/*
 * Pure: its address, from @text (@len bytes) of /proc/kallsyms.  Since 7.0 it is the start of
 * sysfb_primary_display.  -ENOENT: not there; -EACCES: addresses are hidden from this reader.
 */
int kfb_kernel_screen_info_address(const char *text, size_t len, uint64_t *address,
				   struct kfb_error *err);

/* Pure: the recorded text, and back. */
int kfb_kernel_screen_info_parse(const char *text, size_t len,
				 uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE], struct kfb_error *err);

#endif
