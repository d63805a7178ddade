// SPDX-License-Identifier: GPL-2.0-only
/* Contents of memory: devicetrees, /proc/kcore, page tables, a loaded crash kernel. */
#include <libfdt.h>
#include <stdio.h>
#include <string.h>

#include "bytes.h"
#include "seeds.h"
#include "test_kcore_file.h"
#include "test_kernel_synthetic.h"

static void put_tree(const char *name, void *tree)
{
	fdt_pack(tree);
	put("fuzz_devicetree", name, tree, fdt_totalsize(tree));
}

static int add_screen(void *tree, int chosen, const char *name)
{
	int node = fdt_add_subnode(tree, chosen, name);

	fdt_setprop_string(tree, node, "compatible", "simple-framebuffer");
	fdt_setprop_u64(tree, node, "reg", 0x8000000000100000);
	fdt_setprop_string(tree, node, "format", "r5g6b5");
	fdt_setprop_u32(tree, node, "memory-region", 1);
	return node;
}

static void devicetrees(void)
{
	uint64_t buf[512];
	void *tree = buf;
	int chosen, node;

	fdt_create_empty_tree(tree, sizeof(buf));
	put_tree("empty", tree);
	fdt_create_empty_tree(tree, sizeof(buf));
	fdt_setprop_u32(tree, 0, "#address-cells", 2);
	fdt_setprop_u32(tree, 0, "#size-cells", 2);
	fdt_setprop_string(tree, fdt_add_subnode(tree, 0, "chosen"), "bootargs", "a=b");
	put_tree("chosen", tree);
	fdt_open_into(tree, tree, sizeof(buf));
	chosen = fdt_path_offset(tree, "/chosen");
	fdt_setprop_u32(tree, chosen, "#address-cells", 1);
	fdt_setprop_u32(tree, chosen, "#size-cells", 1);
	add_screen(tree, chosen, "framebuffer@80000000");
	put_tree("screen", tree);
	fdt_open_into(tree, tree, sizeof(buf));
	add_screen(tree, fdt_path_offset(tree, "/chosen"), "b");
	put_tree("screens", tree);
	/* other children with addresses, with and without ranges into the root's address space */
	for (int ranges = 0; ranges < 2; ranges++) {
		fdt_open_into(tree, tree, sizeof(buf));
		chosen = fdt_path_offset(tree, "/chosen");
		if (ranges) {
			fdt_setprop_u32(tree, chosen, "#address-cells", 2);
			fdt_setprop_empty(tree, chosen, "ranges");
		} else {
			node = fdt_add_subnode(tree, chosen, "other");
			fdt_setprop_u64(tree, node, "reg", 0x1000);
		}
		put_tree(ranges ? "ranges" : "others", tree);
	}
}

static void kcores(void)
{
	struct file f;

	build(&f);
	put("fuzz_kcore", "kcore", &f, sizeof(f));
	f.p[0].p_filesz = 0;
	put("fuzz_kcore", "no-notes", &f, sizeof(f));
}

/*
 * fuzz_page_table's RAM for x86-64: it starts with the tables of one process, followed by a
 * task_struct and an mm_struct.
 */
static void page_tables(void)
{
	enum { RAM = 0x10000, PAGE = 4096 };
	static uint8_t in[2 + 8 * PAGE];
	uint8_t *ram = in + 2;

	for (uint64_t level = 0; level < 4; level++)
		for (uint64_t i = 0; i < 8; i++)
			put_le64(ram + level * PAGE + 8 * i,
				 (RAM + (level + 1) * PAGE) | (level < 3 ? 0x67 : 0x25));
	put("fuzz_page_table", "small-pages", in, sizeof(in));
	put_le64(ram + 2 * PAGE, 0xc0000000 | 0xe7);
	put("fuzz_page_table", "large-page", in, sizeof(in));
	/* known pages first, then the task's words: see search() in fuzz_page_table.c */
	memset(in, 0, sizeof(in));
	put_le64(ram + 8, 0xc0000000);
	put_le64(ram + 24, 0xc0000000);
	put_le64(ram + 40, 0xc0000000);
	put_le64(ram + 48, 0xffff888000000000 + RAM + 4 * PAGE);
	put_le64(ram + 4 * PAGE + 64, 0xffff888000000000 + RAM + 1 * PAGE);
	put_le64(ram + PAGE, (RAM + 2 * PAGE) | 0x67);
	put_le64(ram + 2 * PAGE, 0xc0000000 | 0xe7);
	put_le64(ram + 2 * PAGE, (RAM + 3 * PAGE) | 0x67);
	put_le64(ram + 3 * PAGE, 0xc0000000 | 0xe7);
	put("fuzz_page_table", "process", in, sizeof(in));
	for (char machine = 1; machine < 4; machine++) {
		in[0] = (uint8_t)machine;
		for (size_t i = 0; i < sizeof(in) - 2; i += 8)
			put_le64(ram + i, machine == 2 ? RAM >> 2 | 1 : RAM | 3);
		put("fuzz_page_table",
		    machine == 1 ? "arm64" :
		    machine == 2 ? "riscv64" :
				   "loongarch64",
		    in, sizeof(in));
	}
}

/* A kimage with two segments; the second one is the boot parameters. */
static void crash_kernel(void)
{
	enum { START = 0x29000000, PAGE = 4096, SEGMENTS = 0x38 };
	static uint8_t in[4 * PAGE];

	put_le64(in + SEGMENTS, 2);
	for (uint64_t i = 0; i < 2; i++) {
		put_le64(in + SEGMENTS + 8 + 32 * i + 8, PAGE);
		put_le64(in + SEGMENTS + 8 + 32 * i + 16, START + (2 + i) * PAGE);
		put_le64(in + SEGMENTS + 8 + 32 * i + 24, PAGE);
	}
	memcpy(in + 3 * PAGE + 0x202, "HdrS", 4);
	kfb_put_le16(in + 3 * PAGE + 0x206, 0x20f);
	kfb_put_le32(in + 3 * PAGE + 0x228, START + 0x1000);
	put("fuzz_boot_page", "loaded", in, sizeof(in));
}

/* Each driver with each place, see fuzz_place.c: all that follows lets it be handed over. */
static void places(void)
{
	enum { DRIVERS = 10, STARTS = 8, BYTES = 24 };
	char name[32];

	for (uint8_t driver = 0; driver < DRIVERS; driver++)
		for (uint8_t start = 0; start < STARTS; start++)
			for (uint8_t leaked = 0; leaked < 2; leaked++) {
				uint8_t in[BYTES] = { driver };

				in[2] = driver == DRIVERS - 1 ? 3 : 0; /* memory of the DMA kind */
				in[8] = start;
				in[11] = 1;		  /* in one piece */
				in[12] = 1;		  /* which debugfs confirms */
				in[13] = in[14] = leaked; /* /dev/fb0 does, too */
				memset(in + 17, 1, 6);	  /* all that may be allowed */
				snprintf(name, sizeof(name), "%u-%u-%u", driver, start, leaked);
				put("fuzz_place", name, in, sizeof(in));
			}
}

void seed_memory(void)
{
	places();
	devicetrees();
	kcores();
	page_tables();
	crash_kernel();
}
