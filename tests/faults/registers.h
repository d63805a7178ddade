/* SPDX-License-Identifier: GPL-2.0-only */
/* A traced process's system call.  All return 0, or -1 if the process has gone. */
#ifndef FAULTS_REGISTERS_H
#define FAULTS_REGISTERS_H

#include <sys/syscall.h>
#include <sys/types.h>

/* What newer architectures have instead of older calls. */
#ifdef SYS_poll
#define CALL_POLL SYS_poll
#else
#define CALL_POLL SYS_ppoll
#endif

struct call {
	long number;
	unsigned long args[3];
};

/* While the process is stopped where a call begins. */
int call_begins(pid_t pid, struct call *call);
int call_limit(pid_t pid, unsigned long length); /* of the third argument, which is a length */
int call_skip(pid_t pid);			 /* the call is not made */

/* While it is stopped where the call ends. */
int call_ended(pid_t pid, long *result); /* negative: an errno */
int call_return(pid_t pid, long result);

#endif
