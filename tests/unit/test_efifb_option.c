// SPDX-License-Identifier: GPL-2.0-only
/*
 * video=efifb: for a next kernel that kexec_file_load() loads.
 */
#include "unit.h"

#include "bytes.h"
#include "handover/efifb_option.h"
#include "screen_info/screen_info.h"

#define XR24 0x34325258u
#define RG16 0x36314752u

static const struct kexec_fb_mode boot = {
	.base = 0xc0000000,
	.size = 1280 * 800 * 4,
	.width = 1280,
	.height = 800,
	.stride = 1280 * 4,
	.fourcc = XR24,
};
static const struct kexec_fb_mode moved = {
	.base = 0xc0900000,
	.size = 8 << 20,
	.width = 1024,
	.height = 768,
	.stride = 1024 * 4,
	.fourcc = XR24,
};

static void encode(const struct kexec_fb_mode *s, enum kexec_fb_video_type type,
		   uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE])
{
	assert_int_equal(kexec_fb_encode(s, type, si), 0);
}

/* The option to show @s if @passed is passed on, or NULL. */
static const char *option_for(const uint8_t *passed, const struct kexec_fb_mode *s,
			      bool base_is_of_bar)
{
	static char option[KFB_EFIFB_OPTION_SIZE];
	const struct kfb_efifb_facts facts = { .base_is_of_bar = base_is_of_bar };
	struct kfb_error err = { 0 };

	if (kfb_efifb_option(passed, s, &facts, option, &err) == 0)
		return option;
	assert_non_null(err.reason);
	return NULL;
}

static void moved_framebuffer(void **state)
{
	uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE];

	(void)state;
	encode(&boot, KEXEC_FB_VIDEO_TYPE_EFI, si);
	assert_string_equal(option_for(si, &moved, false),
			    "video=efifb:base:0xc0900000,stride:1024,width:1024,height:768");
	assert_null(option_for(si, &moved, true));

	/* efifb ignores the size, which kexec-tools counts in 64 KiB units */
	kfb_put_le32(si + KFB_SI_LFB_SIZE, 0x3f);
	assert_non_null(option_for(si, &moved, false));
	/* and if the rest is right, no option is needed */
	assert_null(option_for(si, &boot, false));
}

static void changed_mode(void **state)
{
	struct kexec_fb_mode s = moved;
	uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE];

	(void)state;
	s.base = boot.base;
	encode(&boot, KEXEC_FB_VIDEO_TYPE_EFI, si);
	assert_string_equal(option_for(si, &s, true),
			    "video=efifb:base:0xc0000000,stride:1024,width:1024,height:768");
}

static void impossible(void **state)
{
	uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE] = { 0 };
	struct kexec_fb_mode s = moved;

	(void)state;
	/* hyperv_fb on Gen 2 leaves the kernel's own screen_info empty */
	assert_null(option_for(si, &s, false));
	encode(&boot, KEXEC_FB_VIDEO_TYPE_VLFB, si);
	assert_null(option_for(si, &s, false));

	encode(&boot, KEXEC_FB_VIDEO_TYPE_EFI, si);
	s.base = 0x100000000;
	assert_null(option_for(si, &s, false));
	s = moved;
	s.fourcc = RG16;
	assert_null(option_for(si, &s, false));
	s = moved;
	s.stride = 1366 * 3;
	assert_null(option_for(si, &s, false));
	s.stride = 0;
	assert_null(option_for(si, &s, false));

	s = boot;
	s.base = 0x400000000;
	encode(&s, KEXEC_FB_VIDEO_TYPE_EFI, si);
	assert_null(option_for(si, &moved, false));
}

static void largest_fits(void **state)
{
	struct kexec_fb_mode s = {
		.base = 0xfffffffc,
		.size = UINT32_MAX,
		.width = 65535,
		.height = 65535,
		.stride = 65532,
		.fourcc = XR24,
	};
	uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE];

	(void)state;
	encode(&boot, KEXEC_FB_VIDEO_TYPE_EFI, si);
	assert_string_equal(option_for(si, &s, false),
			    "video=efifb:base:0xfffffffc,stride:16383,width:65535,height:65535");
}

static void administrators_own(void **state)
{
	static const char *const with[] = {
		"video=efifb:off",
		"quiet video=efifb:mode=0 ro",
		"\tvideo=efifb:",
		"\"video=efifb:width:1\"",
	};
	static const char *const without[] = {
		"",
		"quiet",
		"video=hyperv_fb:1024x768",
		"avideo=efifb:off",
		"x=\"a video=efifb:off\"",
		"quiet -- video=efifb:off",
		"video=efifb",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(with); i++)
		assert_true(kfb_cmdline_has_efifb(with[i]));
	for (size_t i = 0; i < COUNT(without); i++)
		assert_false(kfb_cmdline_has_efifb(without[i]));
	assert_false(kfb_cmdline_has_efifb(NULL));
}

static void in_front(void **state)
{
	char long_line[2048], *line;

	(void)state;
	assert_int_equal(kfb_cmdline_with("o", "a -- b", &line), 0);
	assert_string_equal(line, "o a -- b");
	free(line);
	assert_int_equal(kfb_cmdline_with("o", NULL, &line), 0);
	assert_string_equal(line, "o");
	free(line);
	memset(long_line, 'x', sizeof(long_line));
	long_line[sizeof(long_line) - 1] = '\0';
	assert_int_equal(kfb_cmdline_with("o", long_line, &line), -E2BIG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(moved_framebuffer),  cmocka_unit_test(changed_mode),
		cmocka_unit_test(impossible),	      cmocka_unit_test(largest_fits),
		cmocka_unit_test(administrators_own), cmocka_unit_test(in_front),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
