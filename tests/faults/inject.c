// SPDX-License-Identifier: GPL-2.0-only
/*
 * Run a program and make chosen system calls of it go wrong (ptrace(2)).
 * qemu-user has no ptrace(2), so for arm64 this runs in a virtual machine.
 *
 *   inject [-o LOG] [-S turn|late] [-f FAULT]... [SURROUNDING]... -R REPORT --
 *          PROGRAM ARGUMENT...
 *
 * Without -R the program is executed in this process and nothing is traced.
 * SURROUNDINGs are in surroundings.h.
 *
 * FAULT is ROLE:NUMBER:COUNT:ACTION:VALUE[:on].  ROLE is P, the program, or C, D, E, its
 * children in their order.  A process that has executed another program gets no faults any
 * more, which strace's inject= cannot do.  NUMBER is that of the system call, and COUNT picks
 * the COUNTth call with it.  P's calls are counted from main() on, whose first call opens
 * something with O_PATH.  "on" means that call and all later ones with NUMBER.  ACTIONs:
 *   e  the call fails with errno VALUE, without being made (except close(2))
 *   r  the call returns VALUE, without being made
 *   l  the call is made with a length (the third argument) of at most VALUE
 *   s  the process gets signal VALUE when the call begins
 *   h  the call never returns
 *   x  after the call, the shell runs $INJECT_HOOK, in which $INJECT_PID is the process
 *
 * Every run must go the same way, so parent and child take turns.  With "turn" the parent
 * handles each report of the child at once; with "late", only when the child has ended.
 *
 * REPORT: "status WAITSTATUS", "hit N" (faults that happened), "before 0|1" (a program had
 * been executed when the first of them did), "left N" (processes that outlived P by more
 * than a second; they are killed).
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "surroundings.h"
#include "tracee.h"

/* Count the processes that outlive the program by more than a second. */
static unsigned int left_over(void)
{
	const struct timespec moment = { .tv_nsec = 2 * 1000 * 1000 };
	unsigned int left = 0;
	struct tracee *t;

	/* Only a stopped process can be detached. */
	for (size_t i = 0; (t = tracee_at(i)); i++)
		if (t->pid && !t->stopped)
			ptrace(PTRACE_INTERRUPT, t->pid, NULL, NULL);
	for (int i = 0; i < 600; i++) {
		int status;
		pid_t pid = waitpid(-1, &status, __WALL | WNOHANG);

		if (pid < 0)
			return 0;
		if (pid > 0 && WIFSTOPPED(status))
			ptrace(PTRACE_DETACH, pid, NULL,
			       (long)(status >> 16 ? 0 : WSTOPSIG(status) & 0x7f));
		for (size_t k = 0; pid == 0 && (t = tracee_at(k)); k++)
			if (t->pid && t->stopped) {
				ptrace(PTRACE_DETACH, t->pid, NULL, NULL);
				t->stopped = false;
			}
		if (pid == 0)
			nanosleep(&moment, NULL);
	}
	for (size_t i = 0; (t = tracee_at(i)); i++)
		if (t->pid && kill(t->pid, SIGKILL) == 0)
			left++;
	while (waitpid(-1, NULL, __WALL) > 0)
		;
	return left;
}

/* nohup(1) and a shell's background jobs ignore signals, which the program would inherit. */
static void forget_ignored_signals(void)
{
	sigset_t none;

	for (int number = 1; number < SIGRTMIN; number++)
		signal(number, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static _Noreturn void become(char **argv)
{
	forget_ignored_signals();
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
	if (ptrace(PTRACE_SEIZE, *pid, NULL,
		   PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
			   PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC | PTRACE_O_TRACEEXIT |
			   PTRACE_O_EXITKILL))
		exit(99);
	tracee_by_pid(*pid)->role = 'P';
	if (write(go[1], "g", 1) != 1)
		exit(99);
	close(go[1]);
}

int main(int argc, char **argv)
{
	const char *report = NULL;
	unsigned int hits;
	bool before;
	int option, status;
	pid_t first;
	FILE *f;

	while ((option = getopt(argc, argv, "+o:S:f:R:" SURROUNDINGS)) != -1) {
		switch (option) {
		case 'o':
			calls_log_to(optarg);
			break;
		case 'S':
			if (strcmp(optarg, "late") == 0)
				turns_late();
			break;
		case 'f':
			calls_add_fault(optarg);
			break;
		case 'R':
			report = optarg;
			break;
		case '?':
			return 99;
		default:
			surroundings_add(option, optarg);
		}
	}
	if (optind >= argc)
		return 99;
	if (!report)
		become(argv + optind);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	start(&first, argv + optind);
	status = events_loop(first);
	hits = calls_hits(&before);
	f = fopen(report, "we");
	if (!f)
		return 97;
	fprintf(f, "status %d\nhit %u\nbefore %d\nleft %u\n", status, hits, before, left_over());
	fclose(f);
	return 0;
}
