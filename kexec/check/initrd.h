/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is in an initrd: cpio archives one behind the other, each compressed or not, as
 * unpack_to_rootfs() takes them (init/initramfs.c, 6.12).  The first is often the
 * uncompressed one with the processor's microcode.
 */
#ifndef KFB_CHECK_INITRD_H
#define KFB_CHECK_INITRD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"

struct kfb_initrd_visitor {
	/* Called for each regular file; true: file() wants its contents. */
	bool (*wants)(void *ctx, const char *path);
	void (*file)(void *ctx, const char *path, const uint8_t *data, size_t len);
	void *ctx;
};

/*
 * 0; -EBADMSG: damaged, or compressed in a way that is not known; -EFBIG: unpacked, it is
 * larger than 2 GiB; -ENOMEM; -ELIBACC: libarchive is not installed.  Files before the damage have been visited.
 */
int kfb_initrd_walk(const uint8_t *data, size_t len, const struct kfb_initrd_visitor *visitor,
		    struct kfb_error *err);

/*
 * "hyperv_drm" of ".../kernel/drivers/gpu/drm/hyperv/hyperv_drm.ko.xz": letters, digits
 * and '_' ('-' becomes that).  false: no module, or its name does not fit @size bytes.
 */
bool kfb_module_name(const char *path, char *name, size_t size);

/* A module of the subsystems DRM or fbdev, by its path. */
bool kfb_is_display_module(const char *path);

#endif
