// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "scanout/drm.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <drm_fourcc.h>
#include <xf86drm.h>
#include <xf86drmMode.h>

#include "scanout/drm_plane.h"
#include "scanout/keyval.h"
#include "screen_info/formats.h"
#include "util.h"

#define MAPPED_SIZE    128 /* four lines of a key and a number */
#define FOURCC_SIZE    sizeof("plane_fourcc XXXX\n")
#define CARD_PATH_SIZE (sizeof("/dev/dri/card") + 3 * sizeof(unsigned int))

static int ask_driver(int fd, struct kfb_drm *drm)
{
	drmVersionPtr version = drmGetVersion(fd);

	if (!version)
		return -errno;
	drm->driver = strndup(version->name, (size_t)version->name_len);
	drmFreeVersion(version);
	return drm->driver ? 0 : -ENOMEM;
}

static bool ask_crtc(int fd, uint32_t id, struct kfb_drm *drm)
{
	drmModeCrtcPtr crtc = drmModeGetCrtc(fd, id);

	if (!crtc)
		return false;
	drm->lit = crtc->mode_valid && crtc->buffer_id;
	if (drm->lit) {
		drm->crtc = id;
		drm->fb = crtc->buffer_id;
		drm->width = crtc->mode.hdisplay;
		drm->height = crtc->mode.vdisplay;
		drm->x = crtc->x;
		drm->y = crtc->y;
	}
	drmModeFreeCrtc(crtc);
	return drm->lit;
}

static int ask_fb2(int fd, struct kfb_drm *drm)
{
	drmModeFB2Ptr fb = drmModeGetFB2(fd, drm->fb);

	if (!fb)
		return -errno;
	drm->fb_width = fb->width;
	drm->fb_height = fb->height;
	drm->pitch = fb->pitches[0];
	drm->offset = fb->offsets[0];
	drm->fourcc = fb->pixel_format;
	if (fb->flags & DRM_MODE_FB_MODIFIERS)
		drm->modifier = fb->modifier;
	/* CAP_SYS_ADMIN gets buffer handles here; closing the file drops them. */
	drmModeFreeFB2(fb);
	return 0;
}

/* Kernels before 5.7 have no GETFB2. */
static int ask_fb(int fd, struct kfb_drm *drm)
{
	drmModeFBPtr fb = drmModeGetFB(fd, drm->fb);

	if (!fb)
		return -errno;
	drm->fb_width = fb->width;
	drm->fb_height = fb->height;
	drm->pitch = fb->pitch;
	drm->fourcc = kfb_fourcc_from_bpp(fb->bpp, fb->depth);
	drmModeFreeFB(fb);
	return 0;
}

static int ask_device(int fd, struct kfb_drm *drm)
{
	drmModeResPtr res;
	int ret = ask_driver(fd, drm);

	if (ret)
		return ret;
	res = drmModeGetResources(fd);
	if (!res)
		return 0; /* a card without KMS has a driver and shows nothing */
	for (int i = 0; i < res->count_crtcs; i++)
		if (ask_crtc(fd, res->crtcs[i], drm))
			break;
	drmModeFreeResources(res);

	if (drm->lit && ask_fb2(fd, drm) != 0 && ask_fb(fd, drm) != 0)
		drm->lit = false; /* the framebuffer was removed between the two calls */
	if (drm->lit)
		drm->plane_fourcc = kfb_drm_plane_fourcc(fd, drm->crtc, drm->fb);
	return 0;
}

static int ask_recorded(const struct kfb_sysroot *root, const char *path, struct kfb_drm *drm,
			struct kfb_error *err)
{
	struct kfb_bytes text;
	int ret = kfb_sysroot_read(root, path, &text);

	if (ret)
		return kfb_fail(err, -ret, KFB_NO_OFFSET, strerror(-ret));
	ret = kfb_drm_parse(text.data, text.len, drm, err);
	free(text.data);
	return ret;
}

void kfb_drm_record(const struct kfb_sysroot *root, unsigned int card, const struct kfb_drm *drm)
{
	char path[CARD_PATH_SIZE], *text;

	if (root->record_fd < 0)
		return;
	snprintf(path, sizeof(path), "/dev/dri/card%u", card);
	text = kfb_drm_format(drm);
	kfb_sysroot_record(root, path, text, text ? strlen(text) : 0);
	free(text);
}

int kfb_drm_ask(const struct kfb_sysroot *root, unsigned int card, struct kfb_drm *drm,
		struct kfb_error *err)
{
	char path[CARD_PATH_SIZE];
	int fd, ret;

	memset(drm, 0, sizeof(*drm));
	snprintf(path, sizeof(path), "/dev/dri/card%u", card);
	if (!root->live)
		return ask_recorded(root, path, drm, err);

	fd = kfb_sysroot_open_device(root, path, O_RDWR);
	if (fd < 0)
		return kfb_fail(err, -fd, KFB_NO_OFFSET, strerror(-fd));
	/*
	 * The first opener becomes DRM master, which would keep fbdev from restoring the
	 * console.
	 */
	if (drmIsMaster(fd))
		drmDropMaster(fd);
	ret = ask_device(fd, drm);
	close(fd);
	if (ret) {
		kfb_drm_free(drm);
		return kfb_fail(err, -ret, KFB_NO_OFFSET, strerror(-ret));
	}
	kfb_drm_record(root, card, drm);
	return 0;
}

void kfb_drm_free(struct kfb_drm *drm)
{
	free(drm->driver);
	memset(drm, 0, sizeof(*drm));
}

/* A fourcc as four characters.  Reject unprintable ones: no real card has them. */
static bool parse_fourcc(const char *s, uint32_t *fourcc)
{
	if (strlen(s) != 4)
		return false;
	*fourcc = (uint32_t)fourcc_code((uint8_t)s[0], (uint8_t)s[1], (uint8_t)s[2], (uint8_t)s[3]);
	return true;
}

int kfb_drm_parse(const char *text, size_t len, struct kfb_drm *drm, struct kfb_error *err)
{
	char *fourcc = NULL, *plane = NULL;
	uint32_t lit = 0, fbdev = 0, changing = 0;
	const struct kfb_keyval keys[] = {
		KFB_STRING("driver", drm->driver),
		KFB_STRING("fourcc", fourcc),
		KFB_STRING("plane_fourcc", plane),
		KFB_NUMBER("lit", lit),
		KFB_NUMBER("crtc", drm->crtc),
		KFB_NUMBER("fb", drm->fb),
		KFB_NUMBER("width", drm->width),
		KFB_NUMBER("height", drm->height),
		KFB_NUMBER("x", drm->x),
		KFB_NUMBER("y", drm->y),
		KFB_NUMBER("fb_width", drm->fb_width),
		KFB_NUMBER("fb_height", drm->fb_height),
		KFB_NUMBER("pitch", drm->pitch),
		KFB_NUMBER("offset", drm->offset),
		KFB_NUMBER("modifier", drm->modifier),
		KFB_NUMBER("mapped_start", drm->mapped.start),
		KFB_NUMBER("mapped_length", drm->mapped.length),
		KFB_NUMBER("mapped_pieces", drm->mapped.count),
		KFB_NUMBER("mapped_fbdev", fbdev),
		KFB_NUMBER("changing", changing),
	};
	int ret;

	memset(drm, 0, sizeof(*drm));
	ret = kfb_keyval_parse(text, len, keys, ARRAY_SIZE(keys), err);
	drm->lit = lit != 0;
	drm->mapped_fbdev = fbdev != 0;
	drm->changing = changing != 0;
	if (!ret && !drm->driver)
		ret = kfb_fail(err, EINVAL, len, "no driver named");
	if (!ret && ((fourcc && !parse_fourcc(fourcc, &drm->fourcc)) ||
		     (plane && !parse_fourcc(plane, &drm->plane_fourcc))))
		ret = kfb_fail(err, EINVAL, len, "a fourcc that is not four characters");
	free(fourcc);
	free(plane);
	if (ret)
		kfb_drm_free(drm);
	return ret;
}

static void format_fourcc(const char *key, uint32_t fourcc, char line[FOURCC_SIZE])
{
	if (fourcc)
		snprintf(line, FOURCC_SIZE, "%s %c%c%c%c\n", key, (int)(fourcc & 0xff),
			 (int)(fourcc >> 8 & 0xff), (int)(fourcc >> 16 & 0xff),
			 (int)(fourcc >> 24 & 0xff));
	else
		line[0] = '\0';
}

static void format_mapped(const struct kfb_drm *drm, char lines[MAPPED_SIZE])
{
	snprintf(lines, MAPPED_SIZE, "%s", drm->changing ? "changing 1\n" : "");
	if (drm->mapped.count)
		snprintf(lines, MAPPED_SIZE,
			 "mapped_start %#llx\nmapped_length %#llx\nmapped_pieces %u\n%s",
			 (unsigned long long)drm->mapped.start,
			 (unsigned long long)drm->mapped.length, drm->mapped.count,
			 drm->mapped_fbdev ? "mapped_fbdev 1\n" : "");
}

char *kfb_drm_format(const struct kfb_drm *drm)
{
	char fourcc[FOURCC_SIZE], plane[FOURCC_SIZE], mapped[MAPPED_SIZE], *text;
	int n;

	format_fourcc("fourcc", drm->fourcc, fourcc);
	format_fourcc("plane_fourcc", drm->plane_fourcc, plane);
	format_mapped(drm, mapped);
	if (!drm->lit)
		n = asprintf(&text, "driver %s\nlit 0\n", drm->driver);
	else
		n = asprintf(&text,
			     "driver %s\nlit 1\ncrtc %u\nfb %u\nwidth %u\nheight %u\n"
			     "x %u\ny %u\nfb_width %u\nfb_height %u\npitch %u\noffset %u\n"
			     "%s%smodifier %#llx\n%s",
			     drm->driver, drm->crtc, drm->fb, drm->width, drm->height, drm->x,
			     drm->y, drm->fb_width, drm->fb_height, drm->pitch, drm->offset, fourcc,
			     plane, (unsigned long long)drm->modifier, mapped);
	return n < 0 ? NULL : text;
}
