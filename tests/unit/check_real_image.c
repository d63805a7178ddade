// SPDX-License-Identifier: GPL-2.0-only
/*
 * check_real_image [--expect-none] FILE...
 *
 * Fill a copy of each real kernel file as the command does, and print where; fails unless
 * every one has exactly one place for it.  --expect-none: unless every one is refused
 * because it exports no such symbol (arm64 5.10).  The times are for a person to look at.
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

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* Exactly the wanted bytes differ between a kernel that is copied as it is and its copy. */
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

static int check_buffer(const char *path, const uint8_t *src, size_t len, int expect_none)
{
	struct kfb_fill_request req = { .arch = KFB_ARCH_ARM64, .neutralise_efi_table = true };
	struct kfb_fill_result res;
	struct kfb_error err = { 0 };
	int fd = memfd_create("copy", MFD_CLOEXEC);
	double start = now_ms();
	int ret;

	if (fd < 0)
		return -1;
	memset(req.screen_info, 0x5a, sizeof(req.screen_info));
	ret = kfb_kernel_copy_filled(src, len, fd, &req, &res, &err);
	if (ret)
		printf("%s: %s: offset 0x%" PRIx64 ": %s\n", path, res.release.release,
		       err.offset, err.reason);
	else
		print_result(path, &res, now_ms() - start);
	if (ret == 0 && res.size == len && check_difference(src, fd, &req, &res) != 0) {
		printf("%s: the copy differs elsewhere\n", path);
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

int main(int argc, char **argv)
{
	int expect_none = argc > 1 && strcmp(argv[1], "--expect-none") == 0;
	int failed = 0;

	if (argc < 2 + expect_none) {
		fprintf(stderr, "usage: check_real_image [--expect-none] FILE...\n");
		return 2;
	}
	for (int i = 1 + expect_none; i < argc; i++)
		failed |= check_file(argv[i], expect_none);
	return failed;
}
