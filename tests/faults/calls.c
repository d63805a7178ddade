// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>

#include "tracee.h"

#define MAX_FAULTS 4

static struct fault faults[MAX_FAULTS];
static size_t fault_count;
static bool executed, executed_before;
static FILE *log_file;

void calls_add_fault(const char *text)
{
	struct fault f = { 0 };
	char on[3] = "";

	if (fault_count == MAX_FAULTS || sscanf(text, "%c:%ld:%u:%c:%ld:%2s", &f.role, &f.number,
						&f.count, &f.action, &f.value, on) < 5)
		exit(99);
	f.on = on[0];
	faults[fault_count++] = f;
}

void calls_log_to(const char *path)
{
	log_file = fopen(path, "we");
}

void calls_executed(void)
{
	executed = true;
}

unsigned int calls_hits(bool *before)
{
	unsigned int hits = 0;

	*before = executed_before;
	for (size_t i = 0; i < fault_count; i++)
		hits += faults[i].hit;
	return hits;
}

static struct fault *fault_of(const struct tracee *t)
{
	for (size_t i = 0; i < fault_count; i++) {
		struct fault *f = &faults[i];

		if (t->counting && f->role == t->role && f->number == t->number &&
		    (f->count == t->counts[t->number] ||
		     (f->on && f->count < t->counts[t->number])))
			return f;
	}
	return NULL;
}

/* true: the call never returns. */
static bool begin_fault(struct tracee *t, struct fault *f, struct user_regs_struct *regs)
{
	if (!f->hit)
		executed_before |= executed;
	f->hit = true;
	t->fault = f;
	switch (f->action) {
	case 'e':
		if (t->number == SYS_close)
			break;
		/* fall through */
	case 'r':
		regs->orig_rax = (unsigned long long)-1;
		break;
	case 'l':
		if (regs->rdx > (unsigned long long)f->value)
			regs->rdx = (unsigned long long)f->value;
		break;
	case 's':
		kill(t->pid, (int)f->value);
		return false;
	case 'h':
		return true;
	}
	ptrace(PTRACE_SETREGS, t->pid, NULL, regs);
	return false;
}

static void end_fault(struct tracee *t, struct user_regs_struct *regs)
{
	const struct fault *f = t->fault;

	t->fault = NULL;
	if (f->action == 'x') {
		char pid[16];

		snprintf(pid, sizeof(pid), "%d", (int)t->pid);
		if (setenv("INJECT_PID", pid, 1) || system(getenv("INJECT_HOOK")))
			exit(97);
	}
	if (f->action != 'e' && f->action != 'r')
		return;
	regs->rax = (unsigned long long)(f->action == 'e' ? -f->value : f->value);
	ptrace(PTRACE_SETREGS, t->pid, NULL, regs);
}

static void read_text(const struct tracee *t, unsigned long at, char *text, size_t size)
{
	/* Stop at the page's end: the next page may not be mapped. */
	size_t len = 4096 - at % 4096 < size - 1 ? 4096 - at % 4096 : size - 1;
	struct iovec to = { text, len }, from = { (void *)at, len };
	ssize_t n = process_vm_readv(t->pid, &to, 1, &from, 1, 0);

	text[n > 0 ? n : 0] = '\0';
	text[strcspn(text, "\n")] = '\0';
}

static void log_call(const struct tracee *t, long ret)
{
	char path[256] = "";

	if (!log_file || !t->counting)
		return;
	if (t->number == SYS_openat || t->number == SYS_newfstatat || t->number == SYS_openat2)
		read_text(t, t->args[1], path, sizeof(path));
	else if (t->number == SYS_access || t->number == SYS_execve || t->number == SYS_stat)
		read_text(t, t->args[0], path, sizeof(path));
	fprintf(log_file, "%c %ld %u %ld %ld %s\n", t->role, t->number, t->counts[t->number],
		(long)t->args[0], ret, path);
}

/* true: the call never returns. */
bool calls_enter(struct tracee *t)
{
	struct user_regs_struct regs;
	struct fault *f;

	if (ptrace(PTRACE_GETREGS, t->pid, NULL, &regs))
		return false;
	t->inside = true;
	t->number = (long)regs.orig_rax;
	if (t->number < 0 || t->number >= MAX_NUMBER)
		t->number = MAX_NUMBER - 1;
	t->args[0] = regs.rdi;
	t->args[1] = regs.rsi;
	t->args[2] = regs.rdx;
	if (t->role == 'P' && t->number == SYS_openat && regs.rdx & O_PATH)
		t->counting = true;
	if (t->counting)
		t->counts[t->number]++;
	/* Nothing returns from these calls, so there is no exit to wait for. */
	if (t->number == SYS_execve || t->number == SYS_exit_group)
		log_call(t, 0);
	f = fault_of(t);
	return f && begin_fault(t, f, &regs);
}

void calls_leave(struct tracee *t)
{
	struct user_regs_struct regs;
	long ret;

	t->inside = false;
	if (ptrace(PTRACE_GETREGS, t->pid, NULL, &regs))
		return;
	if (t->fault)
		end_fault(t, &regs);
	ret = (long)regs.rax;
	if (t->number != SYS_execve)
		log_call(t, ret);
	turns_after_call(t, ret);
}
