/* SPDX-License-Identifier: GPL-2.0-only */
/* The next kernel's command line, read as the kernel does: next_arg(), lib/cmdline.c. */
#ifndef KFB_CHECK_CMDLINE_H
#define KFB_CHECK_CMDLINE_H

#include <stdbool.h>
#include <stddef.h>

/* One parameter without its quotes; value NULL: it has none.  Neither string ends with a NUL. */
struct kfb_parameter {
	const char *name, *value;
	size_t name_len, value_len;
};

/*
 * Get the next parameter at *@at, and move *@at past it.  false: there is none, or the rest is
 * for init ("--").
 */
bool kfb_cmdline_next(const char **at, struct kfb_parameter *p);

/* Compares names as parameq() does, kernel/params.c: '-' equals '_'. */
bool kfb_parameter_is(const struct kfb_parameter *p, const char *name);

struct kfb_consoles {
	bool any;    /* there is a console= */
	bool screen; /* one of them is the screen: tty, tty0, tty1, ... */
	bool quiet;
	struct kfb_parameter last; /* the last console=, which becomes /dev/console */
};

void kfb_cmdline_consoles(const char *cmdline, struct kfb_consoles *c);

/* Does a list "NAME=a,b" contain @word?  Every initcall_blacklist= adds to the list. */
bool kfb_cmdline_lists(const char *cmdline, const char *name, const char *word);

/*
 * Is "video=NAME:off" given?  Read as by fb_get_options(),
 * drivers/video/fbdev/core/fb_cmdline.c.
 */
bool kfb_cmdline_video_off(const char *cmdline, const char *name);

bool kfb_cmdline_has(const char *cmdline, const char *name);

#endif
