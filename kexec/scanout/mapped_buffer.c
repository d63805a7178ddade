// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "scanout/mapped_buffer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

#include <xf86drm.h>
#include <xf86drmMode.h>

#include "scanout/own_tables.h"

/* 16384x16384 pixels of 4 bytes: more than any CRTC has. */
#define MAX_LENGTH (1ull << 30)
#define BATCH	   256

/*
 * Make the driver map every page, by letting the kernel read one byte of each.  If the driver
 * has no page, the kernel's read fails with EFAULT, while our own would raise SIGBUS.  Into a
 * pipe, because RLIMIT_FSIZE does not count what is written there.
 */
static int touch(const uint8_t *map, size_t length, size_t page)
{
	struct iovec bytes[BATCH];
	char discarded[BATCH];
	int fds[2], n, ret = 0;

	if (pipe2(fds, O_CLOEXEC))
		return -errno;
	for (size_t at = 0; at < length && !ret;) {
		for (n = 0; n < BATCH && at < length; n++, at += page)
			bytes[n] = (struct iovec){ (void *)(uintptr_t)(map + at), 1 };
		if (writev(fds[1], bytes, n) != n || read(fds[0], discarded, (size_t)n) != n)
			ret = -EFAULT;
	}
	close(fds[0]);
	close(fds[1]);
	return ret;
}

static int follow(const struct kfb_sysroot *root, const void *map, size_t length,
		  struct kfb_runs *runs, const char **what)
{
	struct kfb_own_tables own;
	int ret;

	*what = "reading a byte of every page of the framebuffer";
	ret = touch(map, length, (size_t)sysconf(_SC_PAGESIZE));
	if (ret)
		return ret;
	ret = kfb_own_tables_open(root, &own, what);
	if (ret)
		return ret;
	*what = "following the page tables of this process";
	ret = kfb_page_table_runs(&own.table, (uint64_t)(uintptr_t)map, length, runs);
	kfb_own_tables_close(&own);
	return ret;
}

static int map_and_follow(const struct kfb_sysroot *root, int fd, uint64_t offset,
			  const struct kfb_drm *drm, struct kfb_runs *runs, const char **what)
{
	uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
	uint64_t length = (uint64_t)drm->pitch * drm->fb_height + drm->offset;
	void *map;
	int ret;

	*what = "the framebuffer's length";
	if (!length || length > MAX_LENGTH)
		return -ERANGE;
	length = (length + page - 1) & ~(page - 1);
	*what = "mmap of the framebuffer";
	map = mmap(NULL, (size_t)length, PROT_READ, MAP_SHARED, fd, (off_t)offset);
	if (map == MAP_FAILED)
		return -errno;
	ret = follow(root, map, (size_t)length, runs, what);
	munmap(map, (size_t)length);
	return ret;
}

/* Only root gets a handle: drm_mode_getfb2_ioctl(), drivers/gpu/drm/drm_framebuffer.c, 5.7. */
static uint32_t buffer_handle(int fd, uint32_t fb)
{
	drmModeFB2Ptr fb2 = drmModeGetFB2(fd, fb);
	drmModeFBPtr fb1 = fb2 ? NULL : drmModeGetFB(fd, fb);
	uint32_t handle = fb2 ? fb2->handles[0] : fb1 ? fb1->handle : 0;

	drmModeFreeFB2(fb2);
	drmModeFreeFB(fb1);
	return handle;
}

static int by_dumb(const struct kfb_sysroot *root, int card, const struct kfb_drm *drm,
		   struct kfb_runs *runs, const char **what)
{
	struct drm_mode_map_dumb dumb = { .handle = buffer_handle(card, drm->fb) };

	*what = "a handle of the framebuffer";
	if (!dumb.handle)
		return -EACCES;
	*what = "DRM_IOCTL_MODE_MAP_DUMB";
	if (drmIoctl(card, DRM_IOCTL_MODE_MAP_DUMB, &dumb))
		return -errno;
	return map_and_follow(root, card, dumb.offset, drm, runs, what);
}

static int by_fbdev(const struct kfb_sysroot *root, const struct kfb_drm *drm,
		    struct kfb_runs *runs, const char **what)
{
	int ret, fd = kfb_sysroot_open_device(root, "/dev/fb0", O_RDONLY);

	*what = "/dev/fb0";
	if (fd < 0)
		return fd;
	ret = map_and_follow(root, fd, 0, drm, runs, what);
	close(fd);
	return ret;
}

static bool is_still_shown(int card, const struct kfb_drm *drm)
{
	drmModeCrtcPtr crtc = drmModeGetCrtc(card, drm->crtc);
	bool same = crtc && crtc->mode_valid && crtc->buffer_id == drm->fb;

	drmModeFreeCrtc(crtc);
	return same;
}

int kfb_mapped_buffer_ask(const struct kfb_sysroot *root, unsigned int card, enum kfb_mapping by,
			  struct kfb_drm *drm, const char **what)
{
	char path[sizeof("/dev/dri/card") + 3 * sizeof(card)];
	struct kfb_runs runs = { 0 };
	int fd, ret;

	snprintf(path, sizeof(path), "/dev/dri/card%u", card);
	*what = "the card";
	fd = kfb_sysroot_open_device(root, path, O_RDWR);
	if (fd < 0)
		return fd;
	if (drmIsMaster(fd))
		drmDropMaster(fd);
	ret = by == KFB_MAP_DUMB ? by_dumb(root, fd, drm, &runs, what) :
				   by_fbdev(root, drm, &runs, what);
	/* A failure may be due to that, so check it first. */
	if (!is_still_shown(fd, drm)) {
		*what = "another framebuffer is shown meanwhile";
		ret = -EAGAIN;
	}
	close(fd);
	if (!ret) {
		drm->mapped = runs;
		drm->mapped_fbdev = by == KFB_MAP_FBDEV;
	}
	return ret;
}
