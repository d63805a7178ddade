// SPDX-License-Identifier: GPL-2.0-only
/*
 * kexec_fb_fill_image() on a loader's image in memory: afterwards it holds all of the 64 bytes,
 * or none.
 */
#include "unit.h"

#include "kexec-fb.h"
#include "test_kernel_synthetic.h"
#include "tree.h"

static struct tree tree;
static struct kexec_fb *fb;
static uint8_t *image, *was;

static int setup(void **state)
{
	(void)state;
	tree_new(&tree);
	tree_put(&tree, "dev/fb0",
		 "id EFI VGA\nsmem_start 0xe1000000\nsmem_len 1920000\n"
		 "line_length 3200\nxres 800\nyres 600\nbits_per_pixel 32\n"
		 "red_length 8\nred_offset 16\ngreen_length 8\ngreen_offset 8\n"
		 "blue_length 8\nblue_offset 0\ntransp_length 8\ntransp_offset 24\n");
	assert_int_equal(kexec_fb_new(tree.path, &fb), 0);
	image = syn_image_with_guid("screen_info");
	was = malloc(SYN_SIZE);
	memcpy(was, image, SYN_SIZE);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	kexec_fb_free(fb);
	free(image);
	free(was);
	tree_free(&tree);
	return 0;
}

static void found_scanout_is_written(void **state)
{
	uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE];

	(void)state;
	assert_int_equal(kexec_fb_find(fb), 0);
	assert_int_equal(kexec_fb_fill_image(fb, "Image", image, SYN_SIZE), 0);
	assert_string_equal(kexec_fb_reason(fb), "");
	assert_int_equal(kexec_fb_screen_info(fb, si), 0);
	assert_memory_equal(image + SYN_DATA, si, sizeof(si));
	/* otherwise the next kernel would copy a zboot stub's cleared table over the 64 bytes */
	assert_memory_not_equal(image + SYN_GUID, syn_guid, sizeof(syn_guid));
	/* and nothing else */
	memset(image + SYN_DATA, 0, sizeof(si));
	memcpy(image + SYN_GUID, syn_guid, sizeof(syn_guid));
	assert_memory_equal(image, was, SYN_SIZE);
}

static void nothing_was_found(void **state)
{
	(void)state;
	assert_int_equal(kexec_fb_fill_image(fb, "Image", image, SYN_SIZE), -EAGAIN);
	assert_memory_equal(image, was, SYN_SIZE);
	tree_remove(&tree, "dev/fb0");
	assert_int_equal(kexec_fb_find(fb), -ENODEV);
	assert_int_equal(kexec_fb_fill_image(fb, "Image", image, SYN_SIZE), -ENODEV);
	assert_memory_equal(image, was, SYN_SIZE);
	assert_non_null(strstr(kexec_fb_reason(fb), "neither a DRM card"));
}

/* The reason must begin with @start and name an offset: @at, if that is given. */
static void refuse(int error, const char *name, const char *start, const char *at)
{
	memcpy(was, image, SYN_SIZE);
	assert_int_equal(kexec_fb_fill_image(fb, name, image, SYN_SIZE), error);
	assert_memory_equal(image, was, SYN_SIZE);
	assert_ptr_equal(strstr(kexec_fb_reason(fb), start), kexec_fb_reason(fb));
	assert_non_null(strstr(kexec_fb_reason(fb), at));
}

static void reason_names_file_and_offset(void **state)
{
	char at[64];

	(void)state;
	assert_int_equal(kexec_fb_find(fb), 0);
	image[SYN_DATA + 5] = 1;
	snprintf(at, sizeof(at), ", at offset %#x", SYN_DATA);
	refuse(-ENOTEMPTY, "/boot/Image", "cannot fill in /boot/Image (", at);
	/* a loader may not know the name */
	refuse(-ENOTEMPTY, NULL, "cannot fill in the kernel image (", at);
	assert_int_equal(kexec_fb_find(fb), 0);
	assert_string_equal(kexec_fb_reason(fb), "");
}

static void image_that_is_none(void **state)
{
	(void)state;
	assert_int_equal(kexec_fb_find(fb), 0);
	memset(image + SYN_ENTRY, 0x99, 12);
	refuse(-ENOENT, "Image", "cannot fill in Image (", ", at offset ");
	memset(image + 56, 0, 4);
	refuse(-ENOEXEC, "Image", "cannot fill in Image (", ", at offset ");
	/* compressed: the loader must undo that */
	memcpy(image, "\x1f\x8b", 2);
	refuse(-ENOTSUP, "Image", "cannot fill in Image (", ", at offset ");
	assert_true(kexec_fb_fill_image(fb, "Image", image, 0) < 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(found_scanout_is_written),
		TEST(nothing_was_found),
		TEST(reason_names_file_and_offset),
		TEST(image_that_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
