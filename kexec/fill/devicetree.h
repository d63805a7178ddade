/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Describe the scanout as a simple-framebuffer node under /chosen of a devicetree.
 *
 * Under /chosen, because arm64 prefers the devicetree over ACPI as soon as the root has any
 * other child (dt_is_stub(), arch/arm64/kernel/acpi.c), and because that is where
 * of_platform_default_populate_init() looks.  That creates the first compatible child only
 * (6.1), and turns sysfb off for it (6.12): so there must be one, and it must be right.
 * Binding: Documentation/devicetree/bindings/display/simple-framebuffer.yaml.
 */
#ifndef KFB_FILL_DEVICETREE_H
#define KFB_FILL_DEVICETREE_H

#include <stddef.h>
#include <stdint.h>

#include "error.h"

struct kfb_simplefb {
	uint64_t base;
	uint64_t size;
	uint32_t width;
	uint32_t height;
	uint32_t stride;
	const char *format; /* as kfb_dt_format() names it */
};

/* The kernel's name for a DRM fourcc, or NULL: SIMPLEFB_FORMATS, platform_data/simplefb.h */
const char *kfb_dt_format(uint32_t fourcc);

/* How large a buffer kfb_dt_fill() needs for @fdt; 0 if @fdt is not an intact devicetree. */
size_t kfb_dt_size(const void *fdt, size_t len);

/*
 * Copy @fdt to @out and add the node, or correct an existing one; sets *@size to the
 * resulting length.  Disables the other compatible nodes.
 * -EBADMSG: @fdt is damaged; -EINVAL: @fb contradicts itself; -ERANGE: @fb does not fit
 * the cells that other children of /chosen need; -ENOTSUP: /chosen translates addresses;
 * -ENOSPC: @cap is too small.
 */
int kfb_dt_fill(void *out, size_t cap, const void *fdt, size_t len, const struct kfb_simplefb *fb,
		size_t *size, struct kfb_error *err);

#endif
