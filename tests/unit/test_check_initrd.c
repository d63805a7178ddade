// SPDX-License-Identifier: GPL-2.0-only
/* Initrds as they occur: sequences of archives, made with libarchive. */
#include "unit.h"

#include <archive.h>
#include <archive_entry.h>

#include "check/initrd.h"

#define ROOM (256u * 1024)

struct seen {
	char names[512];
	char contents[64];
};

static bool wants(void *ctx, const char *path)
{
	struct seen *s = ctx;

	strcat(strcat(s->names, path), "|");
	return strstr(path, "hv_vmbus") != NULL;
}

static void file(void *ctx, const char *path, const uint8_t *data, size_t len)
{
	struct seen *s = ctx;

	(void)path;
	assert_true(len < sizeof(s->contents));
	memcpy(s->contents, data, len);
}

static void add_file(struct archive *a, const char *path, const char *text)
{
	struct archive_entry *e = archive_entry_new();

	archive_entry_set_pathname(e, path);
	archive_entry_set_filetype(e, AE_IFREG);
	archive_entry_set_perm(e, 0644);
	archive_entry_set_size(e, (int64_t)strlen(text));
	assert_int_equal(archive_write_header(a, e), ARCHIVE_OK);
	assert_int_equal(archive_write_data(a, text, strlen(text)), (la_ssize_t)strlen(text));
	archive_entry_free(e);
}

/* Append an archive of two files; filter NULL: not compressed. */
static size_t add(uint8_t *buf, size_t at, const char *filter, const char *path, const char *text)
{
	struct archive *a = archive_write_new();
	size_t used = 0;

	assert_int_equal(archive_write_set_format_cpio_newc(a), ARCHIVE_OK);
	if (filter)
		assert_int_equal(archive_write_add_filter_by_name(a, filter), ARCHIVE_OK);
	archive_write_set_bytes_in_last_block(a, 1);
	assert_int_equal(archive_write_open_memory(a, buf + at, ROOM - at, &used), ARCHIVE_OK);
	add_file(a, path, text);
	assert_int_equal(archive_write_close(a), ARCHIVE_OK);
	archive_write_free(a);
	return at + used;
}

/* Walk exactly these bytes, on the heap, so that ASan sees one byte too many. */
static int walk(const uint8_t *buf, size_t len, struct seen *seen, struct kfb_error *err)
{
	struct kfb_initrd_visitor v = { wants, file, seen };
	uint8_t *heap = malloc(len + 1);
	int ret;

	memset(seen, 0, sizeof(*seen));
	memcpy(heap, buf, len);
	ret = kfb_initrd_walk(heap, len, &v, err);
	free(heap);
	return ret;
}

#define MODULE "usr/lib/modules/6.1/kernel/drivers/hv/hv_vmbus.ko"

static void each_compression(void **state)
{
	static const char *const filters[] = { NULL, "gzip", "zstd", "xz", "lz4", "lzma", "bzip2" };
	uint8_t *buf = calloc(1, ROOM);

	(void)state;
	for (size_t i = 0; i < COUNT(filters); i++) {
		struct seen seen;
		size_t len = add(buf, 0, filters[i], MODULE, "framebuffer");

		assert_int_equal(walk(buf, len, &seen, NULL), 0);
		assert_string_equal(seen.names, MODULE "|");
		assert_string_equal(seen.contents, "framebuffer");
	}
	free(buf);
}

/* First microcode, padded to a block; then a compressed archive; then one more. */
static void one_behind_the_other(void **state)
{
	uint8_t *buf = calloc(1, ROOM);
	struct seen seen;
	size_t len = add(buf, 0, NULL, "kernel/x86/microcode/GenuineIntel.bin", "\1\2\3");

	(void)state;
	len = (len + 511) & ~(size_t)511;
	len = add(buf, len, NULL, "early2", "");
	len = add(buf, len, "zstd", "main", "");
	assert_int_equal(walk(buf, len, &seen, NULL), 0);
	assert_string_equal(seen.names, "kernel/x86/microcode/GenuineIntel.bin|early2|main|");

	len = add(buf, 0, "gzip", "first", "");
	len = add(buf, len, "gzip", "second", "");
	assert_int_equal(walk(buf, len, &seen, NULL), 0);
	assert_string_equal(seen.names, "first|second|");

	memset(buf, 0, ROOM);
	len = add(buf, 0, "gzip", "first", "");
	len = add(buf, (len + 3) & ~(size_t)3, NULL, "second", "");
	assert_int_equal(walk(buf, len, &seen, NULL), 0);
	assert_string_equal(seen.names, "first|second|");
	free(buf);
}

static void damaged(void **state)
{
	uint8_t *buf = calloc(1, ROOM);
	struct kfb_error err = { 0 };
	struct seen seen;
	size_t len = add(buf, 0, NULL, "whole", "");

	(void)state;
	assert_int_equal(walk(buf, 0, &seen, &err), 0);
	memcpy(buf + len, "no archive at all", 17);
	assert_int_equal(walk(buf, len + 17, &seen, &err), -EBADMSG);
	assert_string_equal(seen.names, "whole|");
	assert_true(err.offset >= len && err.reason);
	assert_int_equal(walk(buf, 60, &seen, &err), -EBADMSG);
	len = add(buf, 0, "gzip", MODULE, "framebuffer");
	assert_int_equal(walk(buf, len / 2, &seen, &err), -EBADMSG);
	free(buf);
}

static void names(void **state)
{
	char name[16];

	(void)state;
	assert_true(kfb_module_name("a/b/hv-vmbus.ko", name, sizeof(name)));
	assert_string_equal(name, "hv_vmbus");
	assert_true(kfb_module_name("simpledrm.ko.zst", name, sizeof(name)));
	assert_string_equal(name, "simpledrm");
	assert_false(kfb_module_name("x.kobold", name, sizeof(name)));
	assert_false(kfb_module_name(".ko", name, sizeof(name)));
	assert_false(kfb_module_name("a.ko/x", name, sizeof(name)));
	assert_false(kfb_module_name("a_name_too_long_for_it.ko", name, sizeof(name)));
	assert_true(kfb_is_display_module("kernel/drivers/gpu/drm/tiny/bochs.ko.xz"));
	assert_false(kfb_is_display_module("kernel/drivers/hv/hv_vmbus.ko"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_compression),
		cmocka_unit_test(one_behind_the_other),
		cmocka_unit_test(damaged),
		cmocka_unit_test(names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
