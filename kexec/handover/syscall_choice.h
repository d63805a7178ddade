/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which system call kexec will load with, and which it should: kexec_file_load()
 * passes on what the running kernel has, kexec_load() what kexec finds.
 */
#ifndef KFB_HANDOVER_SYSCALL_CHOICE_H
#define KFB_HANDOVER_SYSCALL_CHOICE_H

#include <stdbool.h>

#include "handover/kexec_options.h"

struct kfb_syscall_facts {
	enum kfb_syscall asked;		/* by kexec's arguments */
	bool said;			/* one of -a, -s, -c is among them */
	bool s_is_auto;			/* an -s is the distribution's, and means -a */
	bool verbatim;			/* nothing may be added to its arguments */
	unsigned int version;		/* kexec's, see kexec_version.h */
	bool xen;			/* kexec runs in a Xen PV dom0 */
	bool no_file_load;		/* this kernel has no kexec_file_load() */
	const char *no_load;		/* why kexec_load() is refused; NULL: it is not */
	bool dm_crypt_keys;		/* the dump target's, which kexec_file_load() hands over */
	bool file_load_is_right;	/* it passes on what is on the screen */
};

struct kfb_syscall_choice {
	enum kfb_syscall call;	/* what kexec will take; AUTO: either, and both are right */
	bool add_load;		/* only if -c is added to its arguments */
	/* Why kexec_file_load() may be taken though it is not right; NULL: it is not, or it is. */
	const char *stays;
	const char *no_load;	/* why kexec_load() is of no use; NULL: it is allowed */
	bool loses_keys;	/* the dump target's: never advise kexec_load() then */
};

/* Pure.  Nothing changes where what kexec would take is right. */
struct kfb_syscall_choice kfb_choose_syscall(const struct kfb_syscall_facts *facts);

#endif
