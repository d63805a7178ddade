// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "cmd/ask_screen.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cmd/patience.h"
#include "cmd/say.h"

static int look(void *data, int fd)
{
	const struct kfb_own_options *own = data;
	struct kfb_screen s = { .asked = true };
	bool debug = own->debug;
	struct kexec_fb *fb;

	s.error = kfb_open(own, &debug, &fb);
	if (!s.error) {
		/* If there is a load, it prints the warnings about the screen. */
		if (!debug)
			kexec_fb_set_log(fb, NULL, NULL);
		s.error = kexec_fb_find(fb);
		snprintf(s.reason, sizeof(s.reason), "%s", kexec_fb_reason(fb));
		s.seen = !s.error && kexec_fb_screen_info(fb, s.si) == 0;
		kexec_fb_free(fb);
	} else {
		snprintf(s.reason, sizeof(s.reason), "the system cannot be read");
	}
	return write(fd, &s, sizeof(s)) == sizeof(s) ? EXIT_SUCCESS : EXIT_FAILURE;
}

int kfb_ask_screen(const struct kfb_own_options *own, struct kfb_screen *s)
{
	struct kfb_own_options options = *own;
	int wait_status = 0, ret;
	size_t len;

	ret = kfb_ask_patiently(look, &options, KFB_PATIENCE_MS, s, sizeof(*s), &len, &wait_status);
	if (ret == -ETIMEDOUT)
		kfb_say("the crash kernel stays as it is: a display driver does not answer");
	else if (ret)
		kfb_say("the crash kernel stays as it is: %s", strerror(-ret));
	else if (len != sizeof(*s))
		kfb_say("the crash kernel stays as it is: finding the framebuffer was ended by %s",
			WIFSIGNALED(wait_status) ? strsignal(WTERMSIG(wait_status)) : "an exit");
	else if (s->error == -EACCES || s->error == -EPERM || s->error == -ENOMEM)
		kfb_say("the crash kernel stays as it is: %s", s->reason);
	else
		return EXIT_SUCCESS;
	return ret || len != sizeof(*s) ? EXIT_FAILURE : KFB_EXIT_NO_PERMISSION;
}
