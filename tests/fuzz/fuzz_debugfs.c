// SPDX-License-Identifier: GPL-2.0-only
/*
 * The framebuffer text of debugfs; processes named in it may have any name.
 *
 * Floor: scanout/debugfs_fb.c 95
 */
#include <stdlib.h>
#include <string.h>

#include "scanout/debugfs_fb.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	struct kfb_error err = { 0 };
	struct kfb_debugfs_fb fb;

	if (kfb_debugfs_fb_parse(text, size, 40, &fb, &err)) {
		if (!err.reason)
			abort();
		return 0;
	}
	if (fb.owner_len && (fb.owner < text || fb.owner + fb.owner_len > text + size ||
			     memchr(fb.owner, '\n', fb.owner_len)))
		abort();
	if (!kfb_fb_memory_name(fb.memory))
		abort();
	return 0;
}
