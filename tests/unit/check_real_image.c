// SPDX-License-Identifier: GPL-2.0-only
/*
 * check_real_image [--arch=NAME] [--expect-none] FILE...
 *
 * Fill a copy of each real kernel file as the command does, read it back, and print where.
 * Fail unless each has exactly one place for it; with --expect-none, unless each is refused
 * because it exports no such symbol (arm64 5.10).  The default architecture is arm64.  The
 * times are only for a person to look at.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "fill/copy.h"
#include "kexec-fb.h"

static const struct kexec_fb_mode shown = {
	.base = 0x1c0000000,
	.size = 5120 * 800,
	.width = 1280,
	.height = 800,
	.stride = 5120,
	.fourcc = 0x34325258, /* XR24 */
};
static enum kfb_arch arch = KFB_ARCH_ARM64;

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* Compare a kernel that was copied unpacked with its copy: exactly the wanted bytes differ. */
static int check_difference(const uint8_t *src, int fd, const struct kfb_fill_request *req,
			    const struct kfb_fill_result *res)
{
	uint8_t *copy = mmap(NULL, res->size, PROT_READ, MAP_SHARED, fd, 0);
	uint64_t i = 0;

	if (copy == MAP_FAILED)
		return -1;
	for (; i < res->size; i++) {
		uint8_t want = src[i];

		if (i - res->screen_info_offset < KEXEC_FB_SCREEN_INFO_SIZE)
			want = req->screen_info[i - res->screen_info_offset];
		if (i == res->guid_offset)
			want = 0x6a;
		if (copy[i] != want)
			break;
	}
	munmap(copy, res->size);
	return i == res->size ? 0 : -1;
}

static void print_result(const char *path, const struct kfb_fill_result *res, double ms)
{
	printf("%s: %s %s %s: %s at 0x%" PRIx64 " (%s)", path, kfb_arch_name(res->arch),
	       kfb_kernel_kind_name(res->kind), res->release.release, res->symbol,
	       res->screen_info_offset, res->source);
	if (res->guid_offset != KFB_NO_OFFSET)
		printf(", EFI table GUID byte at 0x%" PRIx64, res->guid_offset);
	printf(", %.1f MB copied in %.1f ms\n", (double)res->size / 1e6, ms);
}

/* The copy must show the framebuffer, and must be refused if it is to be filled again. */
static int read_back(int fd, const struct kfb_fill_request *req, const struct kfb_fill_result *res)
{
	uint8_t *copy = mmap(NULL, res->size, PROT_READ, MAP_SHARED, fd, 0);
	struct kexec_fb_mode mode;
	struct kfb_fill_result again;
	int ret;

	if (copy == MAP_FAILED)
		return -1;
	ret = memcmp(copy + res->screen_info_offset, req->screen_info, sizeof(req->screen_info)) ||
	      kexec_fb_decode(copy + res->screen_info_offset, &mode) ||
	      memcmp(&mode, &shown, sizeof(mode)) ||
	      kfb_fill_locate(copy, res->size, req, &again, NULL) != -ENOTEMPTY;
	munmap(copy, res->size);
	return ret ? -1 : 0;
}

static int check_buffer(const char *path, const uint8_t *src, size_t len, int expect_none)
{
	struct kfb_fill_request req = { .arch = arch, .neutralise_efi_table = true };
	struct kfb_fill_result res;
	struct kfb_error err = { 0 };
	int fd = memfd_create("copy", MFD_CLOEXEC);
	double start = now_ms();
	int ret;

	if (fd < 0)
		return -1;
	if (kexec_fb_encode(&shown, KEXEC_FB_VIDEO_TYPE_EFI, req.screen_info))
		return -1;
	ret = kfb_kernel_copy_filled(src, len, fd, &req, &res, &err);
	if (ret)
		printf("%s: %s: offset 0x%" PRIx64 ": %s\n", path, res.release.release, err.offset,
		       err.reason);
	else
		print_result(path, &res, now_ms() - start);
	if (ret == 0 && res.size == len && check_difference(src, fd, &req, &res) != 0) {
		printf("%s: the copy differs elsewhere\n", path);
		ret = -EIO;
	}
	if (ret == 0 && read_back(fd, &req, &res) != 0) {
		printf("%s: the copy does not read back\n", path);
		ret = -EIO;
	}
	close(fd);
	return expect_none ? ret != -ENOENT : ret != 0;
}

static int check_file(const char *path, int expect_none)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	uint8_t *src;
	int ret;

	if (fd < 0 || fstat(fd, &st) != 0) {
		perror(path);
		return 1;
	}
	src = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	if (src == MAP_FAILED) {
		perror(path);
		return 1;
	}
	ret = check_buffer(path, src, (size_t)st.st_size, expect_none);
	munmap(src, (size_t)st.st_size);
	return ret;
}

static int take_arch(const char *name)
{
	for (arch = KFB_ARCH_ARM64; arch <= KFB_ARCH_LOONGARCH64; arch++)
		if (strcmp(kfb_arch_name(arch), name) == 0)
			return 0;
	return -1;
}

int main(int argc, char **argv)
{
	bool expect_none = false, usage = false;
	int failed = 0, i;

	for (i = 1; i < argc && argv[i][0] == '-'; i++)
		if (strcmp(argv[i], "--expect-none") == 0)
			expect_none = true;
		else
			usage |= strncmp(argv[i], "--arch=", 7) != 0 || take_arch(argv[i] + 7);
	if (usage || i == argc) {
		fprintf(stderr, "usage: check_real_image [--arch=NAME] [--expect-none] FILE...\n");
		return 2;
	}
	for (; i < argc; i++)
		failed |= check_file(argv[i], expect_none);
	return failed;
}
