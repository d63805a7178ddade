// SPDX-License-Identifier: GPL-2.0-only
/*
 * What can keep us from mapping a framebuffer and finding its pages, on a fake display.  The
 * page tables are tested by test_page_table.c, and real ones by tests/vm.
 */
#include "unit.h"

#include <drm.h>
#include <drm_fourcc.h>
#include <drm_mode.h>
#include <sys/resource.h>

#include "fake_display.h"
#include "scanout/mapped_buffer.h"
#include "tree.h"

#define PITCH 4096u
#define LINES 16u

static struct tree tree;
static struct kfb_sysroot root;
static struct kfb_drm drm;

static int setup(void **state)
{
	(void)state;
	fake = (struct fake_display){
		.driver = "bochs-drm",
		.crtcs = { { .id = 36,
			     .mode_valid = true,
			     .fb = 41,
			     .width = 1024,
			     .height = LINES } },
		.ncrtcs = 1,
		.fbs = { { .id = 41,
			   .width = 1024,
			   .height = LINES,
			   .pitch = PITCH,
			   .fourcc = DRM_FORMAT_XRGB8888,
			   .handle = 7 } },
		.nfbs = 1,
		.bytes = PITCH * LINES,
	};
	drm = (struct kfb_drm){ .lit = true,
				.crtc = 36,
				.fb = 41,
				.fb_width = 1024,
				.fb_height = LINES,
				.pitch = PITCH };
	tree_new(&tree);
	assert_int_equal(kfb_sysroot_open(&root, tree.path), 0);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	kfb_sysroot_close(&root);
	tree_free(&tree);
	assert_int_equal(fake_display_open_descriptors(), 0);
	return 0;
}

static void fails(enum kfb_mapping by, int error, const char *part)
{
	const char *what = "";

	assert_int_equal(kfb_mapped_buffer_ask(&root, 0, by, &drm, &what), error);
	if (!strstr(what, part))
		fail_msg("\"%s\" does not say \"%s\"", what, part);
	assert_int_equal(drm.mapped.count, 0);
}

static void no_card(void **state)
{
	(void)state;
	fake.open_error = EACCES;
	fails(KFB_MAP_DUMB, -EACCES, "the card");
}

/* Only root gets one. */
static void no_handle(void **state)
{
	(void)state;
	fake.fbs[0].handle = 0;
	fails(KFB_MAP_DUMB, -EACCES, "a handle");
}

static void not_dumb(void **state)
{
	(void)state;
	fake.failures[0] = (struct fake_failure){ DRM_IOCTL_MODE_MAP_DUMB, EINVAL, -1 };
	fails(KFB_MAP_DUMB, -EINVAL, "MAP_DUMB");
}

static void impossible_length(void **state)
{
	(void)state;
	drm.pitch = UINT32_MAX;
	fails(KFB_MAP_DUMB, -ERANGE, "length");
	drm.pitch = 0;
	fails(KFB_MAP_DUMB, -ERANGE, "length");
}

/* The driver has no page to give, so a read by us would raise SIGBUS. */
static void page_missing(void **state)
{
	(void)state;
	fake.bytes = PITCH * (LINES - 1);
	fails(KFB_MAP_DUMB, -EFAULT, "every page");
	fails(KFB_MAP_FBDEV, -EFAULT, "every page");
	fake.bytes = 0;
	fails(KFB_MAP_DUMB, -EFAULT, "every page");
}

/* A service's LimitFSIZE=: neither SIGXFSZ nor an error. */
static void no_file_may_grow(void **state)
{
	struct rlimit before, none;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	none = (struct rlimit){ .rlim_max = before.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &none), 0);
	fails(KFB_MAP_DUMB, -ENOENT, "/proc/kcore");
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
}

static void no_kcore(void **state)
{
	(void)state;
	fails(KFB_MAP_DUMB, -ENOENT, "/proc/kcore");
	fails(KFB_MAP_FBDEV, -ENOENT, "/proc/kcore");
	tree_put(&tree, "proc/kcore",
		 "screen_info of a recorded machine, which is text and so no ELF file at all\n");
	fails(KFB_MAP_DUMB, -ENOEXEC, "/proc/kcore");
}

/* Whatever went wrong, another framebuffer is shown: ask again. */
static void another_is_shown(void **state)
{
	(void)state;
	fake.next_fb = 42;
	fails(KFB_MAP_DUMB, -EAGAIN, "another framebuffer");
	fake.crtcs[0].mode_valid = false;
	fails(KFB_MAP_FBDEV, -EAGAIN, "another framebuffer");
}

static void gives_up_being_master(void **state)
{
	(void)state;
	fake.master = true;
	fails(KFB_MAP_DUMB, -ENOENT, "/proc/kcore");
	assert_false(fake.master);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(no_card),		 TEST(no_handle),	 TEST(not_dumb),
		TEST(impossible_length), TEST(page_missing),	 TEST(no_kcore),
		TEST(no_file_may_grow),	 TEST(another_is_shown), TEST(gives_up_being_master),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
