// SPDX-License-Identifier: GPL-2.0-only
#include "cmd/cmd.h"
#include "cmd/say.h"

void kfb_log_stderr(void *data, enum kexec_fb_log_level level, const char *line)
{
	const bool *debug = data;

	if (level != KEXEC_FB_LOG_DEBUG || *debug)
		kfb_say("%s", line);
}

int kfb_open(const struct kfb_own_options *own, bool *debug, struct kexec_fb **fb)
{
	int ret = kexec_fb_new(own->sysroot, fb);

	if (!ret)
		kexec_fb_set_log(*fb, kfb_log_stderr, debug);
	return ret;
}
