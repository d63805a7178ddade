// SPDX-License-Identifier: GPL-2.0-only
/*
 * Run a program and make chosen system calls of it go wrong (x86-64, ptrace(2)).
 *
 *   inject [-o LOG] [-S turn|late] [-f FAULT]... [SURROUNDING]... -R REPORT --
 *          PROGRAM ARGUMENT...
 *
 * Without -R the program is executed in this process and nothing is traced.
 * SURROUNDINGs are in surroundings.h.
 *
 * FAULT is ROLE:NUMBER:COUNT:ACTION:VALUE[:on].  ROLE is P, the program, or C, D, E, its
 * children in their order; none is touched any more once it has executed another program,
 * which strace's inject= cannot tell.  NUMBER is the call's, COUNT the how manieth of this number.  P's
 * calls are counted from main() on, whose first call opens something with O_PATH.  With
 * "on" this call and all later ones of the number are meant.  ACTIONs:
 *   e  is not made (but for close(2)) and fails with errno VALUE
 *   r  is not made and returns VALUE
 *   l  is made with a length (the third argument) of VALUE at most
 *   s  the process gets signal VALUE as the call begins
 *   h  it never returns
 *   x  after it, the shell runs $INJECT_HOOK
 *
 * A run must be the same each time, so parent and child take turns: "turn", the parent
 * handles each report of the child at once; "late", only when the child has ended.
 *
 * REPORT: "status WAITSTATUS", "hit N" (faults that happened), "before 0|1" (a program had
 * been executed when the first of them did), "left N" (processes that outlived P by more
 * than a second; they are killed).
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "surroundings.h"

#define MAX_NUMBER	512
#define MAX_TRACEES	32
#define MAX_FAULTS	4
#define STUCK_US	500000	/* whoever is held that long goes on, in whatever order */

struct fault {
	char role, action;
	long number, value;
	unsigned int count;
	bool on, hit;
};

struct tracee {
	pid_t pid;
	char role;		/* 'P'; its children from 'C' on; 'x': everybody else */
	bool stopped, inside, counting;
	bool waits_for_parent, waits_for_child;
	long number;
	unsigned long args[3];
	unsigned int counts[MAX_NUMBER];
	const struct fault *fault;
};

static struct tracee tracees[MAX_TRACEES];
static size_t tracee_count;
static struct fault faults[MAX_FAULTS];
static size_t fault_count;
static bool late, executed, executed_before, child_ends, report_over;
static char next_child = 'C';
static int report_fds[2] = { -1, -1 };
static long unread;		/* bytes of the child's report; its end counts as one */
static FILE *log_file;
static volatile sig_atomic_t stuck;

static void on_alarm(int sig)
{
	(void)sig;
	stuck = 1;
}

static struct tracee *by_pid(pid_t pid)
{
	for (size_t i = 0; i < tracee_count; i++)
		if (tracees[i].pid == pid)
			return &tracees[i];
	if (tracee_count == MAX_TRACEES)
		exit(99);
	tracees[tracee_count] = (struct tracee){ .pid = pid, .role = 'x' };
	return &tracees[tracee_count++];
}

static bool is_child(const struct tracee *t)
{
	return t->role >= 'C' && t->role < 'P';
}

static struct tracee *parent(void)
{
	for (size_t i = 0; i < tracee_count; i++)
		if (tracees[i].role == 'P' && tracees[i].pid)
			return &tracees[i];
	return NULL;
}

static void resume(struct tracee *t, int sig)
{
	t->stopped = t->waits_for_parent = t->waits_for_child = false;
	ptrace(t->role == 'x' ? PTRACE_CONT : PTRACE_SYSCALL, t->pid, NULL, (long)sig);
}

/* --- turns --- */

static bool child_is_over(void)
{
	for (size_t i = 0; i < tracee_count; i++)
		if (tracees[i].pid && tracees[i].role != 'P' && tracees[i].counting)
			return false;
	return true;
}

static bool parent_is_ready(void)
{
	const struct tracee *p = parent();

	return !p || (p->inside && p->number == SYS_poll && unread <= 0);
}

static void let_go_on(bool all)
{
	for (size_t i = 0; i < tracee_count; i++) {
		struct tracee *t = &tracees[i];

		if (t->pid && t->stopped &&
		    ((t->waits_for_parent && (all || parent_is_ready())) ||
		     (t->waits_for_child && (all || child_is_over()))))
			resume(t, 0);
	}
}

static void wait_for_parent(struct tracee *c)
{
	if (late)
		resume(c, 0);
	else
		c->waits_for_parent = true;
}

/* --- calls --- */

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
	if (f->action == 'x' && system(getenv("INJECT_HOOK")))
		exit(97);
	if (f->action != 'e' && f->action != 'r')
		return;
	regs->rax = (unsigned long long)(f->action == 'e' ? -f->value : f->value);
	ptrace(PTRACE_SETREGS, t->pid, NULL, regs);
}

static void read_text(const struct tracee *t, unsigned long at, char *text, size_t size)
{
	/* Up to the page's end: what follows may not be mapped. */
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
static bool enter_call(struct tracee *t)
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
	/* These do not come back. */
	if (t->number == SYS_execve || t->number == SYS_exit_group)
		log_call(t, 0);
	f = fault_of(t);
	return f && begin_fault(t, f, &regs);
}

static void follow_report(struct tracee *t, long ret)
{
	if (t->role == 'P' && t->number == SYS_pipe2 && ret == 0) {
		struct iovec to = { report_fds, sizeof(report_fds) };
		struct iovec from = { (void *)t->args[0], sizeof(report_fds) };

		process_vm_readv(t->pid, &to, 1, &from, 1, 0);
	}
	if (is_child(t) && t->number == SYS_write && (int)t->args[0] == report_fds[1] && ret > 0)
		unread += ret;
	if (t->role == 'P' && t->number == SYS_read && (int)t->args[0] == report_fds[0] && ret >= 0) {
		unread -= ret ? ret : unread;
		report_over |= ret == 0;
	}
}

static void leave_call(struct tracee *t)
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
	follow_report(t, ret);
	if (is_child(t) && t->number == SYS_write && (int)t->args[0] == report_fds[1] && ret > 0)
		wait_for_parent(t);
	else if (t->role == 'P' && !child_is_over() && (child_ends || late))
		t->waits_for_child = true;
	else
		resume(t, 0);
}

/* --- events --- */

static void became_another(struct tracee *t)
{
	bool child = is_child(t);

	executed = true;
	t->role = 'x';
	if (!child) {
		resume(t, 0);
		return;
	}
	unread += !report_over;	/* that is still to be read */
	wait_for_parent(t);
}

static void forked(struct tracee *t)
{
	unsigned long pid = 0;
	struct tracee *c;

	ptrace(PTRACE_GETEVENTMSG, t->pid, NULL, &pid);
	c = by_pid((pid_t)pid);
	if (t->role == 'P') {
		c->role = next_child++;
		c->counting = true;
		unread = 0;
		report_over = false;
		if (c->stopped)
			wait_for_parent(c);
	} else if (c->stopped) {
		resume(c, 0);
	}
	resume(t, 0);
}

static void gone(struct tracee *t)
{
	if (is_child(t))
		child_ends = false;
	t->pid = 0;
}

/* A stop of @t; the first one of a process may come before its parent's fork event. */
static void stopped(struct tracee *t, int status, bool is_new)
{
	int event = status >> 16, sig = WSTOPSIG(status);

	t->stopped = true;
	if (event == PTRACE_EVENT_EXEC) {
		if (t->role == 'P' && !t->counting) {
			t->inside = true;	/* of the execve(2) that made it the program */
			t->number = SYS_execve;
			resume(t, 0);
			return;
		}
		became_another(t);
	} else if (event == PTRACE_EVENT_FORK || event == PTRACE_EVENT_VFORK ||
		   event == PTRACE_EVENT_CLONE) {
		forked(t);
	} else if (event == PTRACE_EVENT_EXIT) {
		child_ends |= is_child(t) && !late;
		resume(t, 0);
	} else if (event == PTRACE_EVENT_STOP && sig != SIGTRAP) {
		ptrace(PTRACE_LISTEN, t->pid, NULL, NULL);
	} else if (event == PTRACE_EVENT_STOP) {
		if (is_child(t) && t->counts[0] == 0 && !t->inside)
			wait_for_parent(t);
		else if (!is_new)
			resume(t, 0);
	} else if (sig == (SIGTRAP | 0x80)) {
		if (t->inside)
			leave_call(t);
		else if (!enter_call(t))
			resume(t, 0);
	} else {
		resume(t, event ? 0 : sig);
	}
}

/* Until @first has ended: its wait status. */
static int trace(pid_t first)
{
	int status;

	for (;;) {
		struct tracee *t;
		size_t known = tracee_count;
		pid_t pid;

		let_go_on(stuck);
		stuck = 0;
		pid = waitpid(-1, &status, __WALL);
		if (pid < 0 && errno == EINTR)
			continue;
		if (pid < 0)
			return -1;
		t = by_pid(pid);
		if (WIFSTOPPED(status)) {
			stopped(t, status, tracee_count > known);
			continue;
		}
		gone(t);
		if (pid == first)
			return status;
	}
}

/* How many processes outlive the program by more than a second. */
static unsigned int left_over(void)
{
	const struct timespec moment = { .tv_nsec = 2 * 1000 * 1000 };
	unsigned int left = 0;

	for (size_t i = 0; i < tracee_count; i++)
		if (tracees[i].pid) {
			/* Only what is stopped can be let go. */
			if (!tracees[i].stopped)
				ptrace(PTRACE_INTERRUPT, tracees[i].pid, NULL, NULL);
		}
	for (int i = 0; i < 600; i++) {
		int status;
		pid_t pid = waitpid(-1, &status, __WALL | WNOHANG);

		if (pid < 0)
			return 0;
		if (pid > 0 && WIFSTOPPED(status))
			ptrace(PTRACE_DETACH, pid, NULL,
			       (long)(status >> 16 ? 0 : WSTOPSIG(status) & 0x7f));
		for (size_t k = 0; pid == 0 && k < tracee_count; k++)
			if (tracees[k].pid && tracees[k].stopped) {
				ptrace(PTRACE_DETACH, tracees[k].pid, NULL, NULL);
				tracees[k].stopped = false;
			}
		if (pid == 0)
			nanosleep(&moment, NULL);
	}
	for (size_t i = 0; i < tracee_count; i++)
		if (tracees[i].pid && kill(tracees[i].pid, SIGKILL) == 0)
			left++;
	while (waitpid(-1, NULL, __WALL) > 0)
		;
	return left;
}

static _Noreturn void become(char **argv)
{
	surroundings_enter();
	execv(argv[0], argv);
	_exit(98);
}

static void start(pid_t *pid, char **argv)
{
	int go[2];
	char c;

	if (pipe2(go, O_CLOEXEC))
		exit(99);
	*pid = fork();
	if (*pid == 0) {
		if (read(go[0], &c, 1) != 1)
			_exit(98);
		close(go[0]);
		close(go[1]);
		become(argv);
	}
	close(go[0]);
	if (ptrace(PTRACE_SEIZE, *pid, NULL, PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK |
		   PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC |
		   PTRACE_O_TRACEEXIT | PTRACE_O_EXITKILL))
		exit(99);
	by_pid(*pid)->role = 'P';
	if (write(go[1], "g", 1) != 1)
		exit(99);
	close(go[1]);
}

static void add_fault(const char *text)
{
	struct fault f = { 0 };
	char on[3] = "";

	if (fault_count == MAX_FAULTS ||
	    sscanf(text, "%c:%ld:%u:%c:%ld:%2s", &f.role, &f.number, &f.count, &f.action,
		   &f.value, on) < 5)
		exit(99);
	f.on = on[0];
	faults[fault_count++] = f;
}

int main(int argc, char **argv)
{
	const struct itimerval every = { { 0, STUCK_US }, { 0, STUCK_US } };
	struct sigaction alarm = { .sa_handler = on_alarm };
	const char *report = NULL;
	unsigned int hits = 0;
	int option, status;
	pid_t first;
	FILE *f;

	while ((option = getopt(argc, argv, "+o:S:f:R:" SURROUNDINGS)) != -1) {
		switch (option) {
		case 'o': log_file = fopen(optarg, "we"); break;
		case 'S': late = strcmp(optarg, "late") == 0; break;
		case 'f': add_fault(optarg); break;
		case 'R': report = optarg; break;
		case '?': return 99;
		default: surroundings_add(option, optarg);
		}
	}
	if (optind >= argc)
		return 99;
	if (!report)
		become(argv + optind);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	start(&first, argv + optind);
	sigaction(SIGALRM, &alarm, NULL);
	setitimer(ITIMER_REAL, &every, NULL);
	status = trace(first);
	for (size_t i = 0; i < fault_count; i++)
		hits += faults[i].hit;
	f = fopen(report, "we");
	if (!f)
		return 97;
	fprintf(f, "status %d\nhit %u\nbefore %d\nleft %u\n", status, hits, executed_before,
		left_over());
	fclose(f);
	return 0;
}
