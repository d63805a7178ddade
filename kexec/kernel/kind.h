/* SPDX-License-Identifier: GPL-2.0-only */
/* Recognise a kernel file by its content, as kexec-tools' own probes do. */
#ifndef KFB_KERNEL_KIND_H
#define KFB_KERNEL_KIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"

enum kfb_arch {
	KFB_ARCH_UNKNOWN,
	KFB_ARCH_ARM64,
	KFB_ARCH_RISCV64,
	KFB_ARCH_LOONGARCH64,
	KFB_ARCH_X86,
};

enum kfb_kernel_kind {
	KFB_KERNEL_RAW,	   /* Image: its first byte is at _text */
	KFB_KERNEL_ELF,	   /* vmlinux */
	KFB_KERNEL_UKI,	   /* PE with a .linux section */
	KFB_KERNEL_ZBOOT,  /* PE whose stub unpacks the payload (CONFIG_EFI_ZBOOT) */
	KFB_KERNEL_UIMAGE, /* U-Boot's legacy header */
	KFB_KERNEL_GZIP,
	KFB_KERNEL_ZSTD,
	KFB_KERNEL_XZ,
	KFB_KERNEL_LZMA,    /* the format before xz, which has no magic number */
	KFB_KERNEL_BZIMAGE, /* x86: recognised, but only to name it */
};

enum kfb_compression {
	KFB_COMPRESSION_NONE,
	KFB_COMPRESSION_GZIP,
	KFB_COMPRESSION_ZSTD,
	KFB_COMPRESSION_XZ,
	KFB_COMPRESSION_LZMA,
};

struct kfb_kernel_id {
	enum kfb_kernel_kind kind;
	enum kfb_arch arch; /* UNKNOWN if only the payload could tell */
	enum kfb_compression compression;
	uint64_t payload_offset; /* the kernel proper, compressed or not */
	uint64_t payload_size;
	uint64_t image_size; /* raw only: bytes it needs in memory; 0: not told */
};

/* -ENOEXEC: not a known kernel; -EBADMSG: damaged; -ENOTSUP: known but not supported. */
int kfb_kernel_identify(const uint8_t *buf, size_t len, struct kfb_kernel_id *id,
			struct kfb_error *err);

#define KFB_KERNEL_HEAD_SIZE 64

/*
 * Could these bytes be the start of an uncompressed kernel?  If so, sets @image_size as in
 * struct kfb_kernel_id.
 */
bool kfb_kernel_head(const uint8_t head[KFB_KERNEL_HEAD_SIZE], uint64_t *image_size);

const char *kfb_kernel_kind_name(enum kfb_kernel_kind kind);
const char *kfb_arch_name(enum kfb_arch arch);

#endif
