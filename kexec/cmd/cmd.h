/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The commands of kexec-fb.  A command is one file that defines a struct kfb_command, and
 * one row in main.c's table.
 */
#ifndef KFB_CMD_CMD_H
#define KFB_CMD_CMD_H

#include <stdbool.h>

#include "kexec-fb.h"

/* Exit statuses besides EXIT_SUCCESS and EXIT_FAILURE, as the man page documents them. */
enum {
	KFB_EXIT_USAGE = 2,
	KFB_EXIT_NO_PERMISSION = 3, /* a needed source hides its answer */
};

/* The options that come before the command. */
struct kfb_own_options {
	const char *sysroot; /* NULL: the running machine */
	bool debug;	     /* print every source on stderr */
	bool kdumpctl;	     /* exec: an -s is kdumpctl's default, and means -a */
};

struct kfb_command {
	const char *name;
	const char *arguments; /* in the usage line: "[-d] [-j]" */
	const char *summary;   /* one line of kexec-fb --help */
	/* What COMMAND --help prints after the usage line; NULL: --help is not our option. */
	const char *help;
	/* Returns the exit status.  argv[0] is the command's name; @argv may be changed. */
	int (*run)(const struct kfb_own_options *own, int argc, char **argv);
};

extern const struct kfb_command kfb_command_check;
extern const struct kfb_command kfb_command_exec;
extern const struct kfb_command kfb_command_record;
extern const struct kfb_command kfb_command_refresh;
extern const struct kfb_command kfb_command_show;

/* Print the command's help on stdout.  Returns the exit status. */
int kfb_help(const struct kfb_command *command);

/* Say where to find help, after a message about what is wrong.  Returns KFB_EXIT_USAGE. */
int kfb_try_help(const struct kfb_command *command);

/*
 * Make an object for own->sysroot that logs to stderr, with debug lines while *@debug is true.
 * 0, or -errno if the root cannot be read.
 */
int kfb_open(const struct kfb_own_options *own, bool *debug, struct kexec_fb **fb);

/* The same, but on failure prints a message and returns NULL. */
struct kexec_fb *kfb_open_or_say(const struct kfb_own_options *own, bool *debug);

#endif
