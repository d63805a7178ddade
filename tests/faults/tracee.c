// SPDX-License-Identifier: GPL-2.0-only
#include "tracee.h"

#include <stdlib.h>
#include <sys/ptrace.h>

#define MAX_TRACEES 32

static struct tracee tracees[MAX_TRACEES];
static size_t count;

struct tracee *tracee_by_pid(pid_t pid)
{
	for (size_t i = 0; i < count; i++)
		if (tracees[i].pid == pid)
			return &tracees[i];
	if (count == MAX_TRACEES)
		exit(99);
	tracees[count] = (struct tracee){ .pid = pid, .role = 'x' };
	return &tracees[count++];
}

struct tracee *tracee_at(size_t index)
{
	return index < count ? &tracees[index] : NULL;
}

bool tracee_is_child(const struct tracee *t)
{
	return t->role >= 'C' && t->role < 'P';
}

void tracee_resume(struct tracee *t, int sig)
{
	t->stopped = t->waits_for_parent = t->waits_for_child = false;
	ptrace(t->role == 'x' ? PTRACE_CONT : PTRACE_SYSCALL, t->pid, NULL, (long)sig);
}
