// SPDX-License-Identifier: GPL-2.0-only
#include "fill/devicetree.h"

#include <errno.h>
#include <inttypes.h>
#include <libfdt.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "bytes.h"
#include "screen_info/formats.h"
#include "util.h"

#define COMPATIBLE "simple-framebuffer"
#define CELLS_MAX  2
/* An upper limit of what the node and the cells of /chosen add, names included. */
#define ROOM 1024

/* drivers/gpu/drm/sysfb/simpledrm.c and <linux/platform_data/simplefb.h>, 6.12 */
static const struct {
	const char *fourcc;
	const char *name;
} formats[] = {
	{ "RG16", "r5g6b5" },	   { "XR15", "x1r5g5b5" }, { "AR15", "a1r5g5b5" },
	{ "RG24", "r8g8b8" },	   { "XR24", "x8r8g8b8" }, { "AR24", "a8r8g8b8" },
	{ "XB24", "x8b8g8r8" },	   { "AB24", "a8b8g8r8" }, { "XR30", "x2r10g10b10" },
	{ "AR30", "a2r10g10b10" },
};

const char *kfb_dt_format(uint32_t fourcc)
{
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
		if (kfb_get_le32(formats[i].fourcc) == fourcc)
			return formats[i].name;
	return NULL;
}

static unsigned int bytes_per_pixel(const char *name)
{
	for (size_t i = 0; name && i < ARRAY_SIZE(formats); i++)
		if (strcmp(formats[i].name, name) == 0)
			return kfb_format_bytes(
				kfb_format_by_fourcc(kfb_get_le32(formats[i].fourcc)));
	return 0;
}

static int check_fb(const struct kfb_simplefb *fb, struct kfb_error *err)
{
	unsigned int bpp = bytes_per_pixel(fb->format);

	if (!bpp)
		return kfb_fail(err, EINVAL, 0, "no simple-framebuffer format of that name");
	if (!fb->base || !fb->width || !fb->height || fb->base + fb->size < fb->base)
		return kfb_fail(err, EINVAL, 0, "scanout is empty or wraps around");
	if ((uint64_t)fb->width * bpp > fb->stride || (uint64_t)fb->stride * fb->height > fb->size)
		return kfb_fail(err, EINVAL, 0, "scanout is smaller than its geometry");
	return 0;
}

static int fdt_fail(struct kfb_error *err, int fdt_error)
{
	if (fdt_error == -FDT_ERR_NOSPACE)
		return kfb_fail(err, ENOSPC, 0, "no room in the devicetree's buffer");
	return kfb_fail(err, EBADMSG, 0, fdt_strerror(fdt_error));
}

/*
 * Version 16 introduced today's node names, and every blob of an arm64 boot has that version.
 * In an older one, fdt_check_full() of libfdt 1.6.1 falls over a nameless node (found by
 * fuzzing).
 */
static bool intact(const void *fdt, size_t len)
{
	return len >= sizeof(struct fdt_header) && fdt_magic(fdt) == FDT_MAGIC &&
	       fdt_version(fdt) >= 16 && fdt_check_full(fdt, len) == 0;
}

size_t kfb_dt_size(const void *fdt, size_t len)
{
	if (!intact(fdt, len))
		return 0;
	/* fdt_open_into() converts to version 17, with 4 bytes more of header, and leaves gaps */
	return (size_t)fdt_totalsize(fdt) + ROOM;
}

/* ---- /chosen and its cells ------------------------------------------------- */

static bool is_simplefb(const void *fdt, int node)
{
	return fdt_node_check_compatible(fdt, node, COMPATIBLE) == 0;
}

/* Does another child of /chosen have an address, so that the cell counts must stay? */
static bool others_have_reg(const void *fdt, int chosen)
{
	int child;

	fdt_for_each_subnode (child, fdt, chosen)
		if (!is_simplefb(fdt, child) && fdt_getprop(fdt, child, "reg", NULL))
			return true;
	return false;
}

/* Set both to 2, and keep addresses in /chosen equal to those in the root. */
static int set_cells(void *fdt, int chosen)
{
	int ret = fdt_setprop_u32(fdt, chosen, "#address-cells", CELLS_MAX);

	if (ret == 0)
		ret = fdt_setprop_u32(fdt, chosen, "#size-cells", CELLS_MAX);
	return ret ? ret : fdt_setprop_empty(fdt, chosen, "ranges");
}

static bool fits_cells(uint64_t value, int cells)
{
	return cells == CELLS_MAX || value <= UINT32_MAX;
}

static int check_cells(const void *fdt, int chosen, const struct kfb_simplefb *fb,
		       struct kfb_error *err)
{
	int address = fdt_address_cells(fdt, chosen);
	int size = fdt_size_cells(fdt, chosen);
	int ranges = 0;

	if (!fdt_getprop(fdt, chosen, "ranges", &ranges) || ranges != 0)
		return kfb_fail(err, ENOTSUP, (uint64_t)chosen,
				"/chosen has children whose addresses are not the root's");
	if (address < 1 || address > CELLS_MAX || size < 1 || size > CELLS_MAX ||
	    !fits_cells(fb->base, address) || !fits_cells(fb->size, size))
		return kfb_fail(err, ERANGE, (uint64_t)chosen,
				"scanout does not fit the cells of /chosen");
	return 0;
}

static int prepare_chosen(void *fdt, const struct kfb_simplefb *fb, struct kfb_error *err)
{
	int chosen = fdt_path_offset(fdt, "/chosen");
	int ret;

	if (chosen == -FDT_ERR_NOTFOUND)
		chosen = fdt_add_subnode(fdt, 0, "chosen");
	if (chosen < 0)
		return fdt_fail(err, chosen);
	if (others_have_reg(fdt, chosen))
		return check_cells(fdt, chosen, fb, err);
	ret = set_cells(fdt, chosen);
	return ret ? fdt_fail(err, ret) : 0;
}

/* ---- the node -------------------------------------------------------------- */

static int set_reg(void *fdt, int chosen, int node, const struct kfb_simplefb *fb)
{
	fdt32_t reg[2 * CELLS_MAX];
	int n = 0;

	if (fdt_address_cells(fdt, chosen) == CELLS_MAX)
		reg[n++] = cpu_to_fdt32((uint32_t)(fb->base >> 32));
	reg[n++] = cpu_to_fdt32((uint32_t)fb->base);
	if (fdt_size_cells(fdt, chosen) == CELLS_MAX)
		reg[n++] = cpu_to_fdt32((uint32_t)(fb->size >> 32));
	reg[n++] = cpu_to_fdt32((uint32_t)fb->size);
	return fdt_setprop(fdt, node, "reg", reg, n * (int)sizeof(reg[0]));
}

/* Keep the clocks, regulators and panel of an existing node: they keep the screen lit. */
static int set_properties(void *fdt, int chosen, int node, const struct kfb_simplefb *fb)
{
	const struct {
		const char *name;
		uint32_t value;
	} numbers[] = {
		{ "width", fb->width },
		{ "height", fb->height },
		{ "stride", fb->stride },
	};
	int ret = set_reg(fdt, chosen, node, fb);

	for (size_t i = 0; ret == 0 && i < ARRAY_SIZE(numbers); i++)
		ret = fdt_setprop_u32(fdt, node, numbers[i].name, numbers[i].value);
	if (ret == 0)
		ret = fdt_setprop_string(fdt, node, "format", fb->format);
	if (ret == 0)
		ret = fdt_setprop_string(fdt, node, "status", "okay");
	/* simpledrm (>= 6.3) prefers it to reg */
	if (ret == 0)
		ret = fdt_delprop(fdt, node, "memory-region");
	return ret == -FDT_ERR_NOTFOUND ? 0 : ret;
}

static int first_simplefb(const void *fdt, int chosen)
{
	int child;

	fdt_for_each_subnode (child, fdt, chosen)
		if (is_simplefb(fdt, child))
			return child;
	return child;
}

/* Leave one node for the screen: other nodes would claim the place where it used to be. */
static int disable_others(void *fdt, int chosen)
{
	int node = fdt_next_subnode(fdt, first_simplefb(fdt, chosen));

	for (; node >= 0; node = fdt_next_subnode(fdt, node)) {
		int ret;

		if (!is_simplefb(fdt, node))
			continue;
		ret = fdt_setprop_string(fdt, node, "status", "disabled");
		if (ret)
			return ret;
	}
	return node == -FDT_ERR_NOTFOUND ? 0 : node;
}

static int add_node(void *fdt, int chosen, const char *name)
{
	int node = fdt_add_subnode(fdt, chosen, name);
	int ret;

	if (node < 0)
		return node;
	ret = fdt_setprop_string(fdt, node, "compatible", COMPATIBLE);
	return ret ? ret : node;
}

static int put_node(void *fdt, const struct kfb_simplefb *fb)
{
	int chosen = fdt_path_offset(fdt, "/chosen");
	char name[sizeof("framebuffer@") + 16];
	int node = chosen < 0 ? chosen : first_simplefb(fdt, chosen);
	int ret;

	snprintf(name, sizeof(name), "framebuffer@%" PRIx64, fb->base);
	if (node == -FDT_ERR_NOTFOUND)
		node = add_node(fdt, chosen, name);
	if (node < 0)
		return node;
	ret = fdt_set_name(fdt, node, name);
	if (ret == 0)
		ret = set_properties(fdt, chosen, node, fb);
	return ret ? ret : disable_others(fdt, chosen);
}

int kfb_dt_fill(void *out, size_t cap, const void *fdt, size_t len, const struct kfb_simplefb *fb,
		size_t *size, struct kfb_error *err)
{
	size_t need = kfb_dt_size(fdt, len);
	int ret = check_fb(fb, err);

	if (ret)
		return ret;
	if (!need)
		return kfb_fail(err, EBADMSG, 0, "not an intact devicetree");
	if (cap < need || need > INT32_MAX)
		return kfb_fail(err, ENOSPC, 0, "no room in the devicetree's buffer");
	ret = fdt_open_into(fdt, out, (int)need);
	if (ret)
		return fdt_fail(err, ret);
	ret = prepare_chosen(out, fb, err);
	if (ret)
		return ret;
	ret = put_node(out, fb);
	if (ret == 0)
		ret = fdt_pack(out);
	if (ret)
		return fdt_fail(err, ret);
	*size = fdt_totalsize(out);
	return 0;
}
