// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "handover/handover.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

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

int kfb_handover_fail(struct kfb_handover *h, int errnum, const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	h->problem = vasprintf(&text, format, args) < 0 ? "out of memory" : text;
	va_end(args);
	return -errnum;
}

static int write_files(struct kfb_handover *h, struct kfb_overlay *overlay)
{
	int ret = 0;

	for (size_t i = 0; i < h->count && !ret; i++) {
		int fd = kfb_overlay_create(overlay, h->bindings[i].name);

		if (fd < 0)
			return fd;
		ret = h->arch->write(h, &h->bindings[i], fd);
		close(fd);
	}
	return ret;
}

const char *kfb_handover_enter(void *data, bool *changed)
{
	struct kfb_handover *h = data;
	struct kfb_overlay overlay;
	int ret;

	*changed = h->count != 0;
	if (!h->count)
		return NULL;
	h->problem = NULL;
	ret = kfb_overlay_begin(&overlay, h->bindings, h->count);
	if (!ret)
		ret = write_files(h, &overlay);
	if (!ret)
		ret = kfb_overlay_bind(&overlay);
	if (!ret)
		ret = h->arch->verify(h);
	if (ret && !h->problem)
		kfb_handover_fail(h, -ret, "cannot give kexec files of its own: %s: %s%s",
				  overlay.step, strerror(-ret),
				  ret == -EPERM ? " (needs CAP_SYS_ADMIN)" : "");
	return h->problem;
}
