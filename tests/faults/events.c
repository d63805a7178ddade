// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/time.h>
#include <sys/wait.h>

#include "tracee.h"

#define STUCK_US 500000 /* after that long, stop waiting and continue in any order */

static char next_child = 'C';
static volatile sig_atomic_t stuck;

static void on_alarm(int sig)
{
	(void)sig;
	stuck = 1;
}

static void became_another(struct tracee *t)
{
	bool child = tracee_is_child(t);

	calls_executed();
	t->role = 'x';
	if (!child) {
		tracee_resume(t, 0);
		return;
	}
	turns_report_ends();
	turns_wait_for_parent(t);
}

static void forked(struct tracee *t)
{
	unsigned long pid = 0;
	struct tracee *c;

	ptrace(PTRACE_GETEVENTMSG, t->pid, NULL, &pid);
	c = tracee_by_pid((pid_t)pid);
	if (t->role == 'P') {
		c->role = next_child++;
		c->counting = true;
		turns_new_child();
		if (c->stopped)
			turns_wait_for_parent(c);
	} else if (c->stopped) {
		tracee_resume(c, 0);
	}
	tracee_resume(t, 0);
}

static void gone(struct tracee *t)
{
	if (tracee_is_child(t))
		turns_child_ends(false);
	t->pid = 0;
}

/* Handle a stop of @t.  A new process's first stop may come before its parent's fork event. */
static void stopped(struct tracee *t, int status, bool is_new)
{
	int event = status >> 16, sig = WSTOPSIG(status);

	t->stopped = true;
	if (event == PTRACE_EVENT_EXEC) {
		if (t->role == 'P' && !t->counting) {
			t->inside = true; /* inside the execve(2) that made it the program */
			t->call.number = SYS_execve;
			tracee_resume(t, 0);
			return;
		}
		became_another(t);
	} else if (event == PTRACE_EVENT_FORK || event == PTRACE_EVENT_VFORK ||
		   event == PTRACE_EVENT_CLONE) {
		forked(t);
	} else if (event == PTRACE_EVENT_EXIT) {
		if (tracee_is_child(t))
			turns_child_ends(true);
		tracee_resume(t, 0);
	} else if (event == PTRACE_EVENT_STOP && sig != SIGTRAP) {
		ptrace(PTRACE_LISTEN, t->pid, NULL, NULL);
	} else if (event == PTRACE_EVENT_STOP) {
		if (tracee_is_child(t) && t->counts[SYS_read] == 0 && !t->inside)
			turns_wait_for_parent(t);
		else if (!is_new)
			tracee_resume(t, 0);
	} else if (sig == (SIGTRAP | 0x80)) {
		if (t->inside)
			calls_leave(t);
		else if (!calls_enter(t))
			tracee_resume(t, 0);
	} else {
		tracee_resume(t, event ? 0 : sig);
	}
}

static bool is_known(pid_t pid)
{
	const struct tracee *t;

	for (size_t i = 0; (t = tracee_at(i)); i++)
		if (t->pid == pid)
			return true;
	return false;
}

int events_loop(pid_t first)
{
	const struct itimerval every = { { 0, STUCK_US }, { 0, STUCK_US } };
	struct sigaction alarm = { .sa_handler = on_alarm };
	int status;

	sigaction(SIGALRM, &alarm, NULL);
	setitimer(ITIMER_REAL, &every, NULL);
	for (;;) {
		struct tracee *t;
		bool is_new;
		pid_t pid;

		turns_let_go_on(stuck);
		stuck = 0;
		pid = waitpid(-1, &status, __WALL);
		if (pid < 0 && errno == EINTR)
			continue;
		if (pid < 0)
			return -1;
		is_new = !is_known(pid);
		t = tracee_by_pid(pid);
		if (WIFSTOPPED(status)) {
			stopped(t, status, is_new);
			continue;
		}
		gone(t);
		if (pid == first)
			return status;
	}
}
