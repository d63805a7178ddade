// SPDX-License-Identifier: GPL-2.0-only
/*
 * The text that replaces devices in recorded machines, PCI BARs, and the names of drivers.
 */
#include "unit.h"

#include <drm_fourcc.h>

#include "scanout/driver_table.h"
#include "scanout/drm.h"
#include "scanout/fbdev.h"
#include "scanout/pci.h"

static void drm_round_trip(void **state)
{
	char name[] = "hyperv_drm";
	const struct kfb_drm drm = {
		.driver = name,
		.lit = true,
		.crtc = 35,
		.fb = 37,
		.width = 1024,
		.height = 768,
		.fb_width = 1024,
		.fb_height = 768,
		.pitch = 4096,
		.fourcc = DRM_FORMAT_XRGB8888,
		.plane_fourcc = DRM_FORMAT_XBGR8888,
		.modifier = 1ull << 63 | 5,
	};
	char *text = kfb_drm_format(&drm);
	struct kfb_drm back;

	(void)state;
	assert_non_null(text);
	assert_int_equal(kfb_drm_parse(text, strlen(text), &back, NULL), 0);
	assert_string_equal(back.driver, name);
	assert_true(back.lit);
	assert_int_equal(back.crtc, 35);
	assert_int_equal(back.fb, 37);
	assert_int_equal(back.width, 1024);
	assert_int_equal(back.height, 768);
	assert_int_equal(back.pitch, 4096);
	assert_int_equal(back.fourcc, DRM_FORMAT_XRGB8888);
	assert_int_equal(back.plane_fourcc, DRM_FORMAT_XBGR8888);
	assert_true(back.modifier == drm.modifier);
	kfb_drm_free(&back);
	free(text);
}

static void drm_malformed(void **state)
{
	static const char *const texts[] = {
		"",
		"lit 0\n",
		"driver\n",
		"driver a\ndriver b\n",
		"driver a\nlit x\n",
		"driver a\nwidth -1\n",
		"driver a\nwidth 4294967296\n",
		"driver a\nwidth \n",
		"driver a\nwidth 12 \n",
		"driver a\nfourcc XR2\n",
		"driver a\nfourcc XR244\n",
		"driver a\nplane_fourcc XB2\n",
		"driver a\ncolour red\n",
		"driver a\nfourcc XR24\nfourcc XR24\n",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct kfb_error err = { 0 };
		struct kfb_drm drm;

		assert_int_equal(kfb_drm_parse(texts[i], strlen(texts[i]), &drm, &err), -EINVAL);
		assert_non_null(err.reason);
		assert_null(drm.driver);
	}
}

static void fbdev_round_trip(void **state)
{
	const struct kfb_fbdev fbdev = {
		.id = "EFI VGA",
		.smem_start = 0x4000000000,
		.smem_len = 4096000,
		.line_length = 5120,
		.xres = 1280,
		.yres = 800,
		.layout = { 0, 32, { 8, 16 }, { 8, 8 }, { 8, 0 }, { 8, 24 } },
	};
	char *text = kfb_fbdev_format(&fbdev);
	struct kfb_fbdev back;

	(void)state;
	assert_non_null(text);
	assert_int_equal(kfb_fbdev_parse(text, strlen(text), &back, NULL), 0);
	assert_string_equal(back.id, "EFI VGA");
	assert_true(back.smem_start == 0x4000000000);
	assert_int_equal(back.line_length, 5120);
	assert_int_equal(back.layout.fourcc, DRM_FORMAT_XRGB8888);
	free(text);
}

static void fbdev_malformed(void **state)
{
	static const char *const texts[] = {
		"",
		"xres 1024\n",
		"id seventeen letters\n",
		"id a\nid b\n",
		"id a\nbits_per_pixel 256\n",
		"id a\nxres 0x\n",
		"id a\nsmem_start 18446744073709551616\n",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct kfb_error err = { 0 };
		struct kfb_fbdev fbdev;

		assert_int_equal(kfb_fbdev_parse(texts[i], strlen(texts[i]), &fbdev, &err),
				 -EINVAL);
		assert_non_null(err.reason);
	}
}

static void bars(void **state)
{
	static const char text[] =
		"0x00000000c0000000 0x00000000c0ffffff 0x0000000000042208\n"
		"0x0000000000000000 0x0000000000000000 0x0000000000000000\n"
		"0x0000000000000fff 0x0000000000000000 0x0000000000000200\n"
		"garbage\n"
		"0x00000000000000000000000000000000000000000000000000000000000000000000000\n"
		"0x0000000000000000 0x0000000000000000 0x00000000";
	struct kfb_bar bar;

	(void)state;
	assert_int_equal(kfb_pci_bar(text, strlen(text), 0, &bar, NULL), 0);
	assert_true(bar.start == 0xc0000000 && bar.end == 0xc0ffffff);
	assert_true(bar.flags & KFB_IORESOURCE_MEM);
	assert_int_equal(kfb_pci_bar(text, strlen(text), 1, &bar, NULL), 0);
	assert_int_equal(kfb_pci_bar(text, strlen(text), 2, &bar, NULL), -EINVAL);
	assert_int_equal(kfb_pci_bar(text, strlen(text), 3, &bar, NULL), -EINVAL);
	assert_int_equal(kfb_pci_bar(text, strlen(text), 4, &bar, NULL), -EINVAL);
	/* A line that was cut off does not count. */
	assert_int_equal(kfb_pci_bar(text, strlen(text), 5, &bar, NULL), -ENOENT);
	assert_int_equal(kfb_pci_bar("", 0, 0, &bar, NULL), -ENOENT);
}

static void driver_names(void **state)
{
	(void)state;
	assert_int_equal(kfb_driver_by_name("hyperv_drm")->class, KFB_SYNTHETIC);
	assert_int_equal(kfb_driver_by_name("i915")->class, KFB_GPU);
	assert_null(kfb_driver_by_name("i91"));
	assert_null(kfb_driver_by_name("i9155"));
	assert_null(kfb_driver_by_name(""));
	assert_string_equal(kfb_driver_by_fbdev_id("bochs-drmdrmfb")->name, "bochs-drm");
	assert_string_equal(kfb_driver_by_fbdev_id("EFI VGA")->name, "EFI VGA");
	/* the kernel's buffer is only this long */
	assert_string_equal(kfb_driver_by_fbdev_id("cirrus-qemudrmf")->name, "cirrus-qemu");
	assert_string_equal(kfb_driver_by_fbdev_id("hyperv_drmdrmfb")->name, "hyperv_drm");
	assert_null(kfb_driver_by_fbdev_id("drmfb"));
	assert_null(kfb_driver_by_fbdev_id("bochs-drmdrmf"));
	assert_null(kfb_driver_by_fbdev_id("cirrus-qemudrmfb"));
	assert_string_equal(kfb_driver_by_sysfs("simple-framebuffer")->name, "simpledrm");
	assert_null(kfb_driver_by_sysfs("e1000e"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(drm_round_trip),
		cmocka_unit_test(drm_malformed),
		cmocka_unit_test(fbdev_round_trip),
		cmocka_unit_test(fbdev_malformed),
		cmocka_unit_test(bars),
		cmocka_unit_test(driver_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
