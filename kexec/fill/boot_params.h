/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * x86: the file from which kexec-tools copies the next kernel's screen_info.
 *
 * setup_linux_vesafb() opens /dev/fb0; when its ioctls fail, kexec-tools since
 * 2.0.17 copies the first 64 bytes of /sys/kernel/boot_params/data
 * (kexec/arch/i386/x86-linux-setup.c, 2.0.25 and 2.0.32).
 */
#ifndef KFB_FILL_BOOT_PARAMS_H
#define KFB_FILL_BOOT_PARAMS_H

#include "error.h"
#include "kexec-fb.h"

#define KFB_BOOT_PARAMS_SIZE 4096 /* sizeof(struct boot_params) */

/*
 * Pure: write @si to the start of @data, a struct boot_params of @len bytes.  The rest
 * (EFI info at 0x1c0, hardware_subarch) is unchanged.
 */
int kfb_boot_params_put(uint8_t *data, size_t len, const uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE],
			struct kfb_error *err);

#endif
