/* SPDX-License-Identifier: GPL-2.0-only */
/* The header of CONFIG_EFI_ZBOOT images: drivers/firmware/efi/libstub/zboot-header.S, >= 6.1 */
#ifndef KFB_KERNEL_ZBOOT_H
#define KFB_KERNEL_ZBOOT_H

#include "kernel/kind.h"

/* -ENOENT: not zboot; -ENOTSUP: not compressed by gzip, zstd, xz or lzma: @err names how. */
int kfb_zboot_open(const uint8_t *buf, size_t len, struct kfb_kernel_id *id, struct kfb_error *err);

#endif
