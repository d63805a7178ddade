/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The commands of kexec-fb.  Each returns the exit status.
 */
#ifndef KFB_CMD_CMD_H
#define KFB_CMD_CMD_H

#include <stdbool.h>

#include "kexec-fb.h"

/* kexec-fb show, as the man page documents them */
enum {
	KFB_SHOW_FOUND = 0,
	KFB_SHOW_NONE = 1,
	KFB_SHOW_USAGE = 2,
	KFB_SHOW_NO_PERMISSION = 3,
};

struct kfb_own_options {
	const char *sysroot;	/* NULL: the running machine */
	bool debug;		/* say every source on stderr */
	bool json;
};

/* @argv[0] is the command's own name, what follows are its arguments. */
int kfb_cmd_exec(const struct kfb_own_options *own, int argc, char **argv);
int kfb_cmd_show(const struct kfb_own_options *own, int argc, char **argv);
int kfb_cmd_record(const struct kfb_own_options *own, int argc, char **argv);

/* A kexec_fb_log_fn writing to stderr; @data is a bool: debug lines, too? */
void kfb_log_stderr(void *data, enum kexec_fb_log_level level, const char *line);

/*
 * An object of own->sysroot that logs to stderr, debug lines while *@debug is true.
 * 0, or -errno: why the root cannot be read.
 */
int kfb_open(const struct kfb_own_options *own, bool *debug, struct kexec_fb **fb);

#endif
