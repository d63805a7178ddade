// SPDX-License-Identifier: GPL-2.0-only
/*
 * The life of a struct kexec_fb: made, asked more than once, and what it holds after a failure.
 */
#include "unit.h"

#include "kexec-fb.h"
#include "tree.h"

static void no_root_gives_no_object(void **state)
{
	char byte;
	struct kexec_fb *fb = (struct kexec_fb *)&byte;

	(void)state;
	assert_int_equal(kexec_fb_new("/nonexistent", &fb), -ENOENT);
	assert_null(fb);
	kexec_fb_free(fb);
}

/* A card that has gone is not in the next answer. */
static void asked_again(void **state)
{
	struct kexec_fb *fb;
	struct tree root;

	(void)state;
	tree_new(&root);
	tree_put(&root, "dev/dri/card0", "driver i915\nlit 0\n");
	mkdir(tree_path(&root, "sys/class/drm/card0"), 0755);

	assert_int_equal(kexec_fb_new(root.path, &fb), 0);
	assert_int_equal(kexec_fb_find(fb), -ENODEV);
	assert_string_equal(kexec_fb_get_driver(fb), "i915");
	tree_remove(&root, "sys/class/drm/card0");
	assert_int_equal(kexec_fb_find(fb), -ENODEV);
	assert_non_null(strstr(kexec_fb_reason(fb), "neither a DRM card"));
	assert_null(kexec_fb_get_driver(fb));
	for (int v = 0; kexec_fb_value_name(v); v++) {
		assert_int_equal(kexec_fb_get_origin(fb, v)->source, KEXEC_FB_FROM_NOBODY);
		assert_string_equal(kexec_fb_get_origin(fb, v)->detail, "");
	}
	kexec_fb_free(fb);
	tree_free(&root);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_root_gives_no_object),
		cmocka_unit_test(asked_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
