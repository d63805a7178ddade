// SPDX-License-Identifier: GPL-2.0-only
#include "fill/efi_table.h"

#include <errno.h>

/* e03fc20a-85dc-406e-b90e-4ab502371d95: include/linux/efi.h; the first three fields are LE */
static const uint8_t guid[KFB_EFI_GUID_SIZE] = {
	0x0a, 0xc2, 0x3f, 0xe0, 0xdc, 0x85, 0x6e, 0x40,
	0xb9, 0x0e, 0x4a, 0xb5, 0x02, 0x37, 0x1d, KFB_EFI_GUID_OLD,
};

void kfb_efi_table_needle(struct kfb_needle *needle)
{
	needle->bytes = guid;
	needle->len = sizeof(guid);
	needle->rare = 5;
}

int kfb_efi_table_locate(const struct kfb_needle *needle, uint64_t *offset, struct kfb_error *err)
{
	if (needle->n_hits == 0)
		return kfb_fail(err, ENOENT, 0, "image does not read the EFI screen_info table");
	if (needle->n_hits > 1)
		return kfb_fail(err, EEXIST, needle->hits[1],
				"GUID of the EFI screen_info table occurs more than once");
	*offset = needle->hits[0] + KFB_EFI_GUID_BYTE;
	return 0;
}
