// SPDX-License-Identifier: GPL-2.0-only
#include "fill/boot_params.h"

#include <errno.h>
#include <string.h>

int kfb_boot_params_put(uint8_t *data, size_t len, const uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE],
			struct kfb_error *err)
{
	if (len != KFB_BOOT_PARAMS_SIZE)
		return kfb_fail(err, EINVAL, len, "not the 4096 bytes of struct boot_params");
	memcpy(data, si, KEXEC_FB_SCREEN_INFO_SIZE);
	return 0;
}
