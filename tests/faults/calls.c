// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>

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

		if (t->counting && f->role == t->role && f->number == t->call.number &&
		    (f->count == t->counts[t->call.number] ||
		     (f->on && f->count < t->counts[t->call.number])))
			return f;
	}
	return NULL;
}

/* true: the call never returns. */
static bool begin_fault(struct tracee *t, struct fault *f)
{
	if (!f->hit)
		executed_before |= executed;
	f->hit = true;
	t->fault = f;
	switch (f->action) {
	case 'e':
	case 'r':
		/* An error of close(2) does not mean that the descriptor is still open. */
		if (f->action == 'r' || t->call.number != SYS_close)
			call_skip(t->pid);
		break;
	case 'l':
		call_limit(t->pid, (unsigned long)f->value);
		break;
	case 's':
		kill(t->pid, (int)f->value);
		break;
	case 'h':
		return true;
	}
	return false;
}

static void run_hook(const struct tracee *t)
{
	char pid[16];

	snprintf(pid, sizeof(pid), "%d", (int)t->pid);
	if (setenv("INJECT_PID", pid, 1) || system(getenv("INJECT_HOOK")))
		exit(97);
}

static void end_fault(struct tracee *t, long *result)
{
	const struct fault *f = t->fault;

	t->fault = NULL;
	if (f->action == 'x')
		run_hook(t);
	if (f->action != 'e' && f->action != 'r')
		return;
	*result = f->action == 'e' ? -f->value : f->value;
	call_return(t->pid, *result);
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

/* Which argument is a path, or -1. */
static int path_argument(long number)
{
	switch (number) {
	case SYS_execve:
#ifdef SYS_access
	case SYS_access:
	case SYS_stat:
#endif
		return 0;
	case SYS_openat:
	case SYS_openat2:
	case SYS_newfstatat:
	case SYS_faccessat:
		return 1;
	default:
		return -1;
	}
}

static void log_call(const struct tracee *t, long ret)
{
	int argument = path_argument(t->call.number);
	char path[256] = "";

	if (!log_file || !t->counting)
		return;
	if (argument >= 0)
		read_text(t, t->call.args[argument], path, sizeof(path));
	fprintf(log_file, "%c %ld %u %ld %ld %s\n", t->role, t->call.number,
		t->counts[t->call.number], (long)t->call.args[0], ret, path);
}

/* true: the call never returns. */
bool calls_enter(struct tracee *t)
{
	struct fault *f;

	if (call_begins(t->pid, &t->call))
		return false;
	t->inside = true;
	if (t->call.number < 0 || t->call.number >= MAX_NUMBER)
		t->call.number = MAX_NUMBER - 1;
	if (t->role == 'P' && t->call.number == SYS_openat && t->call.args[2] & O_PATH)
		t->counting = true;
	if (t->counting)
		t->counts[t->call.number]++;
	/* Nothing returns from these calls, so there is no exit to wait for. */
	if (t->call.number == SYS_execve || t->call.number == SYS_exit_group)
		log_call(t, 0);
	f = fault_of(t);
	return f && begin_fault(t, f);
}

void calls_leave(struct tracee *t)
{
	long ret;

	t->inside = false;
	if (call_ended(t->pid, &ret))
		return;
	if (t->fault)
		end_fault(t, &ret);
	if (t->call.number != SYS_execve)
		log_call(t, ret);
	turns_after_call(t, ret);
}
