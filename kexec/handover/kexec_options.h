/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a command line asks kexec to do.  It is read as kexec reads it, with
 * getopt_long() and the options of all its architectures, and never changed.
 */
#ifndef KFB_HANDOVER_KEXEC_OPTIONS_H
#define KFB_HANDOVER_KEXEC_OPTIONS_H

#include <stdbool.h>

enum kfb_syscall {
	KFB_SYSCALL_AUTO,	/* -a, or not said: kexec's own default decides */
	KFB_SYSCALL_FILE,	/* -s: kexec_file_load() only */
	KFB_SYSCALL_LOAD,	/* -c: kexec_load() only */
};

struct kfb_kexec_options {
	bool loads;		/* a kernel is to be loaded */
	bool debug;		/* -d */
	bool misused;		/* an option that no kexec knows */
	enum kfb_syscall syscall;
	const char *dtb;	/* --dtb's argument, the last one's; NULL: not said */
	const char *kernel;	/* the first argument that is no option; NULL: none */
};

/* @argv[0] is kexec's name, as in main().  -ENOMEM. */
int kfb_kexec_options(int argc, char *const argv[], struct kfb_kexec_options *options);

#endif
