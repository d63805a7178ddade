// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/zboot.h"

#include <errno.h>
#include <string.h>

#include "bytes.h"
#include "util.h"

#define ZBOOT_TYPE	      4
#define ZBOOT_PAYLOAD_OFFSET  8
#define ZBOOT_PAYLOAD_SIZE    12
#define ZBOOT_COMPRESSION     24
#define ZBOOT_HEADER_SIZE     64
#define ZBOOT_COMPRESSION_MAX (56 - ZBOOT_COMPRESSION) /* up to LINUX_PE_MAGIC */

/* COMP_TYPE of Makefile.zboot: "zstd22" at first (6.1), now "zstd" (7.2) */
static const struct {
	const char *name;
	enum kfb_compression compression;
	const char *refusal;
} methods[] = {
	{ "gzip", KFB_COMPRESSION_GZIP, NULL },
	{ "zstd22", KFB_COMPRESSION_ZSTD, NULL },
	{ "zstd", KFB_COMPRESSION_ZSTD, NULL },
	{ "xzkern", KFB_COMPRESSION_XZ, NULL },
	{ "lzma", KFB_COMPRESSION_LZMA, NULL },
	{ "lz4", 0, "zboot payload is compressed with lz4 (supported: gzip, zstd, xz, lzma)" },
	{ "lzo", 0, "zboot payload is compressed with lzo (supported: gzip, zstd, xz, lzma)" },
	{ "bzip2", 0, "zboot payload is compressed with bzip2 (supported: gzip, zstd, xz, lzma)" },
};

static int method(const char *name, struct kfb_kernel_id *id, struct kfb_error *err)
{
	for (size_t i = 0; i < ARRAY_SIZE(methods); i++) {
		if (strncmp(name, methods[i].name, ZBOOT_COMPRESSION_MAX) != 0)
			continue;
		if (methods[i].refusal)
			return kfb_fail(err, ENOTSUP, ZBOOT_COMPRESSION, methods[i].refusal);
		id->compression = methods[i].compression;
		return 0;
	}
	return kfb_fail(err, ENOTSUP, ZBOOT_COMPRESSION,
			"zboot payload is compressed in an unknown way");
}

int kfb_zboot_open(const uint8_t *buf, size_t len, struct kfb_kernel_id *id, struct kfb_error *err)
{
	if (!kfb_fits(len, 0, ZBOOT_PAYLOAD_OFFSET) || memcmp(buf, "MZ", 2) != 0 ||
	    memcmp(buf + ZBOOT_TYPE, "zimg", 4) != 0)
		return kfb_fail(err, ENOENT, 0, "not a zboot image");
	if (len < ZBOOT_HEADER_SIZE)
		return kfb_fail(err, EBADMSG, 0, "zboot header cut short");

	id->kind = KFB_KERNEL_ZBOOT;
	id->payload_offset = kfb_get_le32(buf + ZBOOT_PAYLOAD_OFFSET);
	id->payload_size = kfb_get_le32(buf + ZBOOT_PAYLOAD_SIZE);
	if (id->payload_offset < ZBOOT_HEADER_SIZE || !id->payload_size)
		return kfb_fail(err, EBADMSG, ZBOOT_PAYLOAD_OFFSET, "zboot payload is misplaced");
	if (!kfb_fits(len, id->payload_offset, id->payload_size))
		return kfb_fail(err, EBADMSG, ZBOOT_PAYLOAD_OFFSET,
				"zboot payload reaches beyond end of file");
	return method((const char *)buf + ZBOOT_COMPRESSION, id, err);
}
