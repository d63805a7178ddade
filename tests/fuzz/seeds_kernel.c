// SPDX-License-Identifier: GPL-2.0-only
/* Small kernel files of every kind. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/kind.h"
#include "seeds.h"
#include "test_kernel_packed.h"
#include "test_kernel_synthetic.h"
#include "test_kernel_vmlinux.h"

/* syn_image() is too long to mutate often; this is similar, in 2 KiB. */
enum {
	SMALL = 2048,
	SMALL_BANNER = 0x80,
	SMALL_ENTRY = 0x100,
	SMALL_STRING = 0x180,
	SMALL_GUID = 0x200,
	SMALL_DATA = 0x400
};

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

/*
 * Only a symbol list has the symbol; fuzz_kernel_image takes that from the image's second half.
 */
static void with_symbol_list(uint8_t *image)
{
	static const char list[] = "\nffff800008000000 T _text\nffff800008000400 D screen_info\n";

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
		{ "gzip", "gzip", KFB_COMPRESSION_GZIP },
		{ "zstd", "zstd22", KFB_COMPRESSION_ZSTD },
		{ "xz", "xzkern", KFB_COMPRESSION_XZ },
		{ "lzma", "lzma", KFB_COMPRESSION_LZMA },
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

static void images(void)
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
			f = seed_begin("fuzz_fill_copy", name);
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
	syn_address_entry(image, SMALL_ENTRY, UINT64_C(0xffffffff80000000), SMALL_DATA,
			  SMALL_STRING);
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
	put_text("fuzz_kernel_kallsyms", "twice", "1 T _text\n2 D screen_info\n3 d screen_info\n");
}

void seed_kernels(void)
{
	images();
	vmlinux();
	symbol_lists();
}
