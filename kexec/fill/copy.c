// SPDX-License-Identifier: GPL-2.0-only
/* Write the filled copy.  Only this file does I/O: image.c and kernel/ judge. */
#include "fill/copy.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bytes.h"
#include "kernel/decompress.h"
#include "kernel/pe.h"
#include "util.h"

/* A signed image is followed by its certificates. */
#define TRAILER_MAX (1u << 20)

/* Receives decompressed bytes, and judges their header before the file grows. */
struct unpacking {
	int fd;
	uint8_t head[KFB_KERNEL_HEAD_SIZE];
	size_t head_len;
	uint64_t size;
	uint64_t limit;
	struct kfb_error *err;
};

/* Memory, too: the copy lies on a tmpfs. */
static const char *cannot_write(int ret)
{
	if (ret == -ENOSPC || ret == -ENOMEM)
		return "no space left for the copy of the kernel";
	return ret == -EFBIG ? "the copy of the kernel exceeds the limit of a file's size" :
			       "the copy of the kernel cannot be written";
}

static int judge_head(struct unpacking *u)
{
	uint64_t image_size;

	if (!kfb_kernel_head(u->head, &image_size))
		return kfb_fail(u->err, ENOEXEC, 0, "the compressed data are not a kernel image");
	if (image_size && image_size < KFB_KERNEL_MAX - TRAILER_MAX)
		u->limit = image_size + TRAILER_MAX;
	return 0;
}

static int unpack_write(void *ctx, const void *buf, size_t len)
{
	struct unpacking *u = ctx;
	int ret;

	if (u->head_len < KFB_KERNEL_HEAD_SIZE) {
		size_t n = KFB_KERNEL_HEAD_SIZE - u->head_len;

		n = n < len ? n : len;
		memcpy(u->head + u->head_len, buf, n);
		u->head_len += n;
		ret = u->head_len == KFB_KERNEL_HEAD_SIZE ? judge_head(u) : 0;
		if (ret)
			return ret;
	}
	if (len > u->limit - u->size)
		return kfb_fail(u->err, EFBIG, u->size,
				"decompresses to more than the image's header says");
	u->size += len;
	ret = kfb_write_all(u->fd, buf, len);
	return ret ? kfb_fail(u->err, -ret, u->size, cannot_write(ret)) : 0;
}

static int unpack(const uint8_t *src, const struct kfb_kernel_id *id, int fd, uint64_t *size,
		  struct kfb_error *err)
{
	struct kfb_error refusal = { 0 };
	struct unpacking u = { .fd = fd, .limit = KFB_KERNEL_MAX, .err = &refusal };
	const struct kfb_sink sink = { unpack_write, &u };
	int ret = kfb_decompress(id->compression, src + id->payload_offset, id->payload_size,
				 KFB_KERNEL_MAX, &sink, err);

	if (ret && err && refusal.reason)
		*err = refusal;
	else if (ret && err)
		err->offset += id->payload_offset;
	*size = u.size;
	return ret;
}

static int pread_pwrite(int fd, bool writing, void *p, size_t len, uint64_t offset)
{
	ssize_t n;

	do {
		n = writing ? pwrite(fd, p, len, (off_t)offset) : pread(fd, p, len, (off_t)offset);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return -errno;
	return (size_t)n == len ? 0 : -EIO;
}

/* Few bytes change, so pread() and pwrite() cost less than a writable mapping. */
static int patch(int fd, const struct kfb_fill_request *req, const struct kfb_fill_result *res,
		 struct kfb_error *err)
{
	bool guid = res->guid_offset != KFB_NO_OFFSET;
	uint8_t bytes[KEXEC_FB_SCREEN_INFO_SIZE + 1] = { 0 };
	struct kfb_fill_result local = *res;
	int ret =
		pread_pwrite(fd, false, bytes, KEXEC_FB_SCREEN_INFO_SIZE, res->screen_info_offset);

	if (ret == 0 && guid)
		ret = pread_pwrite(fd, false, bytes + KEXEC_FB_SCREEN_INFO_SIZE, 1,
				   res->guid_offset);
	if (ret)
		return kfb_fail(err, -ret, res->screen_info_offset, "the copy cannot be read");

	local.screen_info_offset = 0;
	local.guid_offset = guid ? KEXEC_FB_SCREEN_INFO_SIZE : KFB_NO_OFFSET;
	ret = kfb_fill_apply(bytes, sizeof(bytes), req, &local, err);
	if (ret)
		return ret;

	ret = pread_pwrite(fd, true, bytes, KEXEC_FB_SCREEN_INFO_SIZE, res->screen_info_offset);
	if (ret == 0 && guid)
		ret = pread_pwrite(fd, true, bytes + KEXEC_FB_SCREEN_INFO_SIZE, 1,
				   res->guid_offset);
	return ret ? kfb_fail(err, -ret, res->screen_info_offset, cannot_write(ret)) : 0;
}

/* Judge the file before writing the first byte. */
static int copy_plain(const uint8_t *src, size_t len, int out_fd,
		      const struct kfb_fill_request *req, struct kfb_fill_result *res,
		      struct kfb_error *err)
{
	int ret = kfb_fill_locate(src, len, req, res, err);

	if (ret)
		return ret;
	ret = kfb_write_all(out_fd, src, len);
	if (ret)
		return kfb_fail(err, -ret, 0, cannot_write(ret));
	return patch(out_fd, req, res, err);
}

static int copy_unpacked(const uint8_t *src, const struct kfb_kernel_id *id, int out_fd,
			 const struct kfb_fill_request *req, struct kfb_fill_result *res,
			 struct kfb_error *err)
{
	uint64_t size;
	uint8_t *copy;
	int ret = unpack(src, id, out_fd, &size, err);

	if (ret)
		return ret;
	if (size == 0)
		return kfb_fail(err, ENOEXEC, id->payload_offset, "the compressed data are empty");
	/* populate: avoids a page fault for every 64 KiB */
	copy = mmap(NULL, size, PROT_READ, MAP_SHARED | MAP_POPULATE, out_fd, 0);
	if (copy == MAP_FAILED)
		return kfb_fail(err, errno, 0, "the copy cannot be mapped");
	ret = kfb_fill_locate(copy, size, req, res, err);
	munmap(copy, size);
	return ret ? ret : patch(out_fd, req, res, err);
}

static bool has_initrd(const uint8_t *src, size_t len)
{
	struct kfb_pe_section initrd;
	struct kfb_pe pe;

	return kfb_pe_open(src, len, &pe, NULL) != 0 ||
	       kfb_pe_section(src, len, &pe, ".initrd", &initrd, NULL) != -ENOENT;
}

/*
 * A UKI's compressed kernel cannot be filled in place, and repacking would void the UKI's
 * signature too.  Besides the kernel, kexec uses only the UKI's initrd, and only if none was
 * named; it ignores the command line (uki_image_probe(), kexec-tools 2.0.30 to 2.0.32).  So
 * if no initrd would be lost, hand over the kernel alone.
 */
static int copy_uki(const uint8_t *src, size_t len, const struct kfb_kernel_id *uki, int out_fd,
		    const struct kfb_fill_request *req, struct kfb_fill_result *res,
		    struct kfb_error *err)
{
	struct kfb_kernel_id inner;

	if (kfb_kernel_identify(src + uki->payload_offset, uki->payload_size, &inner, NULL) ||
	    inner.compression == KFB_COMPRESSION_NONE)
		return copy_plain(src, len, out_fd, req, res, err);
	if (!req->initrd_given && has_initrd(src, len))
		return kfb_fail(err, ENOTSUP, uki->payload_offset,
				"UKI's .linux is compressed, and only with --initrd can its kernel be handed over alone");
	inner.payload_offset += uki->payload_offset;
	return copy_unpacked(src, &inner, out_fd, req, res, err);
}

int kfb_kernel_copy_filled(const uint8_t *src, size_t len, int out_fd,
			   const struct kfb_fill_request *req, struct kfb_fill_result *res,
			   struct kfb_error *err)
{
	struct kfb_kernel_id id;
	int ret;

	*res = (struct kfb_fill_result){ .guid_offset = KFB_NO_OFFSET };
	ret = kfb_kernel_identify(src, len, &id, err);
	if (ret)
		return ret;
	if (id.kind == KFB_KERNEL_BZIMAGE)
		return kfb_fail(err, ENOTSUP, 0,
				"x86 bzImage, whose screen_info is in boot_params");

	if (id.compression != KFB_COMPRESSION_NONE)
		ret = copy_unpacked(src, &id, out_fd, req, res, err);
	else if (id.kind == KFB_KERNEL_UIMAGE)
		ret = copy_plain(src + id.payload_offset, id.payload_size, out_fd, req, res, err);
	else if (id.kind == KFB_KERNEL_UKI)
		ret = copy_uki(src, len, &id, out_fd, req, res, err);
	else
		ret = copy_plain(src, len, out_fd, req, res, err);
	res->kind = id.kind;
	return ret;
}
