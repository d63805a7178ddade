// SPDX-License-Identifier: GPL-2.0-only
#include "unit.h"

#include <zlib.h>

#include "kernel/config.h"

static const char debian[] = "#\n# Automatically generated file; DO NOT EDIT.\n"
			     "# Linux/x86 6.1.192 Kernel Configuration\n#\n"
			     "CONFIG_SYSFB=y\n# CONFIG_SYSFB_SIMPLEFB is not set\nCONFIG_FB_EFI=y\n"
			     "CONFIG_DRM_SIMPLEDRM=m\nCONFIG_LOG_BUF_SHIFT=17\n";

static struct kfb_config config(const char *text)
{
	return (struct kfb_config){ text, strlen(text) };
}

static void values(void **state)
{
	struct kfb_config c = config(debian);

	(void)state;
	assert_int_equal(kfb_config_check(&c, NULL), 0);
	assert_int_equal(kfb_config_value(&c, "FB_EFI"), 'y');
	assert_int_equal(kfb_config_value(&c, "DRM_SIMPLEDRM"), 'm');
	assert_int_equal(kfb_config_value(&c, "SYSFB_SIMPLEFB"), 'n');
	assert_int_equal(kfb_config_value(&c, "LOG_BUF_SHIFT"), '1');
	/* names that others begin or end with */
	assert_int_equal(kfb_config_value(&c, "FB"), 'n');
	assert_int_equal(kfb_config_value(&c, "EFI"), 'n');
	assert_int_equal(kfb_config_version(&c), 6001);
}

static void odd_texts(void **state)
{
	static const char cut[] = "CONFIG_FB_EFI=", comment[] = "# CONFIG_FB_EFI=y\n";
	struct kfb_config c = config(cut);

	(void)state;
	assert_int_equal(kfb_config_value(&c, "FB_EFI"), 'n');
	assert_int_equal(kfb_config_version(&c), 0);
	c = config(comment);
	assert_int_equal(kfb_config_value(&c, "FB_EFI"), 'n');
	assert_int_equal(kfb_config_check(&c, NULL), -EBADMSG);
	c = config("# Linux/arm64 5.10 Kernel Configuration\n");
	assert_int_equal(kfb_config_version(&c), 5010);
	c = config("# Linux/arm64 5");
	assert_int_equal(kfb_config_version(&c), 0);
	c = config("# Linux/");
	assert_int_equal(kfb_config_version(&c), 0);
	c = config("");
	assert_int_equal(kfb_config_value(&c, "FB_EFI"), 'n');
}

static size_t gzip(const char *text, uint8_t *out, size_t room)
{
	z_stream z = { 0 };

	assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
	z.next_in = (Bytef *)(uintptr_t)text;
	z.avail_in = (uInt)strlen(text);
	z.next_out = out;
	z.avail_out = (uInt)room;
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	deflateEnd(&z);
	return room - z.avail_out;
}

/* An image with a lone start mark (a string of the kernel's own), then the configuration. */
static size_t make_image(uint8_t *image, size_t room)
{
	size_t at = 100;

	memset(image, 0, room);
	memcpy(image + at, "IKCFG_ST", 8);
	at += 50;
	memcpy(image + at, "IKCFG_ST", 8);
	at += 8 + gzip(debian, image + at + 8, room - at - 16);
	memcpy(image + at, "IKCFG_ED", 8);
	return at + 8;
}

static void extracted(void **state)
{
	uint8_t image[2048];
	size_t image_len = make_image(image, sizeof(image)), len;
	char *text;

	(void)state;
	assert_int_equal(kfb_config_extract(image, image_len, &text, &len, NULL), 0);
	assert_int_equal(len, sizeof(debian) - 1);
	assert_string_equal(text, debian);
	free(text);
}

static void not_extracted(void **state)
{
	uint8_t image[2048];
	size_t image_len = make_image(image, sizeof(image)), len;
	struct kfb_error err;
	char *text;

	(void)state;
	image[image_len - 20] ^= 0xff;
	assert_int_equal(kfb_config_extract(image, image_len, &text, &len, &err), -EBADMSG);
	assert_true(err.offset > 150);
	memset(image, 0, sizeof(image));
	assert_int_equal(kfb_config_extract(image, sizeof(image), &text, &len, &err), -ENOENT);
	assert_int_equal(kfb_config_extract(image, 0, &text, &len, &err), -ENOENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values),
		cmocka_unit_test(odd_texts),
		cmocka_unit_test(extracted),
		cmocka_unit_test(not_extracted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
