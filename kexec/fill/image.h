/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Fill the global screen_info inside a kernel image, as the EFI stub fills it in memory
 * before a first boot.  arm64, riscv64 and loongarch64 have no boot parameters that could
 * carry it.
 *
 * Pure, in two steps over a buffer: locate and judge, then apply.
 */
#ifndef KFB_FILL_IMAGE_H
#define KFB_FILL_IMAGE_H

#include <stdbool.h>

#include "error.h"
#include "kexec-fb.h"
#include "kernel/kind.h"
#include "kernel/release.h"

/* Symbols of the kernel in the image, in the format of /proc/kallsyms. */
struct kfb_symbol_text {
	const char *text;
	size_t len;
	const char *source; /* e.g. "/proc/kallsyms"; ends up in the result */
};

#define KFB_SYMBOL_TEXTS 4

struct kfb_fill_request {
	uint8_t screen_info[KEXEC_FB_SCREEN_INFO_SIZE];
	enum kfb_arch arch;	   /* of the running kernel: images for others are refused */
	bool neutralise_efi_table; /* see efi_table.h */
	bool initrd_given;	   /* kexec was given an initrd, so it ignores a UKI's */
	/*
	 * Called only if the image exports neither symbol (arm64 before about 5.15).  Stores up
	 * to KFB_SYMBOL_TEXTS texts that belong to this very build, and returns how many.
	 * /proc/kallsyms belongs to it if release->banner is the line in /proc/version.  May
	 * be NULL.
	 */
	size_t (*symbol_texts)(void *ctx, const struct kfb_release *release,
			       struct kfb_symbol_text *texts);
	void *ctx;
};

struct kfb_fill_result {
	struct kfb_release release; /* empty strings: the image does not say */
	enum kfb_kernel_kind kind;  /* of the file that was given */
	enum kfb_arch arch;
	const char *symbol;	     /* "screen_info", "sysfb_primary_display" */
	const char *source;	     /* what told where it is: "__ksymtab", "symtab", ... */
	uint64_t screen_info_offset; /* this and all other offsets are in the copy */
	uint64_t guid_offset;	     /* of the byte that neutralises; KFB_NO_OFFSET: none */
	uint64_t size;		     /* of the copy */
};

/*
 * @buf is a whole raw Image, vmlinux or UKI (kinds that are filled in place).
 * -ENOENT: the symbol was not found; -ENOTEMPTY: it is filled in already;
 * -EEXIST, -ERANGE, -EBADMSG, -ENOTSUP, -ENOEXEC: the image must not be touched.
 */
int kfb_fill_locate(const uint8_t *buf, size_t len, const struct kfb_fill_request *req,
		    struct kfb_fill_result *res, struct kfb_error *err);

/* Write to the offsets in @res, after checking that the bytes there have not changed. */
int kfb_fill_apply(uint8_t *buf, size_t len, const struct kfb_fill_request *req,
		   const struct kfb_fill_result *res, struct kfb_error *err);

#endif
