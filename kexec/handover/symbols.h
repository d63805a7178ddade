/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Files that list the symbols of a kernel, for kernels that do not export screen_info (arm64
 * before about 5.15).
 */
#ifndef KFB_HANDOVER_SYMBOLS_H
#define KFB_HANDOVER_SYMBOLS_H

#include "fill/image.h"
#include "sysroot.h"

struct kfb_symbol_files {
	const struct kfb_sysroot *root; /* whose /proc and /boot */
	const char *kernel;		/* System.map-RELEASE may be beside it */
	struct kfb_bytes read[KFB_SYMBOL_TEXTS];
	size_t count;
};

/*
 * For struct kfb_fill_request.  Offers /proc/kallsyms if the image is the running build, and
 * System.map-RELEASE from the kernel's directory and from /boot.
 */
size_t kfb_symbol_files(void *files, const struct kfb_release *release,
			struct kfb_symbol_text *texts);
void kfb_symbol_files_free(struct kfb_symbol_files *files);

#endif
