/* SPDX-License-Identifier: GPL-2.0-only */
/* Map a large file, such as a kernel or an initrd, read-only. */
#ifndef KFB_MAP_FILE_H
#define KFB_MAP_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "sysroot.h"

struct kfb_mapped_file {
	uint8_t *data;
	size_t len;
};

/* -ENODATA: empty; -ENXIO: not a regular file; else an error of open(2) or mmap(2). */
int kfb_map_file(const struct kfb_sysroot *root, const char *path, struct kfb_mapped_file *m);
void kfb_unmap_file(struct kfb_mapped_file *m);

#endif
