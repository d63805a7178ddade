// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "scanout/fbdev.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "scanout/keyval.h"
#include "util.h"

#define FB0	  "/dev/fb0"
#define FB0_SYSFS "/sys/class/graphics/fb0/"

static void find_fourcc(struct kfb_fbdev *fbdev)
{
	const struct kfb_format *f = kfb_format_by_layout(&fbdev->layout);

	fbdev->layout.fourcc = f ? f->fourcc : 0;
}

static struct kfb_channel channel(const struct fb_bitfield *field)
{
	return (struct kfb_channel){ .size = (uint8_t)field->length,
				     .pos = (uint8_t)field->offset };
}

static int ask_device(int fd, struct kfb_fbdev *fbdev)
{
	struct fb_fix_screeninfo fix = { 0 };
	struct fb_var_screeninfo var = { 0 };

	if (ioctl(fd, FBIOGET_FSCREENINFO, &fix) || ioctl(fd, FBIOGET_VSCREENINFO, &var))
		return -errno;
	memcpy(fbdev->id, fix.id, sizeof(fix.id));
	fbdev->smem_start = fix.smem_start;
	fbdev->smem_len = fix.smem_len;
	fbdev->line_length = fix.line_length;
	fbdev->xres = var.xres;
	fbdev->yres = var.yres;
	fbdev->xoffset = var.xoffset;
	fbdev->yoffset = var.yoffset;
	fbdev->layout.depth = (uint8_t)var.bits_per_pixel;
	fbdev->layout.red = channel(&var.red);
	fbdev->layout.green = channel(&var.green);
	fbdev->layout.blue = channel(&var.blue);
	fbdev->layout.rsvd = channel(&var.transp);
	find_fourcc(fbdev);
	return 0;
}

/* Read a sysfs attribute of one line, without its newline.  The caller frees it. */
static char *attribute(const struct kfb_sysroot *root, const char *path)
{
	struct kfb_bytes text;

	if (kfb_sysroot_read(root, path, &text))
		return NULL;
	text.data[strcspn(text.data, "\n")] = '\0';
	return text.data;
}

/* Parse a decimal number that is followed by @end; *rest is what comes after @end. */
static bool number(const char *text, char end, const char **rest, uint32_t *value)
{
	unsigned long long v;
	char *behind;

	errno = 0;
	v = strtoull(text, &behind, 10);
	if (errno || behind == text || *behind != end || v > UINT32_MAX)
		return false;
	*value = (uint32_t)v;
	if (rest)
		*rest = behind + 1;
	return true;
}

static int ask_sysfs(const struct kfb_sysroot *root, struct kfb_fbdev *fbdev)
{
	char *name = attribute(root, FB0_SYSFS "name");
	char *size = attribute(root, FB0_SYSFS "virtual_size");
	char *stride = attribute(root, FB0_SYSFS "stride");
	char *bpp = attribute(root, FB0_SYSFS "bits_per_pixel");
	int ret = -ENOENT;

	if (name && size && stride && bpp) {
		const char *height = NULL;
		uint32_t depth = 0;

		snprintf(fbdev->id, sizeof(fbdev->id), "%s", name);
		fbdev->from_sysfs = true;
		if (number(size, ',', &height, &fbdev->xres) &&
		    number(height, '\0', NULL, &fbdev->yres) &&
		    number(stride, '\0', NULL, &fbdev->line_length) &&
		    number(bpp, '\0', NULL, &depth) && depth <= 32) {
			fbdev->layout.depth = (uint8_t)depth;
			fbdev->layout.fourcc = kfb_fourcc_from_bpp(depth, depth == 32 ? 24 : depth);
			ret = 0;
		} else {
			ret = -EINVAL;
		}
	}
	free(name);
	free(size);
	free(stride);
	free(bpp);
	return ret;
}

static int ask_fb0(const struct kfb_sysroot *root, struct kfb_fbdev *fbdev, struct kfb_error *err)
{
	struct kfb_bytes text;
	int fd, ret;

	if (!root->live) {
		ret = kfb_sysroot_read(root, FB0, &text);
		if (ret)
			return ret;
		ret = kfb_fbdev_parse(text.data, text.len, fbdev, err);
		free(text.data);
		return ret;
	}
	fd = kfb_sysroot_open_device(root, FB0, O_RDONLY);
	if (fd < 0)
		return fd;
	ret = ask_device(fd, fbdev);
	close(fd);
	return ret;
}

int kfb_fbdev_ask(const struct kfb_sysroot *root, struct kfb_fbdev *fbdev, struct kfb_error *err)
{
	char *text;
	int ret, sysfs;

	memset(fbdev, 0, sizeof(*fbdev));
	kfb_fail(err, 0, 0, NULL);
	ret = ask_fb0(root, fbdev, err);
	if (!ret && root->record_fd >= 0) {
		text = kfb_fbdev_format(fbdev);
		kfb_sysroot_record(root, FB0, text, text ? strlen(text) : 0);
		free(text);
	}
	if (!ret || (err && err->reason))
		return ret;

	sysfs = ask_sysfs(root, fbdev);
	if (!sysfs)
		return 0;
	if (sysfs != -ENOENT)
		return kfb_fail(err, -sysfs, 0, "sysfs attributes of fb0 that are not numbers");
	return kfb_fail(err, -ret, KFB_NO_OFFSET, strerror(-ret));
}

int kfb_fbdev_parse(const char *text, size_t len, struct kfb_fbdev *fbdev, struct kfb_error *err)
{
	struct kfb_format *f = &fbdev->layout;
	char *id = NULL;
	const struct kfb_keyval keys[] = {
		KFB_STRING("id", id),
		KFB_NUMBER("smem_start", fbdev->smem_start),
		KFB_NUMBER("smem_len", fbdev->smem_len),
		KFB_NUMBER("line_length", fbdev->line_length),
		KFB_NUMBER("xres", fbdev->xres),
		KFB_NUMBER("yres", fbdev->yres),
		KFB_NUMBER("xoffset", fbdev->xoffset),
		KFB_NUMBER("yoffset", fbdev->yoffset),
		KFB_NUMBER("bits_per_pixel", f->depth),
		KFB_NUMBER("red_length", f->red.size),
		KFB_NUMBER("red_offset", f->red.pos),
		KFB_NUMBER("green_length", f->green.size),
		KFB_NUMBER("green_offset", f->green.pos),
		KFB_NUMBER("blue_length", f->blue.size),
		KFB_NUMBER("blue_offset", f->blue.pos),
		KFB_NUMBER("transp_length", f->rsvd.size),
		KFB_NUMBER("transp_offset", f->rsvd.pos),
	};
	int ret;

	memset(fbdev, 0, sizeof(*fbdev));
	ret = kfb_keyval_parse(text, len, keys, ARRAY_SIZE(keys), err);
	if (!ret && (!id || strlen(id) >= sizeof(fbdev->id)))
		ret = kfb_fail(err, EINVAL, len, "no id of at most 16 characters");
	if (!ret) {
		snprintf(fbdev->id, sizeof(fbdev->id), "%s", id);
		find_fourcc(fbdev);
	}
	free(id);
	return ret;
}

char *kfb_fbdev_format(const struct kfb_fbdev *fbdev)
{
	const struct kfb_format *f = &fbdev->layout;
	char *text;
	int n;

	n = asprintf(&text,
		     "id %s\nsmem_start %#llx\nsmem_len %u\nline_length %u\n"
		     "xres %u\nyres %u\nxoffset %u\nyoffset %u\nbits_per_pixel %u\n"
		     "red_length %u\nred_offset %u\ngreen_length %u\ngreen_offset %u\n"
		     "blue_length %u\nblue_offset %u\ntransp_length %u\ntransp_offset %u\n",
		     fbdev->id, (unsigned long long)fbdev->smem_start, fbdev->smem_len,
		     fbdev->line_length, fbdev->xres, fbdev->yres, fbdev->xoffset, fbdev->yoffset,
		     f->depth, f->red.size, f->red.pos, f->green.size, f->green.pos, f->blue.size,
		     f->blue.pos, f->rsvd.size, f->rsvd.pos);
	return n < 0 ? NULL : text;
}
