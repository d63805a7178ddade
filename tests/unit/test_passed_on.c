// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compare what kexec_file_load() passes on with what is on the screen; find kernels for which
 * kexec itself asks /dev/fb0.
 */
#include "unit.h"

#include <elf.h>
#include <zlib.h>

#include "bytes.h"
#include "handover/multiboot.h"
#include "handover/passed_on.h"
#include "screen_info/screen_info.h"

#define XR24 0x34325258u

static const struct kexec_fb_mode screen = {
	.base = 0xc0000000,
	.size = 8 << 20,
	.width = 1024,
	.height = 768,
	.stride = 4096,
	.fourcc = XR24,
};

static struct kfb_passed_on passes(struct kexec_fb_mode mode)
{
	struct kfb_passed_on passed = { .cleared = false };

	assert_int_equal(kexec_fb_encode(&mode, KEXEC_FB_VIDEO_TYPE_EFI, passed.si), 0);
	return passed;
}

static void shown(void **state)
{
	struct kexec_fb_mode mode = screen;

	(void)state;
	assert_true(kfb_passed_on_shows(passes(mode).si, &screen));
	/* the firmware's size is just that of its picture */
	mode.size = 4096 * 768;
	assert_true(kfb_passed_on_shows(passes(mode).si, &screen));
	mode.size = 16 << 20;
	assert_true(kfb_passed_on_shows(passes(mode).si, &screen));
}

static void not_shown(void **state)
{
	struct kexec_fb_mode modes[] = { screen, screen, screen, screen };
	struct kfb_passed_on passed = { .cleared = true };
	char text[KFB_PASSED_ON_TEXT];

	(void)state;
	modes[0].base += 0x900000;
	modes[1].width = 1023;
	modes[2].height = 767;
	modes[3].stride = 5120;
	for (size_t i = 0; i < COUNT(modes); i++) {
		assert_false(kfb_passed_on_shows(passes(modes[i]).si, &screen));
		passed = passes(modes[i]);
		kfb_passed_on_text(&passed, &screen, text);
		assert_non_null(strstr(text, "kexec_file_load() passes on 1"));
	}

	passed = (struct kfb_passed_on){ .cleared = true };
	assert_false(kfb_passed_on_shows(passed.si, &screen));
	kfb_passed_on_text(&passed, &screen, text);
	assert_string_equal(text,
			    "kexec_file_load() passes on no framebuffer (hyperv_fb has cleared the kernel's), but the screen is at 0xc0000000");
}

/* A kernel that kexec-tools started: 0x30 means 3 MiB. */
static void counted_in_units(void **state)
{
	struct kfb_passed_on passed = passes(screen);
	char text[KFB_PASSED_ON_TEXT];

	(void)state;
	kfb_put_le32(passed.si + KFB_SI_LFB_SIZE, 0x30);
	assert_false(kfb_passed_on_shows(passed.si, &screen));
	kfb_passed_on_text(&passed, &screen, text);
	assert_non_null(strstr(text, "a size of 48 bytes for the framebuffer at 0xc0000000"));
}

/* Even the longest text is not cut off. */
static void longest_text(void **state)
{
	struct kexec_fb_mode mode = {
		.base = UINT64_MAX - UINT32_MAX,
		.size = 0xfffffff0,
		.width = 65535,
		.height = 65535,
		.stride = 65535,
		.fourcc = XR24,
	};
	struct kfb_passed_on passed = { .cleared = true };
	char text[KFB_PASSED_ON_TEXT];

	(void)state;
	memset(passed.si, 0xff, sizeof(passed.si));
	passed.si[KFB_SI_ORIG_VIDEO_ISVGA] = KEXEC_FB_VIDEO_TYPE_EFI;
	kfb_passed_on_text(&passed, &mode, text);
	assert_true(strlen(text) < sizeof(text) - 1);
}

/* Machines and headers that kexec's loaders look for, and some that they do not. */
static void put_elf(uint8_t *buf, int class, uint16_t machine)
{
	memcpy(buf, ELFMAG, SELFMAG);
	buf[EI_CLASS] = (uint8_t) class;
	buf[EI_DATA] = ELFDATA2LSB;
	kfb_put_le16(buf + 18, machine);
}

static void put_multiboot2(uint8_t *buf, size_t at)
{
	kfb_put_le32(buf + at, 0xe85250d6);
	kfb_put_le32(buf + at + 8, 16);
	kfb_put_le32(buf + at + 12, 0u - 0xe85250d6 - 16);
}

static void put_multiboot1(uint8_t *buf, size_t at, uint32_t flags)
{
	kfb_put_le32(buf + at, 0x1badb002);
	kfb_put_le32(buf + at + 4, flags);
	kfb_put_le32(buf + at + 8, 0u - 0x1badb002 - flags);
}

static void multiboot(void **state)
{
	static uint8_t buf[40000];

	(void)state;
	put_elf(buf, ELFCLASS64, EM_X86_64);
	assert_false(kfb_is_multiboot(buf, sizeof(buf)));
	put_multiboot1(buf, 4096, 0); /* elf-x86_64 is tried first */
	assert_false(kfb_is_multiboot(buf, sizeof(buf)));
	put_multiboot2(buf, 32768 - 16);
	assert_true(kfb_is_multiboot(buf, sizeof(buf)));
	assert_false(kfb_is_multiboot(buf, 32767));
	buf[32767]++; /* breaks the checksum */
	assert_false(kfb_is_multiboot(buf, sizeof(buf)));
	put_elf(buf, ELFCLASS32, EM_386);
	assert_true(kfb_is_multiboot(buf, sizeof(buf)));
	put_elf(buf, ELFCLASS32, EM_ARM);
	assert_false(kfb_is_multiboot(buf, sizeof(buf)));

	memset(buf, 0, sizeof(buf));
	put_multiboot1(buf, 4096, 0);
	assert_false(kfb_is_multiboot(buf, sizeof(buf)));
	put_multiboot1(buf, 4096, 0x10000);
	assert_true(kfb_is_multiboot(buf, sizeof(buf)));
	assert_false(kfb_is_multiboot(buf, 4096 + 11));
	assert_false(kfb_is_multiboot(buf, 0));
}

/* xen.gz */
static void compressed_multiboot(void **state)
{
	static uint8_t buf[1 << 20], packed[1 << 20];
	z_stream z = { .next_in = buf,
		       .avail_in = sizeof(buf),
		       .next_out = packed,
		       .avail_out = sizeof(packed) };
	struct kfb_sysroot root;

	(void)state;
	put_elf(buf, ELFCLASS32, EM_386);
	put_multiboot2(buf, 128);
	assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	assert_true(kfb_is_multiboot(packed, z.total_out));
	assert_false(kfb_is_multiboot(packed, 20));
	deflateEnd(&z);
	assert_int_equal(kfb_sysroot_open(&root, "/"), 0);
	assert_false(kfb_is_multiboot_file(&root, "/dev/null"));
	assert_false(kfb_is_multiboot_file(&root, "/nonexistent"));
	kfb_sysroot_close(&root);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shown),
		cmocka_unit_test(not_shown),
		cmocka_unit_test(counted_in_units),
		cmocka_unit_test(longest_text),
		cmocka_unit_test(multiboot),
		cmocka_unit_test(compressed_multiboot),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
