// SPDX-License-Identifier: GPL-2.0-only
/* A stopped process's system call, in the registers of each architecture. */
#define _GNU_SOURCE
#include "registers.h"

#include <elf.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>

#if defined(__x86_64__)

#define NUMBER orig_rax
#define FIRST  rdi
#define SECOND rsi
#define THIRD  rdx
#define RESULT rax

#elif defined(__aarch64__)

#define NUMBER regs[8]
#define FIRST  regs[0]
#define SECOND regs[1]
#define THIRD  regs[2]
#define RESULT regs[0]

#else
#error "where this architecture has its system call's registers is not known"
#endif

static int get(pid_t pid, struct user_regs_struct *regs)
{
	struct iovec to = { regs, sizeof(*regs) };

	return (int)ptrace(PTRACE_GETREGSET, pid, NT_PRSTATUS, &to);
}

static int set(pid_t pid, struct user_regs_struct *regs)
{
	struct iovec from = { regs, sizeof(*regs) };

	return (int)ptrace(PTRACE_SETREGSET, pid, NT_PRSTATUS, &from);
}

int call_begins(pid_t pid, struct call *call)
{
	struct user_regs_struct regs;

	if (get(pid, &regs))
		return -1;
	call->number = (long)regs.NUMBER;
	call->args[0] = regs.FIRST;
	call->args[1] = regs.SECOND;
	call->args[2] = regs.THIRD;
	return 0;
}

int call_limit(pid_t pid, unsigned long length)
{
	struct user_regs_struct regs;

	if (get(pid, &regs))
		return -1;
	if (regs.THIRD <= length)
		return 0;
	regs.THIRD = length;
	return set(pid, &regs);
}

int call_skip(pid_t pid)
{
#if defined(__aarch64__)
	int none = -1;
	struct iovec from = { &none, sizeof(none) };

	/* What x8 says is read before a tracer can change it. */
	return (int)ptrace(PTRACE_SETREGSET, pid, NT_ARM_SYSTEM_CALL, &from);
#else
	struct user_regs_struct regs;

	if (get(pid, &regs))
		return -1;
	regs.NUMBER = (unsigned long)-1;
	return set(pid, &regs);
#endif
}

int call_ended(pid_t pid, long *result)
{
	struct user_regs_struct regs;

	if (get(pid, &regs))
		return -1;
	*result = (long)regs.RESULT;
	return 0;
}

int call_return(pid_t pid, long result)
{
	struct user_regs_struct regs;

	if (get(pid, &regs))
		return -1;
	regs.RESULT = (unsigned long)result;
	return set(pid, &regs);
}
