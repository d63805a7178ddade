/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a command line asks kexec to do.  It is read as kexec reads it, with the
 * options of all its architectures and releases, and never changed.
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
	bool unloads;		/* what is loaded is to be unloaded */
	bool on_crash;		/* -p: as the crash kernel */
	bool debug;		/* -d */
	bool hotplug;		/* --hotplug */
	bool misused;		/* an option without its argument: every kexec refuses that */
	bool unknown;		/* an option, or an abbreviation, that only some kexec may know */
	bool syscall_said;	/* one of -a, -s, -c */
	enum kfb_syscall syscall;
	const char *dtb;	/* --dtb's argument, the last one's; NULL: not said */
	const char *initrd;	/* --initrd's or --ramdisk's, likewise */
	/*
	 * The first argument that is no option; NULL: none.  One that follows an unknown
	 * option may be that option's value, and is taken only where there is no other.
	 */
	const char *kernel;

	/* The next kernel's command line: the running one's, and a space, if both are asked for. */
	bool reuse_cmdline;	/* --reuse-cmdline */
	const char *append;	/* the last --append or --command-line; NULL: not said */
	int append_index;	/* of the argument that holds it, whole or behind '=' */

	int end;		/* where in argv another option would be kexec's last one */
};

/* Pure, but for POSIXLY_CORRECT in the environment.  @argv[0] is kexec's name, as in main(). */
void kfb_kexec_options(int argc, char *const argv[], struct kfb_kexec_options *options);

#endif
