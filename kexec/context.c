// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "context.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "screen_info/formats.h"
#include "screen_info/screen_info.h"
#include "util.h"

const char *kexec_fb_version(void)
{
	return PACKAGE_VERSION;
}

void kfb_scanout_clear(struct kfb_scanout *scanout)
{
	memset(scanout, 0, sizeof(*scanout));
	for (size_t i = 0; i < KFB_NVALUES; i++)
		scanout->origin[i].detail = "";
}

int kexec_fb_new(const char *sysroot, struct kexec_fb **out)
{
	struct kexec_fb *fb = calloc(1, sizeof(*fb));
	int ret;

	*out = NULL;
	if (!fb)
		return -ENOMEM;
	ret = kfb_sysroot_open(&fb->root, sysroot);
	if (ret) {
		free(fb);
		return ret;
	}
	fb->reason = "nothing was asked yet";
	fb->found = -EAGAIN;
	kfb_scanout_clear(&fb->scanout);
	*out = fb;
	return 0;
}

void kexec_fb_free(struct kexec_fb *fb)
{
	if (!fb)
		return;
	kfb_notes_free(&fb->notes);
	kfb_sysroot_close(&fb->root);
	free(fb);
}

void kexec_fb_set_log(struct kexec_fb *fb, kexec_fb_log_fn log, void *data)
{
	fb->notes.log = log;
	fb->notes.log_data = data;
}

void kfb_record_to(struct kexec_fb *fb, int dir)
{
	if (fb->root.record_fd >= 0)
		close(fb->root.record_fd);
	fb->root.record_fd = dir;
	fb->root.record_error = &fb->record_error;
	fb->record_error = 0;
}

int kexec_fb_set_record_dir(struct kexec_fb *fb, const char *dir)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	kfb_record_to(fb, fd);
	return 0;
}

void kexec_fb_allow_untried(struct kexec_fb *fb, int allow)
{
	fb->allow_untried = allow != 0;
}

void kexec_fb_allow_ram(struct kexec_fb *fb, int allow)
{
	fb->allow_ram = allow != 0;
}

int kexec_fb_get_record_error(const struct kexec_fb *fb)
{
	return fb->record_error;
}

const char *kexec_fb_reason(const struct kexec_fb *fb)
{
	return fb->reason;
}

const char *kexec_fb_get_hint(const struct kexec_fb *fb)
{
	return fb->hint;
}

const struct kexec_fb_mode *kexec_fb_get_mode(const struct kexec_fb *fb)
{
	return &fb->scanout.mode;
}

const char *kexec_fb_get_driver(const struct kexec_fb *fb)
{
	return fb->scanout.driver;
}

const char *kexec_fb_get_device(const struct kexec_fb *fb)
{
	return fb->scanout.device;
}

const struct kexec_fb_origin *kexec_fb_get_origin(const struct kexec_fb *fb,
						  enum kexec_fb_value value)
{
	return (size_t)value < KFB_NVALUES ? &fb->scanout.origin[value] : NULL;
}

void kexec_fb_log_scanout(const struct kexec_fb *fb)
{
	const struct kexec_fb_mode *m = &fb->scanout.mode;
	char hex[2 * KEXEC_FB_SCREEN_INFO_SIZE + 1], fourcc[KFB_FOURCC_TEXT_SIZE];
	uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE];

	if (kexec_fb_screen_info(fb, si))
		return;
	kfb_screen_info_hex(si, hex);
	kfb_debug(&fb->notes, "%s: %ux%u, stride %u, %s at %#" PRIx64 ", %" PRIu64 " bytes",
		  fb->scanout.driver, m->width, m->height, m->stride,
		  kfb_fourcc_text(m->fourcc, fourcc), m->base, m->size);
	kfb_debug(&fb->notes, "screen_info %s", hex);
}

int kexec_fb_boot_screen_info(const struct kexec_fb *fb, uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE])
{
	if (!fb->has_boot)
		return -ENODATA;
	memcpy(si, fb->boot, sizeof(fb->boot));
	return 0;
}

int kexec_fb_screen_info(const struct kexec_fb *fb, uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE])
{
	if (fb->found)
		return fb->found;
	if (fb->has_boot && kfb_screen_info_shows(fb->boot, &fb->scanout.mode))
		return kexec_fb_boot_screen_info(fb, si);
	return kexec_fb_encode(&fb->scanout.mode, fb->type, si);
}

const char *kexec_fb_value_name(enum kexec_fb_value value)
{
	static const char *const names[KFB_NVALUES] = {
		[KEXEC_FB_VALUE_DRIVER] = "driver", [KEXEC_FB_VALUE_BASE] = "base",
		[KEXEC_FB_VALUE_SIZE] = "size",	    [KEXEC_FB_VALUE_WIDTH] = "width",
		[KEXEC_FB_VALUE_HEIGHT] = "height", [KEXEC_FB_VALUE_STRIDE] = "stride",
		[KEXEC_FB_VALUE_FOURCC] = "format",
	};

	return (size_t)value < KFB_NVALUES ? names[value] : NULL;
}

const char *kexec_fb_source_name(enum kexec_fb_source source)
{
	static const char *const names[] = {
		[KEXEC_FB_FROM_NOBODY] = "-",	     [KEXEC_FB_FROM_DRM] = "drm",
		[KEXEC_FB_FROM_SYSFS] = "sysfs",     [KEXEC_FB_FROM_IOMEM] = "iomem",
		[KEXEC_FB_FROM_PCI_BAR] = "pci",     [KEXEC_FB_FROM_BOOT_PARAMS] = "boot_params",
		[KEXEC_FB_FROM_FBDEV] = "fbdev",     [KEXEC_FB_FROM_CALCULATION] = "calculated",
		[KEXEC_FB_FROM_DEBUGFS] = "debugfs", [KEXEC_FB_FROM_PAGE_TABLES] = "page_tables",
	};

	return (size_t)source < ARRAY_SIZE(names) ? names[source] : "?";
}
