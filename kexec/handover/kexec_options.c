// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "handover/kexec_options.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

/* What an option does here; letters are kexec's own short options. */
enum {
	OTHER = 256,		/* changes nothing for us */
	LOADS,			/* loads, though it is not -l or -p */
	PASSES,			/* loads nothing */
	DTB,			/* names the next kernel's devicetree */
};

static const char short_options[] = "h?vdfixyluet:pscaSz";

/*
 * kexec/kexec.h and kexec/arch/{i386,x86_64,arm64}/include/arch/options.h,
 * kexec-tools 2.0.20 to 2.0.32.  An option missing here costs nothing as long
 * as it has no argument of its own.
 */
static const struct option long_options[] = {
	{ "help",		no_argument,	NULL, 'h' },
	{ "version",		no_argument,	NULL, 'v' },
	{ "debug",		no_argument,	NULL, 'd' },
	{ "force",		no_argument,	NULL, 'f' },
	{ "load",		no_argument,	NULL, 'l' },
	{ "load-panic",		no_argument,	NULL, 'p' },
	{ "unload",		no_argument,	NULL, 'u' },
	{ "exec",		no_argument,	NULL, 'e' },
	{ "status",		no_argument,	NULL, 'S' },
	{ "kexec-file-syscall",	no_argument,	NULL, 's' },
	{ "kexec-syscall",	no_argument,	NULL, 'c' },
	{ "kexec-syscall-auto",	no_argument,	NULL, 'a' },
	{ "load-preserve-context", no_argument,	NULL, LOADS },
	{ "load-live-update",	no_argument,	NULL, LOADS },
	{ "load-jump-back-helper", no_argument,	NULL, PASSES },
	{ "exec-live-update",	no_argument,	NULL, PASSES },
	{ "print-ckr-size",	no_argument,	NULL, PASSES },
	{ "no-checks",		no_argument,	NULL, OTHER },
	{ "no-ifdown",		no_argument,	NULL, OTHER },
	{ "no-sync",		no_argument,	NULL, OTHER },
	{ "reuseinitrd",	no_argument,	NULL, OTHER },
	{ "hotplug",		no_argument,	NULL, OTHER },
	{ "no-cma",		no_argument,	NULL, OTHER },
	{ "force-dtb",		no_argument,	NULL, OTHER },
	{ "reset-vga",		no_argument,	NULL, OTHER },
	{ "console-vga",	no_argument,	NULL, OTHER },
	{ "console-serial",	no_argument,	NULL, OTHER },
	{ "elf32-core-headers",	no_argument,	NULL, OTHER },
	{ "elf64-core-headers",	no_argument,	NULL, OTHER },
	{ "pass-memmap-cmdline", no_argument,	NULL, OTHER },
	{ "noefi",		no_argument,	NULL, OTHER },
	{ "reuse-video-type",	no_argument,	NULL, OTHER },
	{ "reuse-cmdline",	no_argument,	NULL, OTHER },
	{ "args-elf",		no_argument,	NULL, OTHER },
	{ "args-linux",		no_argument,	NULL, OTHER },
	{ "args-none",		no_argument,	NULL, OTHER },
	{ "real-mode",		no_argument,	NULL, OTHER },
	{ "entry-32bit",	no_argument,	NULL, OTHER },
	{ "entry",		required_argument, NULL, OTHER },
	{ "type",		required_argument, NULL, 't' },
	{ "mem-min",		required_argument, NULL, OTHER },
	{ "mem-max",		required_argument, NULL, OTHER },
	{ "serial",		required_argument, NULL, OTHER },
	{ "serial-baud",	required_argument, NULL, OTHER },
	{ "append",		required_argument, NULL, OTHER },
	{ "command-line",	required_argument, NULL, OTHER },
	{ "initrd",		required_argument, NULL, OTHER },
	{ "ramdisk",		required_argument, NULL, OTHER },
	{ "module",		required_argument, NULL, OTHER },
	{ "dtb",		required_argument, NULL, DTB },
	{ NULL, 0, NULL, 0 },
};

/* As main() of kexec.c: the last of -l, -p, -u, -e decides, -S and -h always. */
static void apply(struct kfb_kexec_options *o, int option, bool *passes)
{
	switch (option) {
	case 'l': case 'p': case 'f': case LOADS:
		o->loads = true;
		break;
	case 'u': case 'e':
		o->loads = false;
		break;
	case 'h': case 'v': case 'S': case PASSES:
		*passes = true;
		break;
	case DTB:
		o->dtb = optarg;
		break;
	case 'd':
		o->debug = true;
		break;
	case 's':
		o->syscall = KFB_SYSCALL_FILE;
		break;
	case 'c':
		o->syscall = KFB_SYSCALL_LOAD;
		break;
	case 'a':
		o->syscall = KFB_SYSCALL_AUTO;
		break;
	case '?':
		o->misused = true;
		break;
	}
}

int kfb_kexec_options(int argc, char *const argv[], struct kfb_kexec_options *o)
{
	char **args = calloc((size_t)argc + 1, sizeof(*args));
	bool passes = false;
	int option;

	if (!args)
		return -ENOMEM;
	/* getopt_long() reorders what it reads. */
	memcpy(args, argv, (size_t)argc * sizeof(*args));
	*o = (struct kfb_kexec_options){ .loads = true };
	opterr = 0;
	optind = 0;
	while ((option = getopt_long(argc, args, short_options, long_options, NULL)) != -1)
		apply(o, option, &passes);
	if (optind < argc)
		o->kernel = args[optind];
	if (passes)
		o->loads = false;
	free(args);
	return 0;
}
