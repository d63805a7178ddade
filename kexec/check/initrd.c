// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "check/initrd.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "check/archive.h"
#include "check/unpack.h"

#define LIMIT	   ((size_t)2 << 30)
#define FILE_LIMIT ((int64_t)64 << 20) /* of a file whose contents are wanted */

/* Does an uncompressed archive start here, as the kernel would see it ("0707")? */
static bool is_cpio(const uint8_t *at, size_t left)
{
	return left >= 6 && (memcmp(at, "070701", 6) == 0 || memcmp(at, "070702", 6) == 0);
}

static int visit(const struct kfb_archive *lib, struct archive *a, struct archive_entry *entry,
		 const struct kfb_initrd_visitor *v)
{
	const char *path = lib->archive_entry_pathname(entry);
	int64_t size = lib->archive_entry_size(entry);
	uint8_t *data;

	if (!path || lib->archive_entry_filetype(entry) != AE_IFREG || !v->wants(v->ctx, path) ||
	    size < 0 || size > FILE_LIMIT)
		return 0;
	data = malloc((size_t)size + 1);
	if (!data)
		return -ENOMEM;
	if (lib->archive_read_data(a, data, (size_t)size) == size)
		v->file(v->ctx, path, data, (size_t)size);
	free(data);
	return 0;
}

static int walk_entries(const struct kfb_archive *lib, struct archive *a,
			const struct kfb_initrd_visitor *v, struct kfb_error *err)
{
	struct archive_entry *entry;
	int status, ret;

	while ((status = lib->archive_read_next_header(a, &entry)) == ARCHIVE_OK ||
	       status == ARCHIVE_WARN) {
		ret = visit(lib, a, entry, v);
		if (ret)
			return kfb_fail(err, -ret, 0, "no memory for a file of the initrd");
	}
	return status == ARCHIVE_EOF ?
		       0 :
		       kfb_fail(err, EBADMSG, (uint64_t)lib->archive_filter_bytes(a, 0),
				"the archive is damaged or cut short");
}

/* Walk through one archive; *used is its length with the trailer. */
static int walk_cpio(const uint8_t *data, size_t len, const struct kfb_initrd_visitor *v,
		     size_t *used, struct kfb_error *err)
{
	struct kfb_archive lib;
	struct archive *a;
	int ret = kfb_archive_open(&lib, &a, err);

	if (ret)
		return ret;
	if (lib.archive_read_support_format_cpio(a) != ARCHIVE_OK ||
	    lib.archive_read_open_memory(a, data, len) != ARCHIVE_OK)
		ret = kfb_fail(err, EBADMSG, 0, "cannot be read as an archive");
	else
		ret = walk_entries(&lib, a, v, err);
	*used = (size_t)lib.archive_filter_bytes(a, 0);
	lib.archive_read_free(a);
	return ret;
}

static int walk(const uint8_t *data, size_t len, bool inside, const struct kfb_initrd_visitor *v,
		struct kfb_error *err);

static int walk_compressed(const uint8_t *data, size_t len, const struct kfb_initrd_visitor *v,
			   size_t *used, struct kfb_error *err)
{
	struct kfb_unpacked unpacked;
	int ret = kfb_unpack(data, len, LIMIT, &unpacked, err);

	if (ret)
		return ret;
	*used = unpacked.used;
	if (unpacked.len < 6 || !is_cpio(unpacked.data, unpacked.len))
		ret = kfb_fail(err, EBADMSG, 0, "not compressed in a way that is known");
	else
		ret = walk(unpacked.data, unpacked.len, true, v, err);
	free(unpacked.data);
	return ret;
}

static int walk(const uint8_t *data, size_t len, bool inside, const struct kfb_initrd_visitor *v,
		struct kfb_error *err)
{
	size_t at = 0;

	for (;;) {
		size_t used = 0;
		int ret;

		while (at < len && !data[at])
			at++;
		if (at == len)
			return 0;
		if (is_cpio(data + at, len - at))
			ret = walk_cpio(data + at, len - at, v, &used, err);
		else if (!inside)
			ret = walk_compressed(data + at, len - at, v, &used, err);
		else
			ret = kfb_fail(err, EBADMSG, 0, "not an archive");
		if (!ret && (!used || used > len - at))
			ret = kfb_fail(err, EBADMSG, 0, "an archive without an end");
		if (ret) {
			if (err)
				err->offset += at;
			return ret;
		}
		at += used;
	}
}

int kfb_initrd_walk(const uint8_t *data, size_t len, const struct kfb_initrd_visitor *visitor,
		    struct kfb_error *err)
{
	return walk(data, len, false, visitor, err);
}

bool kfb_module_name(const char *path, char *name, size_t size)
{
	const char *slash = strrchr(path, '/'), *start = slash ? slash + 1 : path;
	const char *end = strstr(start, ".ko");
	size_t len = end ? (size_t)(end - start) : 0;

	if (!len || len >= size || (end[3] && end[3] != '.'))
		return false;
	for (size_t i = 0; i < len; i++)
		name[i] = start[i] == '-' ? '_' : start[i];
	name[len] = '\0';
	return true;
}

bool kfb_is_display_module(const char *path)
{
	char name[sizeof("virtio_pci")];

	/* It drives no display, but decides what a VirtIO-VGA shows. */
	if (kfb_module_name(path, name, sizeof(name)) && strcmp(name, "virtio_pci") == 0)
		return true;
	return strstr(path, ".ko") &&
	       (strstr(path, "/drivers/gpu/drm/") || strstr(path, "/drivers/video/fbdev/"));
}
