// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "handover/handover.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "context.h"
#include "scanout/driver_table.h"

const struct kfb_handover_arch *kfb_handover_arch(void)
{
	struct utsname uts;

	if (uname(&uts))
		return NULL;
	for (size_t i = 0; kfb_handover_archs[i]; i++)
		if (strcmp(kfb_handover_archs[i]->machine, uts.machine) == 0)
			return kfb_handover_archs[i];
	return NULL;
}

static void write_note(struct kfb_note *note, const char *hint, const char *format, va_list args)
{
	char *text;

	if (vasprintf(&text, format, args) < 0)
		text = NULL;
	/* Make the text one line, because a path in it may contain newlines. */
	for (char *p = text; p && (p = strchr(p, '\n'));)
		*p = ' ';
	free(note->text);
	*note = (struct kfb_note){ .text = text, .hint = hint, .written = true };
}

void kfb_note(struct kfb_note *note, const char *hint, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	write_note(note, hint, format, args);
	va_end(args);
}

int kfb_handover_fail(struct kfb_handover *h, int errnum, const char *hint, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	write_note(&h->problem, hint, format, args);
	va_end(args);
	return -errnum;
}

int kfb_handover_by_devicetree(struct kfb_handover *h)
{
	h->count = 0;
	if (h->options->dtb)
		return kfb_handover_fail(h, ENOTSUP, "load without --dtb",
					 "only the running kernel's devicetree is known to describe the framebuffer, not %s",
					 h->options->dtb);
	kfb_debug(&h->fb->notes, "%s", kexec_fb_reason(h->fb));
	return 0;
}

static int write_files(struct kfb_handover *h, struct kfb_overlay *overlay)
{
	int ret = 0;

	for (size_t i = 0; i < h->count && !ret; i++) {
		struct kfb_handover_file *file = &h->files[i];
		int fd = kfb_overlay_create(overlay, i);

		if (fd < 0)
			return fd;
		ret = file->write(h, file, fd);
		close(fd);
	}
	return ret;
}

static int verify_files(struct kfb_handover *h)
{
	int ret = 0;

	for (size_t i = 0; i < h->count && !ret; i++)
		if (h->files[i].verify)
			ret = h->files[i].verify(h, &h->files[i]);
	return ret;
}

static int enter(struct kfb_handover *h, struct kfb_overlay *overlay,
		 const struct kfb_binding *bindings)
{
	int ret = kfb_overlay_begin(overlay, bindings, h->count);

	if (!ret)
		ret = write_files(h, overlay);
	if (!ret)
		ret = kfb_overlay_bind(overlay);
	return ret ? ret : verify_files(h);
}

int kfb_handover_enter(struct kfb_handover *h)
{
	struct kfb_binding bindings[KFB_MAX_BINDINGS];
	struct kfb_overlay overlay;
	int ret;

	if (!h->count)
		return 0;
	for (size_t i = 0; i < h->count; i++)
		bindings[i] = (struct kfb_binding){
			h->files[i].name,
			h->files[i].target,
			h->files[i].closed_will_do,
		};
	ret = enter(h, &overlay, bindings);
	if (ret && !h->problem.written)
		kfb_handover_fail(h, -ret, ret == -EPERM ? "run as root, with CAP_SYS_ADMIN" : NULL,
				  "cannot give kexec files of its own (%s: %s)", overlay.step,
				  strerror(-ret));
	return ret;
}

static unsigned int running_version(const struct kfb_sysroot *root)
{
	unsigned int major = 0, minor = 0;
	struct kfb_bytes release;

	if (kfb_sysroot_read(root, "/proc/sys/kernel/osrelease", &release))
		return 0;
	sscanf(release.data, "%3u.%3u", &major, &minor);
	free(release.data);
	return KFB_SINCE(major, minor);
}

void kfb_handover_foresee_exec(struct kfb_handover *h)
{
	const char *name = kexec_fb_get_driver(h->fb);
	const struct kfb_driver *driver = name ? kfb_driver_by_name(name) : NULL;

	if (h->options->on_crash || !driver || !driver->dark_since ||
	    running_version(&h->fb->root) < driver->dark_since)
		return;
	kfb_note(&h->later,
		 "boot through the firmware to have a screen, or keep the driver from loading",
		 "after kexec -e the screen stays dark until the next kernel loads %s: since %u.%u that driver switches the display off on the way",
		 driver->name, driver->dark_since / 1000, driver->dark_since % 1000);
}

void kfb_handover_release(struct kfb_handover *h)
{
	free(h->later.text);
	free(h->done.text);
	free(h->warning.text);
	free(h->problem.text);
	h->later = h->done = h->warning = h->problem = (struct kfb_note){ 0 };
}
