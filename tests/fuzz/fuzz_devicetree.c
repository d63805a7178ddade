// SPDX-License-Identifier: GPL-2.0-only
/*
 * A damaged devicetree: if there is a result, it must be an intact devicetree that fits.
 *
 * Floor: fill/devicetree.c 85
 */
#include <libfdt.h>
#include <stdlib.h>
#include <string.h>

#include "fill/devicetree.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct kfb_simplefb fb = {
		0x1c0000000, 0x3e8000, 1280, 800, 5120, "x8r8g8b8",
	};
	uint64_t *aligned = malloc(size + 8);
	size_t need, made = 0;
	void *out;

	if (!aligned)
		return 0;
	memcpy(aligned, data, size);
	need = kfb_dt_size(aligned, size);
	out = need ? malloc(need) : NULL;
	if (out && kfb_dt_fill(out, need, aligned, size, &fb, &made, NULL) == 0 &&
	    (made > need || fdt_check_full(out, made) != 0))
		abort();
	free(out);
	free(aligned);
	return 0;
}
