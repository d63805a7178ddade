// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "context.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "screen_info/screen_info.h"

struct kfb_string {
	struct kfb_string *next;
	char *text;
};

void kfb_scanout_clear(struct kexec_fb_scanout *scanout)
{
	memset(scanout, 0, sizeof(*scanout));
	for (size_t i = 0; i < KEXEC_FB_NVALUES; i++)
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
	struct kfb_string *s;

	if (!fb)
		return;
	while ((s = fb->strings)) {
		fb->strings = s->next;
		free(s->text);
		free(s);
	}
	kfb_sysroot_close(&fb->root);
	free(fb);
}

void kexec_fb_set_log(struct kexec_fb *fb, kexec_fb_log_fn log, void *data)
{
	fb->log = log;
	fb->log_data = data;
}

int kexec_fb_record(struct kexec_fb *fb, const char *dir)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	if (fb->root.record_fd >= 0)
		close(fb->root.record_fd);
	fb->root.record_fd = fd;
	fb->root.record_error = &fb->record_error;
	fb->record_error = 0;
	return 0;
}

const struct kexec_fb_scanout *kexec_fb_scanout(const struct kexec_fb *fb)
{
	return &fb->scanout;
}

const char *kexec_fb_reason(const struct kexec_fb *fb)
{
	return fb->reason;
}

int kexec_fb_boot_screen_info(const struct kexec_fb *fb,
			      uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE])
{
	if (!fb->has_boot)
		return -ENODATA;
	memcpy(si, fb->boot, sizeof(fb->boot));
	return 0;
}

int kexec_fb_screen_info(const struct kexec_fb *fb,
			 uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE])
{
	if (fb->found)
		return fb->found;
	if (fb->has_boot && kfb_screen_info_shows(fb->boot, &fb->scanout))
		return kexec_fb_boot_screen_info(fb, si);
	return kexec_fb_encode(&fb->scanout, fb->type, si);
}

const char *kexec_fb_source_name(enum kexec_fb_source source)
{
	static const char *const names[] = {
		[KEXEC_FB_FROM_NOBODY] = "-",
		[KEXEC_FB_FROM_DRM] = "drm",
		[KEXEC_FB_FROM_SYSFS] = "sysfs",
		[KEXEC_FB_FROM_IOMEM] = "iomem",
		[KEXEC_FB_FROM_PCI_BAR] = "pci",
		[KEXEC_FB_FROM_BOOT_PARAMS] = "boot_params",
		[KEXEC_FB_FROM_FBDEV] = "fbdev",
		[KEXEC_FB_FROM_CALCULATION] = "calculated",
	};

	return (size_t)source < sizeof(names) / sizeof(names[0]) ? names[source] : "?";
}

static const char *keep(struct kexec_fb *fb, const char *format, va_list args)
{
	struct kfb_string *s = malloc(sizeof(*s));

	if (!s)
		return "(out of memory)";
	if (vasprintf(&s->text, format, args) < 0) {
		free(s);
		return "(out of memory)";
	}
	s->next = fb->strings;
	fb->strings = s;
	return s->text;
}

const char *kfb_strf(struct kexec_fb *fb, const char *format, ...)
{
	const char *text;
	va_list args;

	va_start(args, format);
	text = keep(fb, format, args);
	va_end(args);
	return text;
}

static void say(struct kexec_fb *fb, enum kexec_fb_log_level level, const char *format,
		va_list args)
{
	char *line;

	if (!fb->log || vasprintf(&line, format, args) < 0)
		return;
	fb->log(fb->log_data, level, line);
	free(line);
}

void kfb_debug(struct kexec_fb *fb, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(fb, KEXEC_FB_LOG_DEBUG, format, args);
	va_end(args);
}

void kfb_warn(struct kexec_fb *fb, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(fb, KEXEC_FB_LOG_WARNING, format, args);
	va_end(args);
}

int kfb_refuse(struct kexec_fb *fb, int errnum, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fb->reason = keep(fb, format, args);
	va_end(args);
	return -errnum;
}
