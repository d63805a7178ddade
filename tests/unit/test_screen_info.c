// SPDX-License-Identifier: GPL-2.0-only
/*
 * struct screen_info, compared with bytes that the EFI stub wrote (seen on QEMU's OVMF) and at
 * every bound of its fields.
 */
#include "unit.h"

#include <drm_fourcc.h>

#include "bytes.h"
#include "screen_info/formats.h"
#include "screen_info/screen_info.h"

/* 1280x800x32 at 0xc0000000, as drivers/firmware/efi/libstub/gop.c filled it. */
static const char stub_1280x800[] =
	"000000000000000000000000000000700000000520032000000000c000803e00"
	"0000000000140810080808000818000000000100000001000000000000000000";

static struct kexec_fb_mode qemu_1280x800(void)
{
	return (struct kexec_fb_mode){
		.base = 0xc0000000,
		.size = 1280 * 4 * 800,
		.width = 1280,
		.height = 800,
		.stride = 5120,
		.fourcc = DRM_FORMAT_XRGB8888,
	};
}

static void as_the_stub_wrote_it(void **state)
{
	const struct kexec_fb_mode s = qemu_1280x800();
	char hex[2 * KEXEC_FB_SCREEN_INFO_SIZE + 1];
	uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE];

	(void)state;
	assert_int_equal(kexec_fb_encode(&s, KEXEC_FB_VIDEO_TYPE_EFI, si), 0);
	kfb_screen_info_hex(si, hex);
	assert_string_equal(hex, stub_1280x800);
}

static void vlfb_counts_64k(void **state)
{
	struct kexec_fb_mode s = qemu_1280x800(), back = { 0 };
	uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE];

	(void)state;
	assert_int_equal(kexec_fb_encode(&s, KEXEC_FB_VIDEO_TYPE_VLFB, si), 0);
	assert_int_equal(si[KFB_SI_ORIG_VIDEO_ISVGA], 0x23);
	/* 4096000 bytes are 62.5 units: round up, so that it is never less than what is shown. */
	assert_int_equal(kfb_get_le32(si + KFB_SI_LFB_SIZE), 63);
	assert_int_equal(kexec_fb_decode(si, &back), 0);
	assert_int_equal(back.size, 63 * 65536);
}

static void base_above_4g(void **state)
{
	struct kexec_fb_mode s = qemu_1280x800(), back = { 0 };
	uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE];

	(void)state;
	s.base = 0x4012345000;
	assert_int_equal(kexec_fb_encode(&s, KEXEC_FB_VIDEO_TYPE_EFI, si), 0);
	assert_int_equal(kfb_get_le32(si + KFB_SI_LFB_BASE), 0x12345000);
	assert_int_equal(kfb_get_le32(si + KFB_SI_EXT_LFB_BASE), 0x40);
	assert_int_equal(kfb_get_le32(si + KFB_SI_CAPABILITIES),
			 KFB_SI_SKIP_QUIRKS | KFB_SI_64BIT_BASE);
	assert_int_equal(kexec_fb_decode(si, &back), 0);
	assert_true(back.base == s.base);
}

static void every_format_comes_back(void **state)
{
	static const struct {
		uint32_t fourcc, bytes;
	} formats[] = {
		{ DRM_FORMAT_XRGB8888, 4 },    { DRM_FORMAT_XBGR8888, 4 },
		{ DRM_FORMAT_RGBX8888, 4 },    { DRM_FORMAT_BGRX8888, 4 },
		{ DRM_FORMAT_XRGB2101010, 4 }, { DRM_FORMAT_XBGR2101010, 4 },
		{ DRM_FORMAT_RGB888, 3 },      { DRM_FORMAT_BGR888, 3 },
		{ DRM_FORMAT_RGB565, 2 },      { DRM_FORMAT_BGR565, 2 },
		{ DRM_FORMAT_XRGB1555, 2 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(formats); i++) {
		struct kexec_fb_mode s = qemu_1280x800(), back = { 0 };
		uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE];

		s.fourcc = formats[i].fourcc;
		s.stride = 1280 * formats[i].bytes;
		s.size = s.stride * 800;
		assert_int_equal(kexec_fb_encode(&s, KEXEC_FB_VIDEO_TYPE_EFI, si), 0);
		assert_int_equal(kexec_fb_decode(si, &back), 0);
		assert_int_equal(back.fourcc, s.fourcc);
		assert_int_equal(back.stride, s.stride);
		/* With one byte less per line it cannot be that format. */
		s.stride--;
		assert_int_equal(kexec_fb_encode(&s, KEXEC_FB_VIDEO_TYPE_EFI, si), -EINVAL);
	}
}

static void alpha_is_padding(void **state)
{
	(void)state;
	assert_ptr_equal(kfb_format_by_fourcc(DRM_FORMAT_ARGB8888),
			 kfb_format_by_fourcc(DRM_FORMAT_XRGB8888));
	assert_null(kfb_format_by_fourcc(DRM_FORMAT_NV12));
	assert_null(kfb_format_by_fourcc(0));
}

/* Change one value of a good scanout, and expect one error. */
static void refused(void **state)
{
	const struct {
		struct kexec_fb_mode s;
		int error;
	} cases[] = {
		{ { .base = 0,
		    .size = 4096,
		    .width = 32,
		    .height = 32,
		    .stride = 128,
		    .fourcc = DRM_FORMAT_XRGB8888 },
		  -EINVAL },
		{ { .base = 1 << 20,
		    .size = 4095,
		    .width = 32,
		    .height = 32,
		    .stride = 128,
		    .fourcc = DRM_FORMAT_XRGB8888 },
		  -EINVAL },
		{ { .base = 1 << 20,
		    .size = 4096,
		    .width = 33,
		    .height = 32,
		    .stride = 128,
		    .fourcc = DRM_FORMAT_XRGB8888 },
		  -EINVAL },
		{ { .base = 1 << 20,
		    .size = 4096,
		    .width = 0,
		    .height = 32,
		    .stride = 128,
		    .fourcc = DRM_FORMAT_XRGB8888 },
		  -EINVAL },
		{ { .base = 1 << 20,
		    .size = 4096,
		    .width = 32,
		    .height = 0,
		    .stride = 128,
		    .fourcc = DRM_FORMAT_XRGB8888 },
		  -EINVAL },
		{ { .base = 1 << 20,
		    .size = 4096,
		    .width = 32,
		    .height = 32,
		    .stride = 128,
		    .fourcc = DRM_FORMAT_YUYV },
		  -ENOTSUP },
		{ { .base = UINT64_MAX - 4095,
		    .size = 4096,
		    .width = 32,
		    .height = 32,
		    .stride = 128,
		    .fourcc = DRM_FORMAT_XRGB8888 },
		  -ERANGE },
		{ { .base = 1 << 20,
		    .size = 1ull << 32,
		    .width = 32,
		    .height = 32,
		    .stride = 128,
		    .fourcc = DRM_FORMAT_XRGB8888 },
		  -ERANGE },
		{ { .base = 1 << 20,
		    .size = 65536ull * 4,
		    .width = 32,
		    .height = 4,
		    .stride = 65536,
		    .fourcc = DRM_FORMAT_XRGB8888 },
		  -ERANGE },
		{ { .base = 1 << 20,
		    .size = 65536ull * 128,
		    .width = 32,
		    .height = 65536,
		    .stride = 128,
		    .fourcc = DRM_FORMAT_XRGB8888 },
		  -ERANGE },
		/* 2^31 * 2^31 must not wrap to something small. */
		{ { .base = 1 << 20,
		    .size = 4096,
		    .width = 32,
		    .height = 1u << 31,
		    .stride = 1u << 31,
		    .fourcc = DRM_FORMAT_XRGB8888 },
		  -EINVAL },
		{ { .base = 1 << 20,
		    .size = 4096,
		    .width = UINT32_MAX,
		    .height = 1,
		    .stride = 4096,
		    .fourcc = DRM_FORMAT_XRGB8888 },
		  -EINVAL },
	};
	uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(kexec_fb_encode(&cases[i].s, KEXEC_FB_VIDEO_TYPE_EFI, si),
				 cases[i].error);
}

static void not_a_framebuffer(void **state)
{
	uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE];
	struct kexec_fb_mode s = qemu_1280x800();

	(void)state;
	memset(si, 0, sizeof(si));
	assert_int_equal(kexec_fb_decode(si, &s), -ENODATA);
	si[KFB_SI_ORIG_VIDEO_ISVGA] = 1; /* VGA text */
	assert_int_equal(kexec_fb_decode(si, &s), -ENODATA);
	si[KFB_SI_ORIG_VIDEO_ISVGA] = 0x70; /* but lfb_base 0 */
	assert_int_equal(kexec_fb_decode(si, &s), -ENODATA);
	si[KFB_SI_LFB_BASE + 3] = 0xc0; /* but no pixel layout */
	assert_int_equal(kexec_fb_decode(si, &s), -ENOTSUP);
	memset(si, 0xff, sizeof(si));
	assert_int_equal(kexec_fb_decode(si, &s), -ENODATA);
}

/* kexec-tools 2.0.25 writes 64 KiB units for EFI, so the size is less than the picture's. */
static void wrong_unit_is_not_shown(void **state)
{
	struct kexec_fb_mode s = qemu_1280x800(), back;
	uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE];

	(void)state;
	kexec_fb_encode(&s, KEXEC_FB_VIDEO_TYPE_EFI, si);
	assert_true(kfb_screen_info_shows(si, &s));
	kfb_put_le32(si + KFB_SI_LFB_SIZE, 0x3f);
	assert_int_equal(kexec_fb_decode(si, &back), -EINVAL);
	assert_false(kfb_screen_info_shows(si, &s));
}

static void shows_only_the_same(void **state)
{
	struct kexec_fb_mode s = qemu_1280x800(), other;
	uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE];

	(void)state;
	kexec_fb_encode(&s, KEXEC_FB_VIDEO_TYPE_EFI, si);
	other = s;
	other.base += 0x900000;
	assert_false(kfb_screen_info_shows(si, &other));
	other = s;
	other.width = 1024;
	assert_false(kfb_screen_info_shows(si, &other));
	other = s;
	other.height = 768;
	assert_false(kfb_screen_info_shows(si, &other));
	other = s;
	other.stride += 64;
	assert_false(kfb_screen_info_shows(si, &other));
	other = s;
	other.size *= 2;
	assert_false(kfb_screen_info_shows(si, &other));
	other = s;
	other.fourcc = DRM_FORMAT_XBGR8888;
	assert_false(kfb_screen_info_shows(si, &other));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(as_the_stub_wrote_it), cmocka_unit_test(vlfb_counts_64k),
		cmocka_unit_test(base_above_4g),	cmocka_unit_test(every_format_comes_back),
		cmocka_unit_test(alpha_is_padding),	cmocka_unit_test(refused),
		cmocka_unit_test(not_a_framebuffer),	cmocka_unit_test(wrong_unit_is_not_shown),
		cmocka_unit_test(shows_only_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
