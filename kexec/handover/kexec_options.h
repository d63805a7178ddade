/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a command line asks kexec to do.  Read it as kexec does, with the options of all its
 * architectures and releases, and never change it.
 */
#ifndef KFB_HANDOVER_KEXEC_OPTIONS_H
#define KFB_HANDOVER_KEXEC_OPTIONS_H

#include <stdbool.h>

enum kfb_syscall {
	KFB_SYSCALL_AUTO, /* -a, or none of these: kexec decides */
	KFB_SYSCALL_FILE, /* -s: kexec_file_load() only */
	KFB_SYSCALL_LOAD, /* -c: kexec_load() only */
};

struct kfb_kexec_options {
	bool loads;	   /* loads a kernel */
	bool unloads;	   /* unloads what is loaded */
	bool on_crash;	   /* -p: load it as the crash kernel */
	bool debug;	   /* -d */
	bool hotplug;	   /* --hotplug */
	bool misused;	   /* an option lacks its value: every kexec refuses that */
	bool unknown;	   /* has an option or abbreviation that not every kexec knows */
	bool syscall_said; /* one of -a, -s, -c was given */
	enum kfb_syscall syscall;
	const char *dtb;    /* the last --dtb's value; NULL: not given */
	const char *initrd; /* the last --initrd's or --ramdisk's, likewise */
	/*
	 * The first argument that is not an option; NULL: none.  One that follows an unknown
	 * option may be that option's value, so it is taken only if there is no other.
	 */
	const char *kernel;

	/*
	 * The next kernel's command line.  If both are given: the running one's, a space,
	 * append.
	 */
	bool reuse_cmdline; /* --reuse-cmdline */
	const char *append; /* the last --append or --command-line; NULL: not given */
	int append_index;   /* of the argument that holds it, alone or after '=' */

	int end; /* index in argv at which to add another option as the last one */
};

/*
 * Pure, except for POSIXLY_CORRECT in the environment.  @argv[0] is kexec's name, as in main().
 */
void kfb_kexec_options(int argc, char *const argv[], struct kfb_kexec_options *options);

#endif
