// SPDX-License-Identifier: GPL-2.0-only
/*
 * What drm.c and fbdev.c make of a device's answers, including errors, on a fake display: see
 * fake_display.h.
 */
#include "unit.h"

#include <sys/ioctl.h>

#include <drm.h>
#include <drm_fourcc.h>
#include <drm_mode.h>

#include "fake_display.h"
#include "scanout/drm.h"
#include "scanout/fbdev.h"
#include "tree.h"

static struct tree tree;
static struct kfb_sysroot root;

static int setup(void **state)
{
	(void)state;
	fake = (struct fake_display){
		.driver = "bochs-drm",
		.crtcs = { { .id = 35 },
			   { .id = 36, .mode_valid = true, .fb = 41, .width = 1024, .height = 768 } },
		.ncrtcs = 2,
		.fbs = { { .id = 41,
			   .width = 1024,
			   .height = 768,
			   .pitch = 4096,
			   .fourcc = DRM_FORMAT_XRGB8888,
			   .bpp = 32,
			   .depth = 24 } },
		.nfbs = 1,
		.fix = { .id = "bochs-drmdrmfb", .smem_len = 3145728, .line_length = 4096 },
		.var = { .xres = 1024,
			 .yres = 768,
			 .bits_per_pixel = 32,
			 .red = { .offset = 16, .length = 8 },
			 .green = { .offset = 8, .length = 8 },
			 .blue = { .offset = 0, .length = 8 } },
	};
	memset(fake_planes, 0, sizeof(fake_planes));
	tree_new(&tree);
	assert_int_equal(kfb_sysroot_open(&root, tree.path), 0);
	root.live = true;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	kfb_sysroot_close(&root);
	tree_free(&tree);
	/* Whether it succeeded or failed, the device is closed. */
	assert_int_equal(fake_display_open_descriptors(), 0);
	return 0;
}

static void fails(unsigned long request, int error, int times)
{
	size_t i = 0;

	while (fake.failures[i].request)
		i++;
	fake.failures[i] = (struct fake_failure){ request, error, times };
}

static void lit_crtc_is_found(void **state)
{
	struct kfb_drm drm;

	(void)state;
	fake.fbs[0].has_modifier = true;
	fake.fbs[0].modifier = 0x100000000000001;
	fake.fbs[0].offset = 4096;
	fake.crtcs[1].x = 16;
	fake.crtcs[1].y = 8;
	assert_int_equal(kfb_drm_ask(&root, 0, &drm, NULL), 0);
	assert_string_equal(drm.driver, "bochs-drm");
	assert_true(drm.lit);
	assert_int_equal(drm.crtc, 36);
	assert_int_equal(drm.fb, 41);
	assert_int_equal(drm.width, 1024);
	assert_int_equal(drm.height, 768);
	assert_int_equal(drm.x, 16);
	assert_int_equal(drm.y, 8);
	assert_int_equal(drm.pitch, 4096);
	assert_int_equal(drm.offset, 4096);
	assert_int_equal(drm.fourcc, DRM_FORMAT_XRGB8888);
	assert_true(drm.modifier == 0x100000000000001);
	kfb_drm_free(&drm);
}

/* A modifier counts only with the flag that says so: older drivers leave garbage there. */
static void modifier_counts_with_its_flag_only(void **state)
{
	struct kfb_drm drm;

	(void)state;
	fake.fbs[0].modifier = 0x100000000000001;
	assert_int_equal(kfb_drm_ask(&root, 0, &drm, NULL), 0);
	assert_true(drm.modifier == DRM_FORMAT_MOD_LINEAR);
	kfb_drm_free(&drm);
}

/*
 * The first format of the plane that shows this framebuffer, not of a cursor's or another
 * plane.
 */
static void first_format_of_the_plane(void **state)
{
	struct kfb_drm drm;

	(void)state;
	fake_planes[0] = (struct fake_plane){ 60, 36, 99, { DRM_FORMAT_ARGB8888 } };
	fake_planes[1] =
		(struct fake_plane){ 61, 36, 41, { DRM_FORMAT_XBGR8888, DRM_FORMAT_XRGB8888 } };
	assert_int_equal(kfb_drm_ask(&root, 0, &drm, NULL), 0);
	assert_int_equal(drm.plane_fourcc, DRM_FORMAT_XBGR8888);
	kfb_drm_free(&drm);
	fake_planes[1].formats[0] = 0;
	assert_int_equal(kfb_drm_ask(&root, 0, &drm, NULL), 0);
	assert_int_equal(drm.plane_fourcc, 0);
	kfb_drm_free(&drm);
}

/* If a driver does not list its planes, ask no further. */
static void planes_that_fail(void **state)
{
	static const unsigned long requests[] = {
		DRM_IOCTL_SET_CLIENT_CAP,
		DRM_IOCTL_MODE_GETPLANERESOURCES,
		DRM_IOCTL_MODE_GETPLANE,
	};

	(void)state;
	for (size_t i = 0; i < COUNT(requests); i++) {
		struct kfb_drm drm;

		fake_planes[0] = (struct fake_plane){ 61, 36, 41, { DRM_FORMAT_XBGR8888 } };
		memset(fake.failures, 0, sizeof(fake.failures));
		fails(requests[i], EINVAL, -1);
		assert_int_equal(kfb_drm_ask(&root, 0, &drm, NULL), 0);
		assert_true(drm.lit);
		assert_int_equal(drm.plane_fourcc, 0);
		kfb_drm_free(&drm);
	}
}

/* If we stayed master, fbdev could not restore the console. */
static void master_is_dropped(void **state)
{
	struct kfb_drm drm;

	(void)state;
	fake.master = true;
	assert_int_equal(kfb_drm_ask(&root, 0, &drm, NULL), 0);
	assert_int_equal(fake.closed_master, 1);
	kfb_drm_free(&drm);
	assert_int_equal(kfb_drm_ask(&root, 0, &drm, NULL), 0);
	assert_int_equal(fake.closed_master, 1);
	kfb_drm_free(&drm);
}

static void card_cannot_be_opened(void **state)
{
	static const int errors[] = { EACCES, ENXIO, ENOENT, EBUSY };

	(void)state;
	for (size_t i = 0; i < COUNT(errors); i++) {
		struct kfb_error err = { 0 };
		struct kfb_drm drm;

		fake.open_error = errors[i];
		assert_int_equal(kfb_drm_ask(&root, 0, &drm, &err), -errors[i]);
		assert_string_equal(err.reason, strerror(errors[i]));
		assert_null(drm.driver);
	}
}

static void card_without_a_name(void **state)
{
	struct kfb_error err = { 0 };
	struct kfb_drm drm;

	(void)state;
	fails(DRM_IOCTL_VERSION, EIO, -1);
	assert_int_equal(kfb_drm_ask(&root, 0, &drm, &err), -EIO);
	assert_string_equal(err.reason, strerror(EIO));
	assert_null(drm.driver);
}

/* vgem, and GPUs that only render: drm_core_check_feature() refuses. */
static void card_without_kms(void **state)
{
	struct kfb_drm drm;

	(void)state;
	fails(DRM_IOCTL_MODE_GETRESOURCES, EOPNOTSUPP, -1);
	assert_int_equal(kfb_drm_ask(&root, 0, &drm, NULL), 0);
	assert_string_equal(drm.driver, "bochs-drm");
	assert_false(drm.lit);
	kfb_drm_free(&drm);
}

static void nothing_is_lit(void **state)
{
	struct kfb_drm drm;

	(void)state;
	fake.crtcs[1].mode_valid = false;
	assert_int_equal(kfb_drm_ask(&root, 0, &drm, NULL), 0);
	assert_false(drm.lit);
	kfb_drm_free(&drm);

	fake.crtcs[1].mode_valid = true;
	fake.crtcs[1].fb = 0;
	assert_int_equal(kfb_drm_ask(&root, 0, &drm, NULL), 0);
	assert_false(drm.lit);
	kfb_drm_free(&drm);

	fake.ncrtcs = 0;
	assert_int_equal(kfb_drm_ask(&root, 0, &drm, NULL), 0);
	assert_false(drm.lit);
	kfb_drm_free(&drm);
}

/* If one CRTC cannot be asked, ask the next all the same. */
static void crtc_that_went(void **state)
{
	struct kfb_drm drm;

	(void)state;
	fails(DRM_IOCTL_MODE_GETCRTC, ENOENT, 1);
	assert_int_equal(kfb_drm_ask(&root, 0, &drm, NULL), 0);
	assert_true(drm.lit);
	assert_int_equal(drm.crtc, 36);
	kfb_drm_free(&drm);
}

static void crtc_that_comes(void **state)
{
	struct kfb_drm drm;

	(void)state;
	fake.crtcs[2] = fake.crtcs[1];
	fake.crtcs[2].id = 37;
	fake.crtcs[1].mode_valid = false;
	fake.plugged = 1;
	assert_int_equal(kfb_drm_ask(&root, 0, &drm, NULL), 0);
	assert_true(drm.lit);
	assert_int_equal(drm.crtc, 37);
	kfb_drm_free(&drm);
}

/* Kernels before 5.7. */
static void no_getfb2(void **state)
{
	struct kfb_drm drm;

	(void)state;
	fails(DRM_IOCTL_MODE_GETFB2, EINVAL, -1);
	fake.fbs[0].bpp = 16;
	fake.fbs[0].depth = 16;
	fake.fbs[0].pitch = 2048;
	assert_int_equal(kfb_drm_ask(&root, 0, &drm, NULL), 0);
	assert_true(drm.lit);
	assert_int_equal(drm.fourcc, DRM_FORMAT_RGB565);
	assert_int_equal(drm.pitch, 2048);
	assert_int_equal(drm.fb_width, 1024);
	assert_true(drm.modifier == DRM_FORMAT_MOD_LINEAR);
	kfb_drm_free(&drm);
}

static void framebuffer_that_went(void **state)
{
	struct kfb_drm drm;

	(void)state;
	fake.nfbs = 0;
	assert_int_equal(kfb_drm_ask(&root, 0, &drm, NULL), 0);
	assert_string_equal(drm.driver, "bochs-drm");
	assert_false(drm.lit);
	kfb_drm_free(&drm);
}

/* A signal interrupts an ioctl that waits for a lock; libdrm asks again. */
static void interrupted(void **state)
{
	static const unsigned long requests[] = {
		DRM_IOCTL_VERSION,
		DRM_IOCTL_MODE_GETRESOURCES,
		DRM_IOCTL_MODE_GETCRTC,
		DRM_IOCTL_MODE_GETFB2,
	};
	struct kfb_drm drm;

	(void)state;
	for (size_t i = 0; i < COUNT(requests); i++) {
		fails(requests[i], EINTR, 2);
		fails(requests[i], EAGAIN, 1);
	}
	assert_int_equal(kfb_drm_ask(&root, 0, &drm, NULL), 0);
	assert_true(drm.lit);
	assert_int_equal(drm.pitch, 4096);
	kfb_drm_free(&drm);
}

/* From one letter, via more than fbdev's id can hold, to more than any driver has. */
static void name_lengths(void **state)
{
	static const size_t lengths[] = { 1, 15, 16, 17, 31, 32, 33, 1000 };
	char name[1001];

	(void)state;
	for (size_t i = 0; i < COUNT(lengths); i++) {
		struct kfb_drm drm;

		memset(name, 'n', lengths[i]);
		name[lengths[i]] = '\0';
		fake.driver = name;
		assert_int_equal(kfb_drm_ask(&root, 0, &drm, NULL), 0);
		assert_string_equal(drm.driver, name);
		kfb_drm_free(&drm);
	}
}

static void record_into(const char *dir, int *error)
{
	struct kfb_sysroot copy;

	*error = 0;
	mkdir(tree_path(&tree, dir), 0755);
	assert_int_equal(kfb_sysroot_open(&copy, tree_path(&tree, dir)), 0);
	root.record_fd = copy.fd;
	root.record_error = error;
}

/* A recorded answer reads back as the device's answer. */
static void recorded_answer_is_the_devices(void **state)
{
	struct kfb_sysroot copy;
	struct kfb_drm drm, back;
	struct kfb_fbdev fbdev, fbdev_back;
	int error;

	(void)state;
	tree_put(&tree, "dev/dri/card0", "");
	tree_put(&tree, "dev/fb0", "");
	record_into("record", &error);
	assert_int_equal(kfb_drm_ask(&root, 0, &drm, NULL), 0);
	assert_int_equal(kfb_fbdev_ask(&root, &fbdev, NULL), 0);
	assert_int_equal(error, 0);

	assert_int_equal(kfb_sysroot_open(&copy, tree_path(&tree, "record")), 0);
	assert_int_equal(kfb_drm_ask(&copy, 0, &back, NULL), 0);
	assert_string_equal(back.driver, drm.driver);
	assert_int_equal(back.crtc, drm.crtc);
	assert_int_equal(back.fb, drm.fb);
	assert_int_equal(back.pitch, drm.pitch);
	assert_int_equal(back.fourcc, drm.fourcc);
	assert_int_equal(kfb_fbdev_ask(&copy, &fbdev_back, NULL), 0);
	assert_memory_equal(&fbdev_back, &fbdev, sizeof(fbdev));
	kfb_sysroot_close(&copy);
	kfb_drm_free(&drm);
	kfb_drm_free(&back);
}

static void recording_that_fails_is_noted(void **state)
{
	struct kfb_drm drm;
	int error;

	(void)state;
	record_into("record", &error); /* the root has no dev/dri/card0 to record */
	assert_int_equal(kfb_drm_ask(&root, 0, &drm, NULL), 0);
	assert_int_equal(error, -ENOENT);
	kfb_drm_free(&drm);
}

static void fbdev_is_asked(void **state)
{
	struct kfb_fbdev fbdev;

	(void)state;
	fake.fix.smem_start = 0xc0000000;
	fake.var.xoffset = 3;
	fake.var.yoffset = 5;
	assert_int_equal(kfb_fbdev_ask(&root, &fbdev, NULL), 0);
	assert_string_equal(fbdev.id, "bochs-drmdrmfb");
	assert_false(fbdev.from_sysfs);
	assert_true(fbdev.smem_start == 0xc0000000);
	assert_int_equal(fbdev.smem_len, 3145728);
	assert_int_equal(fbdev.line_length, 4096);
	assert_int_equal(fbdev.xres, 1024);
	assert_int_equal(fbdev.yres, 768);
	assert_int_equal(fbdev.xoffset, 3);
	assert_int_equal(fbdev.yoffset, 5);
	assert_int_equal(fbdev.layout.depth, 32);
	assert_int_equal(fbdev.layout.fourcc, DRM_FORMAT_XRGB8888);
}

/* fix.id has 16 bytes and may lack a NUL. */
static void fbdev_id_fills_its_field(void **state)
{
	struct kfb_fbdev fbdev;

	(void)state;
	memcpy(fake.fix.id, "sixteen letters!", 16);
	assert_int_equal(kfb_fbdev_ask(&root, &fbdev, NULL), 0);
	assert_string_equal(fbdev.id, "sixteen letters!");
}

static void fbdev_layout_without_fourcc(void **state)
{
	struct kfb_fbdev fbdev;

	(void)state;
	fake.var.bits_per_pixel = 8;
	assert_int_equal(kfb_fbdev_ask(&root, &fbdev, NULL), 0);
	assert_int_equal(fbdev.layout.fourcc, 0);
}

static void put_attributes(const char *name, const char *size, const char *stride, const char *bpp)
{
	tree_put(&tree, "sys/class/graphics/fb0/name", name);
	tree_put(&tree, "sys/class/graphics/fb0/virtual_size", size);
	tree_put(&tree, "sys/class/graphics/fb0/stride", stride);
	tree_put(&tree, "sys/class/graphics/fb0/bits_per_pixel", bpp);
}

static void sysfs_answers_for_a_closed_fbdev(void **state)
{
	struct kfb_fbdev fbdev;

	(void)state;
	put_attributes("EFI VGA\n", "1280,800\n", "5120\n", "32\n");
	fake.open_error = EACCES;
	assert_int_equal(kfb_fbdev_ask(&root, &fbdev, NULL), 0);
	assert_true(fbdev.from_sysfs);
	assert_string_equal(fbdev.id, "EFI VGA");
	assert_int_equal(fbdev.xres, 1280);
	assert_int_equal(fbdev.yres, 800);
	assert_int_equal(fbdev.line_length, 5120);
	assert_int_equal(fbdev.layout.fourcc, DRM_FORMAT_XRGB8888);
	assert_true(fbdev.smem_start == 0);

	/* the device can be opened, but its driver fails */
	fake.open_error = 0;
	fails(FBIOGET_VSCREENINFO, EIO, -1);
	assert_int_equal(kfb_fbdev_ask(&root, &fbdev, NULL), 0);
	assert_true(fbdev.from_sysfs);
}

static void sysfs_that_is_no_number(void **state)
{
	static const char *const attributes[][4] = {
		{ "EFI VGA\n", "1280\n", "5120\n", "32\n" },
		{ "EFI VGA\n", "1280,800\n", "\n", "32\n" },
		{ "EFI VGA\n", "1280,800\n", "5120\n", "x\n" },
		{ "EFI VGA\n", "1280,800\n", "5120\n", "64\n" },
	};

	(void)state;
	fake.open_error = EACCES;
	for (size_t i = 0; i < COUNT(attributes); i++) {
		struct kfb_error err = { 0 };
		struct kfb_fbdev fbdev;

		put_attributes(attributes[i][0], attributes[i][1], attributes[i][2],
			       attributes[i][3]);
		assert_int_equal(kfb_fbdev_ask(&root, &fbdev, &err), -EINVAL);
		assert_non_null(strstr(err.reason, "sysfs"));
	}
}

/* Report the device's own error, not that sysfs has nothing either. */
static void fbdev_that_nobody_answers_for(void **state)
{
	static const int errors[] = { EACCES, ENOENT, ENODEV };

	(void)state;
	for (size_t i = 0; i < COUNT(errors); i++) {
		struct kfb_error err = { 0 };
		struct kfb_fbdev fbdev;

		fake.open_error = errors[i];
		assert_int_equal(kfb_fbdev_ask(&root, &fbdev, &err), -errors[i]);
		assert_string_equal(err.reason, strerror(errors[i]));
	}
	fake.open_error = 0;
	fails(FBIOGET_FSCREENINFO, ENODEV, -1);
	for (int with_error = 0; with_error < 2; with_error++) {
		struct kfb_error err = { 0 };
		struct kfb_fbdev fbdev;

		assert_int_equal(kfb_fbdev_ask(&root, &fbdev, with_error ? &err : NULL), -ENODEV);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(lit_crtc_is_found),
		TEST(modifier_counts_with_its_flag_only),
		TEST(first_format_of_the_plane),
		TEST(planes_that_fail),
		TEST(master_is_dropped),
		TEST(card_cannot_be_opened),
		TEST(card_without_a_name),
		TEST(card_without_kms),
		TEST(nothing_is_lit),
		TEST(crtc_that_went),
		TEST(crtc_that_comes),
		TEST(no_getfb2),
		TEST(framebuffer_that_went),
		TEST(interrupted),
		TEST(name_lengths),
		TEST(recorded_answer_is_the_devices),
		TEST(recording_that_fails_is_noted),
		TEST(fbdev_is_asked),
		TEST(fbdev_id_fills_its_field),
		TEST(fbdev_layout_without_fourcc),
		TEST(sysfs_answers_for_a_closed_fbdev),
		TEST(sysfs_that_is_no_number),
		TEST(fbdev_that_nobody_answers_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
