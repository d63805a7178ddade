// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/uimage.h"

#include <errno.h>
#include <string.h>
#include <zlib.h>

#include "bytes.h"

/* U-Boot include/image.h, struct legacy_img_hdr */
#define UIMAGE_MAGIC	   0x27051956u
#define UIMAGE_SIZE	   64
#define UIMAGE_HCRC	   4
#define UIMAGE_DATA_SIZE   12
#define UIMAGE_DCRC	   24
#define UIMAGE_OS	   28
#define UIMAGE_ARCH	   29
#define UIMAGE_TYPE	   30
#define UIMAGE_COMP	   31
#define OS_LINUX	   5
#define ARCH_ARM64	   22
#define ARCH_RISCV	   26
#define ARCH_LOONGARCH64   29
#define TYPE_KERNEL	   2
#define TYPE_KERNEL_NOLOAD 14
#define COMP_NONE	   0
#define COMP_GZIP	   1

static int describe(const uint8_t *buf, struct kfb_kernel_id *id, struct kfb_error *err)
{
	if (buf[UIMAGE_OS] != OS_LINUX)
		return kfb_fail(err, ENOTSUP, UIMAGE_OS, "uImage is not for Linux");
	if (buf[UIMAGE_TYPE] != TYPE_KERNEL && buf[UIMAGE_TYPE] != TYPE_KERNEL_NOLOAD)
		return kfb_fail(err, ENOTSUP, UIMAGE_TYPE, "uImage holds no kernel");

	switch (buf[UIMAGE_ARCH]) {
	case ARCH_ARM64:
		id->arch = KFB_ARCH_ARM64;
		break;
	case ARCH_RISCV:
		id->arch = KFB_ARCH_RISCV64;
		break;
	case ARCH_LOONGARCH64:
		id->arch = KFB_ARCH_LOONGARCH64;
		break;
	}

	switch (buf[UIMAGE_COMP]) {
	case COMP_NONE:
		return 0;
	case COMP_GZIP:
		id->compression = KFB_COMPRESSION_GZIP;
		return 0;
	default:
		return kfb_fail(err, ENOTSUP, UIMAGE_COMP,
				"uImage is compressed with something other than gzip");
	}
}

static int check_crcs(const uint8_t *buf, const struct kfb_kernel_id *id, struct kfb_error *err)
{
	uint8_t header[UIMAGE_SIZE];

	/* the header's CRC is computed with its own field set to zero */
	memcpy(header, buf, UIMAGE_SIZE);
	memset(header + UIMAGE_HCRC, 0, 4);
	if (crc32_z(0, header, UIMAGE_SIZE) != kfb_get_be32(buf + UIMAGE_HCRC))
		return kfb_fail(err, EBADMSG, UIMAGE_HCRC, "uImage header checksum is wrong");
	if (crc32_z(0, buf + UIMAGE_SIZE, id->payload_size) != kfb_get_be32(buf + UIMAGE_DCRC))
		return kfb_fail(err, EBADMSG, UIMAGE_DCRC, "uImage data checksum is wrong");
	return 0;
}

int kfb_uimage_open(const uint8_t *buf, size_t len, struct kfb_kernel_id *id, struct kfb_error *err)
{
	int ret;

	if (len < 4 || kfb_get_be32(buf) != UIMAGE_MAGIC)
		return kfb_fail(err, ENOENT, 0, "not a uImage");
	if (len < UIMAGE_SIZE)
		return kfb_fail(err, EBADMSG, 0, "uImage header cut short");

	id->kind = KFB_KERNEL_UIMAGE;
	id->payload_offset = UIMAGE_SIZE;
	id->payload_size = kfb_get_be32(buf + UIMAGE_DATA_SIZE);
	/* kexec-tools' uImage_load() refuses trailing bytes, so refuse them too */
	if (id->payload_size != len - UIMAGE_SIZE)
		return kfb_fail(err, EBADMSG, UIMAGE_DATA_SIZE,
				"uImage size differs from the file's");
	ret = describe(buf, id, err);
	return ret ? ret : check_crcs(buf, id, err);
}
