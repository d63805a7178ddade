/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is in an initrd: a sequence of cpio archives, each compressed or not, as
 * unpack_to_rootfs() takes them (init/initramfs.c, 6.12).  The first is often an uncompressed
 * one with the processor's microcode.
 */
#ifndef KFB_CHECK_INITRD_H
#define KFB_CHECK_INITRD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"

struct kfb_initrd_visitor {
	/* Called for each regular file; true: call file() with its contents. */
	bool (*wants)(void *ctx, const char *path);
	void (*file)(void *ctx, const char *path, const uint8_t *data, size_t len);
	void *ctx;
};

/*
 * 0; -EBADMSG: damaged, or compressed in an unknown way; -EFBIG: unpacked, it is larger than 2
 * GiB; -ENOMEM; -ELIBACC: libarchive is not installed.  The files before the damage were
 * visited.
 */
int kfb_initrd_walk(const uint8_t *data, size_t len, const struct kfb_initrd_visitor *visitor,
		    struct kfb_error *err);

/*
 * The module's name, e.g. "hyperv_drm", from
 * ".../kernel/drivers/gpu/drm/hyperv/hyperv_drm.ko.xz": letters, digits and '_'; '-' becomes
 * '_'.  false: not a module, or the name does not fit @size bytes.
 */
bool kfb_module_name(const char *path, char *name, size_t size);

/* Is it a module of the DRM or fbdev subsystem, by its path?  Or virtio_pci, by its name? */
bool kfb_is_display_module(const char *path);

#endif
