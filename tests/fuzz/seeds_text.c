// SPDX-License-Identifier: GPL-2.0-only
/* Texts: command lines, settings, configurations, debugfs, notes; and initrds. */
#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>
#include <string.h>

#include "check/state.h"
#include "kernel/kind.h"
#include "kexec-fb.h"
#include "seeds.h"
#include "test_kernel_packed.h"

/* Each argument ends with a NUL. */

static void command_lines(void)
{
#define LINE(name, args) put("fuzz_kexec_options", name, args, sizeof(args))
	LINE("crash",
	     "-p\0/boot/vmlinuz\0--initrd=/boot/initrd\0--append=root=/dev/vda console=tty0");
	LINE("file", "-s\0-l\0--reuse-cmdline\0/boot/vmlinuz");
	LINE("grouped", "-dspf\0--dtb\0/boot/board.dtb\0--\0/boot/Image");
	LINE("abbreviated", "--load-p\0--comm\0quiet\0--kexec-s\0vmlinuz");
	LINE("unknown", "-p\0--brand-new-option\0--hotplug\0vmlinuz");
	LINE("typed", "--type=bzImage\0-t\0multiboot\0-e\0-u\0-S\0mb.elf");
#undef LINE
}

static void settings(void)
{
	struct {
		uint8_t passed[KEXEC_FB_SCREEN_INFO_SIZE];
		struct kexec_fb_mode mode;
	} option = { .mode = {
			     .base = 0xc0900000,
			     .size = 4096 * 768,
			     .width = 1024,
			     .height = 768,
			     .stride = 4096,
			     .fourcc = 0x34325258,
		     } };

	put_text("fuzz_settings", "file",
		 "# comment\n\nKEXEC_FB=off\nexport KEXEC_FB_KEXEC='/sbin/kexec'\n"
		 "KEXEC_FB_S=\"auto\"  # why\nKEXEC_FB_UNTRIED\nKEXEC_FB=$(x)\nOTHER=1\n");
	put_text("fuzz_settings", "command-line",
		 "root=/dev/vda video=efifb:off console=tty0 quiet -- video=efifb:x");
	if (kexec_fb_encode(&option.mode, KEXEC_FB_VIDEO_TYPE_EFI, option.passed))
		abort();
	option.mode.base = 0xc0000000;
	put("fuzz_settings", "option", &option, sizeof(option));
	put_text("fuzz_settings", "quotes", "KEXEC_FB=\"a b\"\nKEXEC_FB='x\nKEXEC_FB=\\a\n");
}

/* All that a console needs, except the driver. */
#define HAS_CONSOLE \
	"# Linux/x86 6.12.1 Kernel Configuration\n# CONFIG_PM is not set\nCONFIG_SYSFB=y\n" \
	"CONFIG_VT=y\nCONFIG_VT_CONSOLE=y\nCONFIG_FRAMEBUFFER_CONSOLE=y\nCONFIG_DRM_FBDEV_EMULATION=y\n"
#define MODULES "CONFIG_SYSFB_SIMPLEFB=y\nCONFIG_DRM_SIMPLEDRM=m\nCONFIG_FB_SIMPLE=m\n"

static void configurations(void)
{
	static const struct {
		const char *name, *config, *cmdline;
	} texts[] = {
		{ "efifb", HAS_CONSOLE "CONFIG_FB_EFI=y\n", "console=tty0 quiet" },
		{ "efifb-off", HAS_CONSOLE "CONFIG_FB_EFI=y\n", "video=efifb:off" },
		{ "vesafb", HAS_CONSOLE "CONFIG_FB_VESA=y\nCONFIG_DRM_VESADRM=m\n", "" },
		{ "simpledrm", HAS_CONSOLE MODULES, "console=ttyS0,115200" },
		{ "module-off", HAS_CONSOLE MODULES, "module_blacklist=a,simpledrm" },
		{ "initcall-off", HAS_CONSOLE MODULES,
		  "initcall_blacklist=simpledrm_platform_driver_init,sysfb_init" },
		{ "efidrm", HAS_CONSOLE "CONFIG_DRM_EFIDRM=y\n", "nomodeset -- x" },
		{ "no-driver", HAS_CONSOLE "CONFIG_VIRTIO_PCI=m\n", "" },
		{ "no-console", "CONFIG_FB_EFI=y\n", "" },
	};
	uint8_t image[2048] = { 0 };
	size_t n;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		for (char how = 0; how < 8; how++) {
			char name[32];
			FILE *f;

			snprintf(name, sizeof(name), "%s-%d", texts[i].name, how);
			f = seed_begin("fuzz_config", name);
			/* a comment; its first byte tells fuzz_config.c what to do with it */
			fprintf(f, "%c\n%s%c%s", '0' + how, texts[i].config, '\0',
				texts[i].cmdline);
			fclose(f);
		}
	memcpy(image + 64, "IKCFG_ST", 8);
	n = syn_pack(KFB_COMPRESSION_GZIP, (const uint8_t *)HAS_CONSOLE, strlen(HAS_CONSOLE),
		     image + 72, 1900);
	memcpy(image + 72 + n, "IKCFG_ED", 8);
	put("fuzz_config", "image", image, 72 + n + 8);
}

static void debugfs(void)
{
	put_text("fuzz_debugfs", "ttm",
		 "framebuffer[39]:\n\tallocated by = Xorg\nframebuffer[40]:\n\tallocated by = [fbcon]\n"
		 "\trefcount=2\n\tformat=XR24 little-endian (0x34325258)\n\tlayers:\n"
		 "\t\tpitch[0]=3200\n\t\tobj[0]:\n\t\t\tname=0\n\t\t\tplacement=vram\n"
		 "\t\t\tbus.offset=d0123000\n");
	put_text("fuzz_debugfs", "shmem",
		 "framebuffer[40]:\n\tallocated by = a\n\tlayers:\n\t\tobj[0]:\n"
		 "\t\t\tpages_use_count=1\n\t\tobj[1]:\n\t\t\tplacement=vram\n");
	put_text("fuzz_debugfs", "dma",
		 "framebuffer[40]:\n\tallocated by = a\n\t\tobj[0]:\n\t\t\tdma_addr=0x00000000f0100000\n");
	put_text("fuzz_debugfs", "bad",
		 "framebuffer[40]:\n\tallocated by = a\n\t\tobj[0]:\n\t\t\tbus.offset=xyz\n");
}

static void notes(void)
{
	char *argv[] = { (char[]){ "kexec" }, (char[]){ "-p" }, (char[]){ "--append=a\\n\nb" },
			 NULL };
	struct kfb_state s = {
		.time = 1764030000,
		.way = (char[]){ "boot_params" },
		.told = true,
		.directory = (char[]){ "/root" },
		.argv = argv,
		.argc = 3,
		.kernel = { (char[]){ "/boot/vmlinuz" }, 2049, 12, 8200000, 1764030000123456789 },
	};
	char *text;
	size_t len;

	for (int told = 0; told < 2; told++) {
		s.told = told;
		if (kfb_state_format(&s, &text, &len))
			abort();
		put("fuzz_state", told ? "told" : "told-nothing", text, len);
		free(text);
	}
}

static void reports(void)
{
	put_text("fuzz_report", "changed", "ac");
	put_text("fuzz_report", "unchanged", "au");
	put_text("fuzz_report", "early", "!no display: \x1b[31m\xc2\x9b\xff");
	put_text("fuzz_report", "late", "a!/boot/vmlinuz: \xe2\x80\xa6");
}

static void initrds(void)
{
	static const char *const filters[] = { NULL, "gzip", "zstd", "xz", "lz4", "lzma", "bzip2" };
	static const char path[] = "usr/lib/modules/6.1/kernel/drivers/gpu/drm/tiny/simple-drm.ko";
	uint8_t buf[16384];

	for (size_t i = 0; i < sizeof(filters) / sizeof(filters[0]); i++) {
		struct archive *a = archive_write_new();
		struct archive_entry *e = archive_entry_new();
		size_t used = 0;

		archive_write_set_format_cpio_newc(a);
		if (filters[i])
			archive_write_add_filter_by_name(a, filters[i]);
		archive_write_set_bytes_in_last_block(a, 1);
		archive_write_open_memory(a, buf, sizeof(buf), &used);
		archive_entry_set_pathname(e, path);
		archive_entry_set_filetype(e, AE_IFREG);
		archive_entry_set_size(e, 4);
		archive_write_header(a, e);
		archive_write_data(a, "text", 4);
		archive_entry_free(e);
		archive_write_close(a);
		archive_write_free(a);
		put("fuzz_initrd", filters[i] ? filters[i] : "plain", buf, used);
	}
}

static void programs(void)
{
	uint32_t mb2[4] = { 0xe85250d6, 0, 16, (uint32_t) - (0xe85250d6 + 16) };
	uint32_t mb1[12] = { 0x1badb002, 0x10000, (uint32_t) - (0x1badb002 + 0x10000) };

	put("fuzz_program", "multiboot2", mb2, sizeof(mb2));
	put("fuzz_program", "multiboot", mb1, sizeof(mb1));
	put("fuzz_program", "version", "x\0kexec-tools 2.0.29", 21);
	put("fuzz_program", "git", "\0kexec-tools 2.0.32.git", 24);
}

void seed_texts(void)
{
	command_lines();
	settings();
	configurations();
	debugfs();
	notes();
	reports();
	initrds();
	programs();
}
