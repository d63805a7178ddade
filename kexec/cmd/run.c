// SPDX-License-Identifier: GPL-2.0-only
/*
 * We watch the child instead of blocking in wait(2), to handle all of these:
 *
 *  - signals to this process: passed on to the child.  What is ignored or blocked here is
 *    so there, too, and would not end kexec either;
 *  - a child that is stopped (^Z, SIGSTOP) and continued: it gets new time for its step;
 *  - a parent of ours that ignores SIGCHLD: children would vanish without a status, so the
 *    default is restored here, and what was inherited is given to kexec;
 *  - children that are not ours, of the program that executed kexec-fb, or given to us as
 *    a subreaper or as process 1: they are left alone, as kexec would leave them.
 */
#define _GNU_SOURCE
#include "cmd/run.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cmd/report.h"
#include "util.h"

static const int passed_on[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2 };

/* Even a complete report may need several read(2) calls, for example after EINTR. */
#define LAST_READS 3

/* How often to look if poll(2) itself fails. */
static const struct timespec nap = { .tv_nsec = 10 * 1000 * 1000 };

static _Noreturn void child(const char *path, char *const argv[], const struct kfb_job *job, int fd,
			    pid_t parent)
{
	bool changed = false;
	const char *problem;

	/* If our parent is killed, the child that becomes kexec must die with it. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(EXIT_FAILURE);
	problem = job->ask(job->data);
	if (!problem) {
		if (kfb_report_asked(fd))
			_exit(EXIT_FAILURE);
		problem = job->prepare(job->data, &changed);
	}
	if (problem)
		kfb_report_problem(fd, problem);
	/* If the parent does not know that kexec runs, it would start another. */
	if (problem || kfb_report_start(fd, changed))
		_exit(EXIT_FAILURE);
	_exit(kfb_exec(path, argv));
}

/* The child, as its parent sees it. */
struct watch {
	pid_t pid;
	int signals; /* signalfd(2) */
	int report;  /* pipe for the child's report; -1: the report has ended */
	char said[sizeof("a!") + KFB_PROBLEM_SIZE]; /* so far; a longer report is cut off */
	size_t said_len;
	int last_signal; /* the last that somebody sent to this process; 0: none */
};

static enum kfb_stage stage(const struct watch *w)
{
	return kfb_report_parse(w->said).stage;
}

/* true: there was something new */
static bool read_report(struct watch *w)
{
	char rest[256];
	bool new = false;

	while (w->report >= 0) {
		size_t room = sizeof(w->said) - 1 - w->said_len;
		ssize_t n = room ? read(w->report, w->said + w->said_len, room) :
				   read(w->report, rest, sizeof(rest));

		if (n < 0)
			break; /* nothing at present; poll(2) tells when to try again */
		if (n == 0) {
			close(w->report);
			w->report = -1;
			break;
		}
		new = true;
		if (room)
			w->said_len += (size_t)n;
	}
	return new;
}

/*
 * Forward signals to the child, unless the kernel sent them (Ctrl-C reaches the whole
 * process group).  Returns true if the child ended, stopped or continued.
 */
static bool take_signals(struct watch *w)
{
	struct signalfd_siginfo info;
	bool stirred = false;

	while (read(w->signals, &info, sizeof(info)) == sizeof(info)) {
		if (info.ssi_signo == SIGCHLD) {
			stirred = true;
			continue;
		}
		w->last_signal = (int)info.ssi_signo;
		if (info.ssi_code != SI_KERNEL)
			kill(w->pid, w->last_signal);
	}
	return stirred;
}

static bool has_ended(const struct watch *w, int *status)
{
	pid_t pid = waitpid(w->pid, status, WNOHANG);

	if (pid == 0 || (pid < 0 && errno != ECHILD))
		return false;
	if (pid < 0)
		*status = EXIT_FAILURE << 8; /* unknown: the wait status of a failure */
	return true;
}

/* Wait until something may have happened. */
static void rest(const struct watch *w, int64_t limit_ms)
{
	struct pollfd fds[] = {
		{ .fd = w->signals, .events = POLLIN },
		{ .fd = w->report, .events = POLLIN },
	};

	if (poll(fds, ARRAY_SIZE(fds), (int)limit_ms) < 0 && errno != EINTR)
		nanosleep(&nap, NULL);
}

/* 0: the child ended; -ETIMEDOUT: one of its steps takes too long */
static int wait_for(struct watch *w, unsigned int patience_ms, int *status)
{
	int64_t deadline = kfb_now_ms() + patience_ms;

	for (;;) {
		bool at_work = stage(w) <= KFB_STAGE_PREPARING;
		int64_t left = deadline - kfb_now_ms();
		bool stirred;

		rest(w, !at_work ? -1 : left > 0 ? left : 0);
		stirred = take_signals(w);
		if (has_ended(w, status)) {
			for (int i = 0; i < LAST_READS && w->report >= 0; i++)
				read_report(w);
			return 0;
		}
		if (read_report(w) || stirred)
			deadline = kfb_now_ms() + patience_ms;
		if (stage(w) <= KFB_STAGE_PREPARING && kfb_now_ms() >= deadline)
			return -ETIMEDOUT;
	}
}

static const char *step(enum kfb_stage stage)
{
	return stage == KFB_STAGE_ASKING ? "finding the framebuffer" : "preparing kexec's files";
}

/* Do not wait for the child: a hung driver may hold it where no signal reaches it. */
static void give_up(const struct watch *w, unsigned int patience_ms, struct kfb_outcome *outcome)
{
	snprintf(outcome->problem, sizeof(outcome->problem), "%s takes more than %u seconds",
		 step(stage(w)), patience_ms / 1000);
}

static void judge(const struct watch *w, struct kfb_outcome *outcome)
{
	struct kfb_report report = kfb_report_parse(w->said);

	if (report.stage == KFB_STAGE_STARTED)
		outcome->changed = report.changed;
	else if (report.problem[0])
		snprintf(outcome->problem, sizeof(outcome->problem), "%s", report.problem);
	else /* e.g. SIGBUS (a kernel file cut short while it was read), or the OOM killer */
		snprintf(outcome->problem, sizeof(outcome->problem), "%s was ended by %s",
			 step(report.stage),
			 WIFSIGNALED(outcome->status) ? strsignal(WTERMSIG(outcome->status)) :
							"an exit");
}

/* Report the signal that would have ended kexec, had it been started at once. */
static void interrupt(const struct watch *w, struct kfb_outcome *outcome)
{
	outcome->interrupted = true;
	if (stage(w) == KFB_STAGE_STARTED)
		return;
	outcome->problem[0] = '\0';
	outcome->status = w->last_signal; /* the wait status of a process killed by it */
}

/* Skip signals that are ignored or blocked: they would not have ended kexec either. */
static void signals_to_watch(sigset_t *signals, const sigset_t *blocked)
{
	struct sigaction action;

	sigemptyset(signals);
	sigaddset(signals, SIGCHLD);
	for (size_t i = 0; i < ARRAY_SIZE(passed_on); i++)
		if (!sigismember(blocked, passed_on[i]) &&
		    sigaction(passed_on[i], NULL, &action) == 0 && action.sa_handler != SIG_IGN)
			sigaddset(signals, passed_on[i]);
}

static int run_watched(const char *path, char *const argv[], const struct kfb_job *job,
		       struct watch *w, struct kfb_outcome *outcome)
{
	struct sigaction old_chld, dfl = { .sa_handler = SIG_DFL };
	sigset_t signals, old;
	pid_t parent = getpid();
	int report[2], ret;

	if (pipe2(report, O_CLOEXEC))
		return -errno;
	w->report = report[0];
	if (fcntl(w->report, F_SETFL, O_NONBLOCK)) {
		ret = -errno;
		close(report[1]);
		return ret;
	}
	sigprocmask(SIG_BLOCK, NULL, &old);
	signals_to_watch(&signals, &old);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	sigaction(SIGCHLD, &dfl, &old_chld);
	w->signals = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
	w->pid = w->signals < 0 ? -1 : fork();
	if (w->pid == 0) {
		sigaction(SIGCHLD, &old_chld, NULL);
		sigprocmask(SIG_SETMASK, &old, NULL);
		child(path, argv, job, report[1], parent);
	}
	ret = w->pid < 0 ? -errno : 0;
	close(report[1]);
	if (!ret)
		ret = wait_for(w, job->patience_ms, &outcome->status);
	if (ret && w->pid > 0)
		kill(w->pid, SIGKILL);
	sigaction(SIGCHLD, &old_chld, NULL);
	sigprocmask(SIG_SETMASK, &old, NULL);
	return ret;
}

int kfb_run(const char *path, char *const argv[], const struct kfb_job *job,
	    struct kfb_outcome *outcome)
{
	struct watch w = { .signals = -1, .report = -1 };
	int ret;

	memset(outcome, 0, sizeof(*outcome));
	ret = run_watched(path, argv, job, &w, outcome);
	if (ret == -ETIMEDOUT) {
		give_up(&w, job->patience_ms, outcome);
		ret = 0;
	} else if (!ret) {
		judge(&w, outcome);
	}
	if (!ret && w.last_signal)
		interrupt(&w, outcome);
	if (w.signals >= 0)
		close(w.signals);
	if (w.report >= 0)
		close(w.report);
	return ret;
}

int kfb_exit_like(int wait_status)
{
	const struct rlimit no_core = { 0, 0 };

	if (WIFEXITED(wait_status))
		return WEXITSTATUS(wait_status);
	/* A core dump, if any, should be kexec's, not ours. */
	setrlimit(RLIMIT_CORE, &no_core);
	signal(WTERMSIG(wait_status), SIG_DFL);
	raise(WTERMSIG(wait_status));
	return 128 + WTERMSIG(wait_status);
}
