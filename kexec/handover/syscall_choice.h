/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which system call kexec will use to load, and which it should use.  kexec_file_load() passes
 * on what the running kernel has, kexec_load() what kexec finds.
 */
#ifndef KFB_HANDOVER_SYSCALL_CHOICE_H
#define KFB_HANDOVER_SYSCALL_CHOICE_H

#include <stdbool.h>

#include "handover/kexec_options.h"

struct kfb_syscall_facts {
	enum kfb_syscall asked;	 /* by kexec's arguments */
	bool said;		 /* the arguments have one of -a, -s, -c */
	bool s_is_auto;		 /* an -s is the distribution's, and means -a */
	bool verbatim;		 /* the arguments must not be changed */
	unsigned int version;	 /* of kexec, see kexec_version.h */
	bool xen;		 /* kexec runs in a Xen PV dom0 */
	bool no_file_load;	 /* this kernel has no kexec_file_load() */
	const char *no_load;	 /* why kexec_load() is refused; NULL: it is allowed */
	bool dm_crypt_keys;	 /* only kexec_file_load() passes on the dump target's */
	bool file_load_is_right; /* it passes on what is on the screen */
};

struct kfb_syscall_choice {
	enum kfb_syscall call; /* what kexec will use; AUTO: either, and both are right */
	bool add_load;	       /* adding -c to the arguments achieves that */
	/*
	 * Why kexec may use kexec_file_load() although that is not right; NULL: it will not, or
	 * it is right.
	 */
	const char *stays;
	const char *no_load; /* why kexec_load() is of no use; NULL: it is of use */
	bool loses_keys;     /* kexec_load() would lose the dump target's: never advise it */
};

/* Pure.  Changes nothing if the call that kexec would use is right. */
struct kfb_syscall_choice kfb_choose_syscall(const struct kfb_syscall_facts *facts);

#endif
