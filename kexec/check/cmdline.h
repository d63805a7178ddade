/* SPDX-License-Identifier: GPL-2.0-only */
/* The next kernel's command line, read as the kernel does: next_arg(), lib/cmdline.c. */
#ifndef KFB_CHECK_CMDLINE_H
#define KFB_CHECK_CMDLINE_H

#include <stdbool.h>
#include <stddef.h>

/* One parameter, quotes removed; value NULL: it has none.  Neither ends with a NUL. */
struct kfb_parameter {
	const char *name, *value;
	size_t name_len, value_len;
};

/*
 * The next parameter from *@at, which moves on.  false: none is left, or the rest is
 * init's ("--").
 */
bool kfb_cmdline_next(const char **at, struct kfb_parameter *p);

/* Names compare as parameq() does, kernel/params.c: '-' is '_'. */
bool kfb_parameter_is(const struct kfb_parameter *p, const char *name);

struct kfb_consoles {
	bool any;		/* a console= is there */
	bool screen;		/* one of them is the screen: tty, tty0, tty1, ... */
	bool quiet;
	struct kfb_parameter last;	/* the last console=, which becomes /dev/console */
};

void kfb_cmdline_consoles(const char *cmdline, struct kfb_consoles *c);

/* Is @word in one of the lists "NAME=a,b"?  Every initcall_blacklist= adds to the list. */
bool kfb_cmdline_lists(const char *cmdline, const char *name, const char *word);

/* "video=NAME:off", as fb_get_options() reads it (drivers/video/fbdev/core/fb_cmdline.c). */
bool kfb_cmdline_video_off(const char *cmdline, const char *name);

bool kfb_cmdline_has(const char *cmdline, const char *name);

#endif
