// SPDX-License-Identifier: GPL-2.0-only
/* The node simple-framebuffer under /chosen is added or corrected, never doubled. */
#include "unit.h"

#include <libfdt.h>
#include <stdio.h>

#include "fill/devicetree.h"

static const struct kfb_simplefb fb = { 0x1c0000000, 0x3e8000, 1280, 800, 5120, "x8r8g8b8" };

enum { SRC = 4096 };

/* Start a blob whose root has two cells each, for a test to add to. */
static void begin(void *b)
{
	assert_int_equal(fdt_create_empty_tree(b, SRC), 0);
	fdt_setprop_u32(b, 0, "#address-cells", 2);
	fdt_setprop_u32(b, 0, "#size-cells", 2);
}

static int add_child(void *b, const char *name, const char *compatible)
{
	int node = fdt_add_subnode(b, fdt_path_offset(b, "/chosen"), name);

	assert_true(node > 0);
	if (compatible)
		fdt_setprop_string(b, node, "compatible", compatible);
	return node;
}

static int fill(const void *src, void **out, struct kfb_error *err)
{
	size_t need = kfb_dt_size(src, fdt_totalsize(src)), size = 0;
	int ret;

	*out = malloc(need ? need : 1);
	ret = kfb_dt_fill(*out, need, src, fdt_totalsize(src), &fb, &size, err);
	if (ret == 0) {
		assert_int_equal(fdt_check_full(*out, size), 0);
		assert_true(size <= need);
	}
	return ret;
}

static uint32_t u32(const void *b, int node, const char *name)
{
	int n = 0;
	const fdt32_t *p = fdt_getprop(b, node, name, &n);

	assert_non_null(p);
	assert_int_equal(n, 4);
	return fdt32_to_cpu(*p);
}

static void check_reg(const void *b, int node, const uint32_t *cells, int n)
{
	int len = 0;
	const fdt32_t *reg = fdt_getprop(b, node, "reg", &len);

	assert_non_null(reg);
	assert_int_equal(len, 4 * n);
	for (int i = 0; i < n; i++)
		assert_int_equal(fdt32_to_cpu(reg[i]), cells[i]);
}

static int check_node(const void *b, const char *path)
{
	int node = fdt_path_offset(b, path);

	assert_true(node > 0);
	assert_int_equal(fdt_node_check_compatible(b, node, "simple-framebuffer"), 0);
	assert_int_equal(u32(b, node, "width"), 1280);
	assert_int_equal(u32(b, node, "height"), 800);
	assert_int_equal(u32(b, node, "stride"), 5120);
	assert_string_equal(fdt_getprop(b, node, "format", NULL), "x8r8g8b8");
	assert_string_equal(fdt_getprop(b, node, "status", NULL), "okay");
	assert_null(fdt_getprop(b, node, "memory-region", NULL));
	return node;
}

static const uint32_t reg22[] = { 1, 0xc0000000, 0, 0x3e8000 };

static void added(void **state)
{
	uint8_t src[SRC] __attribute__((aligned(8)));
	int ranges = -1, chosen, node;
	void *out;

	(void)state;
	for (int with_chosen = 0; with_chosen < 2; with_chosen++) {
		begin(src);
		if (with_chosen)
			fdt_setprop_string(src, fdt_add_subnode(src, 0, "chosen"), "bootargs",
					   "a=b");
		assert_int_equal(fill(src, &out, NULL), 0);
		node = check_node(out, "/chosen/framebuffer@1c0000000");
		check_reg(out, node, reg22, 4);
		chosen = fdt_path_offset(out, "/chosen");
		assert_int_equal(u32(out, chosen, "#address-cells"), 2);
		assert_int_equal(u32(out, chosen, "#size-cells"), 2);
		assert_non_null(fdt_getprop(out, chosen, "ranges", &ranges));
		assert_int_equal(ranges, 0);
		if (with_chosen)
			assert_string_equal(fdt_getprop(out, chosen, "bootargs", NULL), "a=b");
		/* dt_is_stub(): the root has no other child */
		assert_int_equal(fdt_next_subnode(out, chosen), -FDT_ERR_NOTFOUND);
		free(out);
	}
}

/* A node that is wrong in everything, filled in twice: still one node, the same bytes. */
static void corrected(void **state)
{
	uint8_t src[SRC] __attribute__((aligned(8)));
	void *out, *again;
	int node, n = 0, chosen;

	(void)state;
	begin(src);
	chosen = fdt_add_subnode(src, 0, "chosen");
	fdt_setprop_u32(src, chosen, "#address-cells", 1);
	fdt_setprop_u32(src, chosen, "#size-cells", 1);
	node = add_child(src, "framebuffer@80000000", "simple-framebuffer");
	fdt_setprop_u64(src, node, "reg", 0x8000000000100000);
	fdt_setprop_u32(src, node, "width", 1);
	fdt_setprop_string(src, node, "format", "r5g6b5");
	fdt_setprop_string(src, node, "status", "disabled");
	fdt_setprop_u32(src, node, "memory-region", 1);
	fdt_setprop_u32(src, node, "clocks", 77);
	assert_int_equal(fill(src, &out, NULL), 0);
	node = check_node(out, "/chosen/framebuffer@1c0000000");
	check_reg(out, node, reg22, 4);
	assert_int_equal(u32(out, node, "clocks"), 77);
	chosen = fdt_path_offset(out, "/chosen");
	fdt_for_each_subnode (node, out, chosen)
		n++;
	assert_int_equal(n, 1);

	assert_int_equal(fill(out, &again, NULL), 0);
	assert_int_equal(fdt_totalsize(again), fdt_totalsize(out));
	assert_memory_equal(again, out, fdt_totalsize(out));
	free(out);
	free(again);
}

/* libfdt puts new nodes first, so "a" is the first of them in the blob. */
static void others_disabled(void **state)
{
	uint8_t src[SRC] __attribute__((aligned(8)));
	void *out;
	int node;

	(void)state;
	begin(src);
	fdt_add_subnode(src, 0, "chosen");
	add_child(src, "c", "simple-framebuffer");
	add_child(src, "b", "simple-framebuffer");
	add_child(src, "x", "other,thing");
	add_child(src, "a", "simple-framebuffer");
	assert_int_equal(fill(src, &out, NULL), 0);
	check_node(out, "/chosen/framebuffer@1c0000000");
	assert_true(fdt_path_offset(out, "/chosen/a") < 0);
	node = fdt_path_offset(out, "/chosen/b");
	assert_string_equal(fdt_getprop(out, node, "status", NULL), "disabled");
	node = fdt_path_offset(out, "/chosen/c");
	assert_string_equal(fdt_getprop(out, node, "status", NULL), "disabled");
	node = fdt_path_offset(out, "/chosen/x");
	assert_null(fdt_getprop(out, node, "status", NULL));
	free(out);
}

static int with_other(uint32_t address, uint32_t size, int ranges)
{
	uint8_t src[SRC] __attribute__((aligned(8)));
	void *out;
	int chosen, node, ret;

	begin(src);
	chosen = fdt_add_subnode(src, 0, "chosen");
	if (address)
		fdt_setprop_u32(src, chosen, "#address-cells", address);
	if (size)
		fdt_setprop_u32(src, chosen, "#size-cells", size);
	if (ranges == 0)
		fdt_setprop_empty(src, chosen, "ranges");
	else if (ranges > 0)
		fdt_setprop_u64(src, chosen, "ranges", 1);
	node = add_child(src, "module@1000", "multiboot,module");
	fdt_setprop_u64(src, node, "reg", 0x100000001000);
	ret = fill(src, &out, NULL);
	if (ret == 0) {
		check_reg(out, check_node(out, "/chosen/framebuffer@1c0000000"),
			  (const uint32_t[]){ 1, 0xc0000000, 0x3e8000 }, 3);
		chosen = fdt_path_offset(out, "/chosen");
		assert_int_equal(u32(out, chosen, "#size-cells"), size);
	}
	free(out);
	return ret;
}

/* Another child's reg must not be read with other cell counts than it was written for. */
static void cells_of_others(void **state)
{
	(void)state;
	assert_int_equal(with_other(2, 1, 0), 0);
	assert_int_equal(with_other(1, 1, 0), -ERANGE); /* base above 4 GiB */
	assert_int_equal(with_other(3, 1, 0), -ERANGE);
	assert_int_equal(with_other(99, 1, 0), -ERANGE);
	assert_int_equal(with_other(2, 1, 1), -ENOTSUP);
	assert_int_equal(with_other(2, 1, -1), -ENOTSUP);
}

static void bad_scanouts(void **state)
{
	static const struct kfb_simplefb bad[] = {
		{ 0, 0x3e8000, 1280, 800, 5120, "x8r8g8b8" },
		{ 0xc0000000, 0x3e7fff, 1280, 800, 5120, "x8r8g8b8" },
		{ 0xc0000000, 0x3e8000, 1281, 800, 5120, "x8r8g8b8" },
		{ 0xc0000000, 0x3e8000, 0, 800, 5120, "x8r8g8b8" },
		{ 0xc0000000, 0x3e8000, 1280, 0, 5120, "x8r8g8b8" },
		{ 0xc0000000, 0x3e8000, 0x40000001, 1, 4, "x8r8g8b8" },
		{ 0xc0000000, 0x3e8000, 1280, 0xffffffff, 0xffffffff, "x8r8g8b8" },
		{ UINT64_MAX - 5, 0x3e8000, 1280, 800, 5120, "x8r8g8b8" },
		{ 0xc0000000, 0x3e8000, 1280, 800, 5120, "XR24" },
		{ 0xc0000000, 0x3e8000, 1280, 800, 5120, NULL },
	};
	uint8_t src[SRC] __attribute__((aligned(8))), out[2 * SRC];
	size_t size;

	(void)state;
	begin(src);
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_int_equal(kfb_dt_fill(out, sizeof(out), src, SRC, &bad[i], &size, NULL),
				 -EINVAL);
}

static void bad_trees(void **state)
{
	uint8_t src[SRC] __attribute__((aligned(8))), out[2 * SRC];
	struct kfb_error err = { 0 };
	size_t size, total;

	(void)state;
	begin(src);
	assert_int_equal(fdt_pack(src), 0);
	total = fdt_totalsize(src);
	for (size_t n = 0; n < total; n++) {
		uint64_t *exact = malloc(n + 8);
		uint8_t *cut = (uint8_t *)exact;

		memcpy(cut, src, n);
		assert_int_equal(kfb_dt_size(cut, n), 0);
		assert_int_equal(kfb_dt_fill(out, sizeof(out), cut, n, &fb, &size, &err), -EBADMSG);
		free(exact);
	}
	assert_int_equal(kfb_dt_fill(out, kfb_dt_size(src, total) - 1, src, total, &fb, &size,
				     &err),
			 -ENOSPC);
	fdt_set_version(src, 15);
	assert_int_equal(kfb_dt_size(src, total), 0);
	fdt_set_version(src, 17);
	src[0] = 0;
	assert_int_equal(kfb_dt_size(src, total), 0);
}

static void formats(void **state)
{
	(void)state;
	assert_string_equal(kfb_dt_format(0x34325258), "x8r8g8b8"); /* XR24 */
	assert_string_equal(kfb_dt_format(0x36314752), "r5g6b5");   /* RG16 */
	assert_null(kfb_dt_format(0x3231564e));			    /* NV12 */
	assert_null(kfb_dt_format(0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(added),	   cmocka_unit_test(corrected),
		cmocka_unit_test(others_disabled), cmocka_unit_test(cells_of_others),
		cmocka_unit_test(bad_scanouts),	   cmocka_unit_test(bad_trees),
		cmocka_unit_test(formats),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
