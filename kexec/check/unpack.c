// SPDX-License-Identifier: GPL-2.0-only
#include "check/unpack.h"

#include <errno.h>
#include <stdlib.h>

#include "check/archive.h"

#define CHUNK (1u << 20)

static int read_all(const struct kfb_archive *lib, struct archive *a, size_t limit,
		    struct kfb_unpacked *out, struct kfb_error *err)
{
	size_t room = 0;
	uint8_t *grown;
	la_ssize_t n;

	for (;;) {
		if (room - out->len < CHUNK) {
			room = room ? 2 * room : 4 * CHUNK;
			grown = realloc(out->data, room);
			if (!grown)
				return kfb_fail(err, ENOMEM, 0, "no memory to decompress");
			out->data = grown;
		}
		n = lib->archive_read_data(a, out->data + out->len, CHUNK);
		if (n == ARCHIVE_RETRY)
			continue;
		if (n < 0)
			return kfb_fail(err, EBADMSG, (uint64_t)lib->archive_filter_bytes(a, -1),
					"compressed data is damaged");
		if (n == 0)
			return 0;
		out->len += (size_t)n;
		if (out->len > limit)
			return kfb_fail(err, EFBIG, (uint64_t)lib->archive_filter_bytes(a, -1),
					"decompresses to more than is sensible");
	}
}

/*
 * archive_read_support_filter_all() would also take mail and RPM files apart, so choose the
 * filters.  One that libarchive was built without fails here and is not used.
 */
static void support_filters(const struct kfb_archive *lib, struct archive *a)
{
	lib->archive_read_support_filter_gzip(a);
	lib->archive_read_support_filter_zstd(a);
	lib->archive_read_support_filter_xz(a);
	lib->archive_read_support_filter_lzma(a);
	lib->archive_read_support_filter_lz4(a);
	lib->archive_read_support_filter_bzip2(a);
}

static int unpack(const struct kfb_archive *lib, struct archive *a, const uint8_t *in, size_t len,
		  size_t limit, struct kfb_unpacked *out, struct kfb_error *err)
{
	struct archive_entry *entry;

	support_filters(lib, a);
	if (lib->archive_read_support_format_raw(a) != ARCHIVE_OK ||
	    lib->archive_read_open_memory(a, in, len) != ARCHIVE_OK ||
	    lib->archive_read_next_header(a, &entry) != ARCHIVE_OK)
		return kfb_fail(err, EBADMSG, 0, "cannot be decompressed");
	return read_all(lib, a, limit, out, err);
}

int kfb_unpack(const uint8_t *in, size_t len, size_t limit, struct kfb_unpacked *out,
	       struct kfb_error *err)
{
	struct kfb_archive lib;
	struct archive *a;
	int ret;

	*out = (struct kfb_unpacked){ 0 };
	ret = kfb_archive_open(&lib, &a, err);
	if (ret)
		return ret;
	ret = unpack(&lib, a, in, len, limit, out, err);
	out->used = (size_t)lib.archive_filter_bytes(a, -1);
	lib.archive_read_free(a);
	if (ret) {
		free(out->data);
		out->data = NULL;
		out->len = 0;
	}
	return ret;
}
