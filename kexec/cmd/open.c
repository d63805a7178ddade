// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <string.h>

#include "cmd/cmd.h"

void kfb_log_stderr(void *data, enum kexec_fb_log_level level, const char *line)
{
	const bool *debug = data;

	if (level != KEXEC_FB_LOG_DEBUG || *debug)
		fprintf(stderr, "kexec-fb: %s\n", line);
}

struct kexec_fb *kfb_open(const struct kfb_own_options *own, bool *debug)
{
	struct kexec_fb *fb;
	int ret = kexec_fb_new(own->sysroot, &fb);

	if (ret) {
		fprintf(stderr, "kexec-fb: %s: %s\n", own->sysroot ? own->sysroot : "/",
			strerror(-ret));
		return NULL;
	}
	kexec_fb_set_log(fb, kfb_log_stderr, debug);
	return fb;
}
