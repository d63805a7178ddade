// SPDX-License-Identifier: GPL-2.0-only
/*
 * seeds DIR RECORDED-ROOT...: what the fuzzers begin with, in DIR/FUZZER.corpus, from the
 * builders of the unit tests and from recorded machines.
 */
#include <libfdt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "archive.h"
#include "kernel/kind.h"
#include "kexec-fb.h"
#include "sysroot.h"
#include "test_kcore_file.h"
#include "test_kernel_packed.h"
#include "test_kernel_synthetic.h"
#include "test_kernel_vmlinux.h"

static const char *out;

static FILE *begin(const char *fuzzer, const char *name)
{
	char path[4096];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s.corpus", out, fuzzer);
	mkdir(path, 0777);
	snprintf(path, sizeof(path), "%s/%s.corpus/%s", out, fuzzer, name);
	f = fopen(path, "wb");
	if (!f) {
		perror(path);
		exit(EXIT_FAILURE);
	}
	return f;
}

static void put(const char *fuzzer, const char *name, const void *data, size_t len)
{
	FILE *f = begin(fuzzer, name);

	fwrite(data, 1, len, f);
	fclose(f);
}

static void put_text(const char *fuzzer, const char *name, const char *text)
{
	put(fuzzer, name, text, strlen(text));
}

/* --- kernels --- */

/* syn_image() is too long to mutate often; this is its like in 2 KiB. */
enum { SMALL = 2048, SMALL_BANNER = 0x80, SMALL_ENTRY = 0x100, SMALL_STRING = 0x180,
       SMALL_GUID = 0x200, SMALL_DATA = 0x400 };

static uint8_t *small_image(const char *name)
{
	uint8_t *b = syn_blank(SMALL, "ARM\x64");

	memcpy(b + SMALL_BANNER, SYN_BANNER_TEXT "\n", sizeof(SYN_BANNER_TEXT "\n"));
	syn_string(b, SMALL_STRING, name);
	syn_entry(b, SMALL_ENTRY, SMALL_DATA, SMALL_STRING);
	memcpy(b + SMALL_GUID, syn_guid, sizeof(syn_guid));
	memset(b + SMALL_DATA, 0, 256);
	return b;
}

/* The symbol's place is in a list of symbols, which fuzz_kernel_image takes from the second half. */
static void with_symbol_list(uint8_t *image)
{
	static const char list[] =
		"\nffff800008000000 T _text\nffff800008000400 D screen_info\n";

	memset(image + SMALL_ENTRY, 0x99, 12);
	memcpy(image + SMALL / 2 + 512, list, sizeof(list) - 1);
	put("fuzz_kernel_image", "symbol-list", image, SMALL);
}

static void packed_kernels(const uint8_t *image)
{
	static const struct {
		const char *name, *method;
		enum kfb_compression how;
	} kinds[] = {
		{ "gzip", "gzip", KFB_COMPRESSION_GZIP }, { "zstd", "zstd22", KFB_COMPRESSION_ZSTD },
		{ "xz", "xzkern", KFB_COMPRESSION_XZ }, { "lzma", "lzma", KFB_COMPRESSION_LZMA },
	};
	uint8_t packed[2 * SMALL];
	char name[32];
	uint8_t *b;
	size_t n, len;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		n = syn_pack(kinds[i].how, image, SMALL, packed, sizeof(packed));
		put("fuzz_kernel_image", kinds[i].name, packed, n);
		b = syn_zboot(kinds[i].method, packed, n, &len);
		snprintf(name, sizeof(name), "zboot-%s", kinds[i].name);
		put("fuzz_kernel_image", name, b, len);
		free(b);
	}
	n = syn_pack(KFB_COMPRESSION_GZIP, image, SMALL, packed, sizeof(packed));
	b = syn_uimage(packed, n, 1, &len);
	put("fuzz_kernel_image", "uimage-gzip", b, len);
	free(b);
}

static void kernels(void)
{
	static const char *const names[] = { "screen_info", "sysfb_primary_display" };
	uint8_t *image, *b;
	char name[64];
	size_t len;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		image = small_image(names[i]);
		put("fuzz_kernel_image", names[i], image, SMALL);
		/* the first byte chooses how it is packed */
		for (char how = 0; how < 10; how++) {
			FILE *f;

			snprintf(name, sizeof(name), "%s-%d", names[i], how);
			f = begin("fuzz_fill_copy", name);
			fputc(how, f);
			fwrite(image, 1, SMALL, f);
			fclose(f);
		}
		free(image);
	}
	image = small_image("screen_info");
	packed_kernels(image);
	b = syn_uimage(image, SMALL, 0, &len);
	put("fuzz_kernel_image", "uimage", b, len);
	free(b);
	b = syn_pe(0xaa64, ".linux", image, SMALL, &len);
	put("fuzz_kernel_image", "uki", b, len);
	free(b);
	b = syn_pe(0xaa64, ".data", image + 512, SMALL - 512, &len);
	memcpy(b + 56, "ARM\x64", 4);
	put("fuzz_kernel_image", "efi-stub", b, len);
	free(b);
	b = syn_pe(0x6264, ".data", image + 512, SMALL - 512, &len);
	put_le64(b + 8, 0x1000);
	put("fuzz_kernel_image", "loongarch", b, len);
	free(b);
	with_symbol_list(image);
	memcpy(image + 56, "RSC\x05", 4);
	put("fuzz_kernel_image", "riscv", image, SMALL);
	memset(image, 0, SMALL);
	memcpy(image + 0x1fe, "\x55\xaaxxHdrS", 8);
	put("fuzz_kernel_image", "bzimage", image, SMALL);
	free(image);
}

static void vmlinux(void)
{
	struct vmlinux v;

	syn_vmlinux(&v);
	put("fuzz_kernel_elf", "vmlinux", &v, sizeof(v));
	put("fuzz_kernel_image", "vmlinux", &v, sizeof(v));
	v.sym[2].st_name = 1;
	put("fuzz_kernel_elf", "twice", &v, sizeof(v));
}

static void symbol_lists(void)
{
	put_text("fuzz_kernel_kallsyms", "list",
		 "ffff800008000000 T _text\nffff800008100000 t other\n"
		 "ffff800009cce050 D screen_info\nffff80000a000000 D screen_info\t[mod]\n");
	put_text("fuzz_kernel_kallsyms", "hidden",
		 "0000000000000000 T _text\n0000000000000000 D screen_info\n");
	put_text("fuzz_kernel_kallsyms", "before",
		 "ffff800008000000 T _text\nffff800007cce050 B screen_info\n");
	put_text("fuzz_kernel_kallsyms", "twice",
		 "1 T _text\n2 D screen_info\n3 d screen_info\n");
}

/* One of every format, at places that need 32 and 64 bits */
static void screen_infos(void)
{
	static const char formats[][5] = {
		"XR24", "AR24", "XB24", "RG24", "BG24", "RG16", "XR15", "XR30", "XB30", "RX24",
	};
	uint8_t bytes[1 + KEXEC_FB_SCREEN_INFO_SIZE] = { 4 };
	char name[32];

	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		const struct kexec_fb_mode mode = {
			.base = i & 1 ? 0x1c0000000 : 0xc0000000, .size = 4096 * 768,
			.width = 1024, .height = 768, .stride = 4096,
			.fourcc = kfb_get_le32(formats[i]),
		};

		if (kexec_fb_encode(&mode, KEXEC_FB_VIDEO_TYPE_EFI, bytes + 1))
			continue;
		snprintf(name, sizeof(name), "screen_info-%s", formats[i]);
		put("fuzz_scanout", name, bytes, sizeof(bytes));
	}
}

/* --- devicetrees --- */

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
	/* other children with addresses, of the root's address space and not */
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

/* --- the kernel's memory --- */

static void kcores(void)
{
	struct file f;

	build(&f);
	put("fuzz_kcore", "kcore", &f, sizeof(f));
	f.p[0].p_filesz = 0;
	put("fuzz_kcore", "no-notes", &f, sizeof(f));
}

/* --- kexec's command line: arguments end with NUL --- */

static void command_lines(void)
{
#define LINE(name, args)	put("fuzz_kexec_options", name, args, sizeof(args))
	LINE("crash", "-p\0/boot/vmlinuz\0--initrd=/boot/initrd\0--append=root=/dev/vda console=tty0");
	LINE("file", "-s\0-l\0--reuse-cmdline\0/boot/vmlinuz");
	LINE("grouped", "-dspf\0--dtb\0/boot/board.dtb\0--\0/boot/Image");
	LINE("abbreviated", "--load-p\0--comm\0quiet\0--kexec-s\0vmlinuz");
	LINE("unknown", "-p\0--brand-new-option\0--hotplug\0vmlinuz");
	LINE("typed", "--type=bzImage\0-t\0multiboot\0-e\0-u\0-S\0mb.elf");
#undef LINE
}

/* --- machines: each source by itself, and all of a machine together --- */

static FILE *machine;
static const char *machine_name;

/* The byte that chooses the parser in fuzz_scanout.c; -1: none of them */
static int parser_of(const char *path)
{
	static const struct {
		const char *part;
		int parser;
	} parsers[] = {
		{ "/proc/iomem", 0 }, { "/dev/dri/", 1 }, { "/dev/fb0", 2 }, { "/resource", 3 },
		{ KFB_BOOT_PARAMS_PATH, 4 }, { "/sys/kernel/debug/dri/", 5 },
	};

	for (size_t i = 0; i < sizeof(parsers) / sizeof(parsers[0]); i++)
		if (strstr(path, parsers[i].part))
			return parsers[i].parser;
	return -1;
}

static void note(enum archive_type type, const char *path, const char *contents, size_t len)
{
	int parser = type == ARCHIVE_FILE ? parser_of(path) : -1;
	char name[300];
	FILE *f;

	if (strcmp(path, KFB_BOOT_PARAMS_PATH) == 0 && len > KEXEC_FB_SCREEN_INFO_SIZE)
		len = KEXEC_FB_SCREEN_INFO_SIZE;
	fprintf(machine, "%c%s\n", (char)type, path);
	fwrite(contents, 1, len, machine);
	if (parser < 0)
		return;
	snprintf(name, sizeof(name), "%s-%d", machine_name, parser);
	f = begin("fuzz_scanout", name);
	fputc(parser, f);
	fwrite(contents, 1, len, f);
	fclose(f);
}

static void record(const char *root)
{
	char name[256];
	struct kexec_fb *fb;
	const char *end = strrchr(root, '/'), *start = end;

	while (start > root && start[-1] != '/')
		start--;
	snprintf(name, sizeof(name), "%.*s", (int)(end - start), start);
	machine_name = name;
	machine = begin("fuzz_decision", name);
	if (kexec_fb_new(root, &fb))
		abort();
	kexec_fb_find(fb);
	kexec_fb_free(fb);
	fclose(machine);
}

int main(int argc, char **argv)
{
	out = argv[1];
	kernels();
	vmlinux();
	symbol_lists();
	screen_infos();
	devicetrees();
	kcores();
	command_lines();
	archive_note = note;
	for (int i = 2; i < argc; i++)
		record(argv[i]);
	return EXIT_SUCCESS;
}
