// SPDX-License-Identifier: GPL-2.0-only
/*
 * One struct kexec_fb over its life: made, asked more than once, and what a caller
 * holds after a failure.
 */
#include "unit.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kexec-fb.h"

static void no_root_gives_no_object(void **state)
{
	char byte;
	struct kexec_fb *fb = (struct kexec_fb *)&byte;

	(void)state;
	assert_int_equal(kexec_fb_new("/nonexistent", &fb), -ENOENT);
	assert_null(fb);
	kexec_fb_free(fb);
}

static void make(const char *root, const char *path)
{
	char full[256];

	snprintf(full, sizeof(full), "%s/%s", root, path);
	assert_int_equal(mkdir(full, 0755), 0);
}

static void drop(const char *root, const char *path)
{
	char full[256];

	snprintf(full, sizeof(full), "%s/%s", root, path);
	assert_int_equal(remove(full), 0);
}

static void put(const char *root, const char *path, const char *text)
{
	char full[256];
	FILE *f;

	snprintf(full, sizeof(full), "%s/%s", root, path);
	f = fopen(full, "w");
	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

/* A card that went is not in the next answer. */
static void asked_again(void **state)
{
	static const char *const dirs[] = {
		"dev", "dev/dri", "sys", "sys/class", "sys/class/drm", "sys/class/drm/card0",
	};
	char root[] = "/tmp/kexec-fb-test.XXXXXX";
	struct kexec_fb *fb;

	(void)state;
	assert_non_null(mkdtemp(root));
	for (size_t i = 0; i < COUNT(dirs); i++)
		make(root, dirs[i]);
	put(root, "dev/dri/card0", "driver i915\nlit 0\n");

	assert_int_equal(kexec_fb_new(root, &fb), 0);
	assert_int_equal(kexec_fb_find(fb), -ENODEV);
	assert_string_equal(kexec_fb_get_driver(fb), "i915");
	drop(root, "sys/class/drm/card0");
	assert_int_equal(kexec_fb_find(fb), -ENODEV);
	assert_non_null(strstr(kexec_fb_reason(fb), "no display"));
	assert_null(kexec_fb_get_driver(fb));
	for (int v = 0; kexec_fb_value_name(v); v++) {
		assert_int_equal(kexec_fb_get_origin(fb, v)->source, KEXEC_FB_FROM_NOBODY);
		assert_string_equal(kexec_fb_get_origin(fb, v)->detail, "");
	}
	kexec_fb_free(fb);

	drop(root, "dev/dri/card0");
	for (size_t i = COUNT(dirs) - 1; i-- > 0;)
		drop(root, dirs[i]);
	drop(root, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_root_gives_no_object),
		cmocka_unit_test(asked_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
