// SPDX-License-Identifier: GPL-2.0-only
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
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cmd/say.h"
#include "util.h"

static const int passed_on[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2 };

/* Installed in kexec's place and told to run what stands there: for ever. */
bool kfb_is_ourselves(const char *path)
{
	struct stat self, other;

	return stat("/proc/self/exe", &self) == 0 && stat(path, &other) == 0 &&
	       self.st_dev == other.st_dev && self.st_ino == other.st_ino;
}

bool kfb_can_exec(const char *path)
{
	return access(path, X_OK) == 0 && !kfb_is_ourselves(path);
}

int kfb_exec(const char *path, char *const argv[])
{
	int err = ELOOP;

	if (!kfb_is_ourselves(path)) {
		execv(path, argv);
		err = errno;
	}
	kfb_say("cannot run %s: %s", path,
		err == ELOOP ? "it is kexec-fb itself" : strerror(err));
	kfb_say_hint(err == ENOENT ? "install kexec-tools, or name kexec in KEXEC_FB_KEXEC" :
		     "name the real kexec in KEXEC_FB_KEXEC");
	return err == ENOENT ? KFB_EXIT_NOT_FOUND : KFB_EXIT_NOT_RUNNABLE;
}

/* What the child reports, a letter each; behind PROBLEM stands its text. */
enum report {
	ASKED = 'a',
	CHANGED = 'c',
	UNCHANGED = 'u',
	PROBLEM = '!',
};

static void write_text(int fd, const char *text)
{
	size_t len = strlen(text);
	ssize_t n;

	while (len && ((n = write(fd, text, len)) > 0 || errno == EINTR)) {
		if (n < 0)
			continue;
		text += n;
		len -= (size_t)n;
	}
}

static void report(int fd, enum report what)
{
	const char letter[] = { (char)what, '\0' };

	write_text(fd, letter);
}

static _Noreturn void child(const char *path, char *const argv[], const struct kfb_job *job,
			    int fd, pid_t parent)
{
	bool changed = false;
	const char *problem;

	/* Whoever kills us means kexec. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(EXIT_FAILURE);
	problem = job->ask(job->data);
	if (!problem) {
		report(fd, ASKED);
		problem = job->prepare(job->data, &changed);
	}
	if (problem) {
		report(fd, PROBLEM);
		write_text(fd, problem);
		_exit(EXIT_FAILURE);
	}
	report(fd, changed ? CHANGED : UNCHANGED);
	_exit(kfb_exec(path, argv));
}

/* The child, seen from its parent. */
struct watch {
	pid_t pid;
	int signals;		/* signalfd(2) */
	int report;		/* what the child reports comes here */
	char said[sizeof("a!") + KFB_PROBLEM_SIZE];	/* so far; what is longer is cut off */
	size_t said_len;
	int last_signal;	/* that somebody sent to this process; 0: none */
};

/* false: the child has nothing more to say. */
static bool read_report(struct watch *w)
{
	char rest[256];
	size_t room = sizeof(w->said) - 1 - w->said_len;
	ssize_t n = room ? read(w->report, w->said + w->said_len, room) :
			   read(w->report, rest, sizeof(rest));

	if (room && n > 0)
		w->said_len += (size_t)n;
	return n > 0 || (n < 0 && errno == EINTR);
}

/* The terminal's signals reached the child, too; all others are for it.  true: it ended. */
static bool take_signal(struct watch *w, int *status)
{
	struct signalfd_siginfo info;

	if (read(w->signals, &info, sizeof(info)) != sizeof(info))
		return false;
	if (info.ssi_signo == SIGCHLD)
		return waitpid(w->pid, status, WNOHANG) == w->pid;
	w->last_signal = (int)info.ssi_signo;
	if (info.ssi_code != SI_KERNEL)
		kill(w->pid, w->last_signal);
	return false;
}

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static bool is_asking(const struct watch *w)
{
	return !w->said_len;
}

static bool is_preparing(const struct watch *w)
{
	return w->said_len == 1 && w->said[0] == ASKED;
}

/* 0: the child ended; -ETIMEDOUT: one of its steps takes too long. */
static int wait_for(struct watch *w, unsigned int patience_ms, int *status)
{
	struct pollfd fds[] = {
		{ .fd = w->signals, .events = POLLIN }, { .fd = w->report, .events = POLLIN },
	};
	int64_t deadline = now_ms() + patience_ms;

	for (;;) {
		bool at_work = is_asking(w) || is_preparing(w);
		int64_t left = deadline - now_ms();
		int n;

		if (at_work && left <= 0)
			return -ETIMEDOUT;
		n = poll(fds, ARRAY_SIZE(fds), at_work ? (int)left : -1);
		if (n < 0 && errno != EINTR)
			return -errno;
		if (n <= 0)
			continue;
		if (fds[1].revents && !read_report(w))
			fds[1].fd = -1;
		else if (fds[1].revents)
			deadline = now_ms() + patience_ms;
		if (fds[0].revents && take_signal(w, status)) {
			while (fds[1].fd >= 0 && read_report(w))
				;
			return 0;
		}
	}
}

static const char *step(const struct watch *w)
{
	return is_asking(w) ? "finding the framebuffer" : "preparing kexec's files";
}

/* A driver that hangs may hold the child where no signal reaches it: it is not waited for. */
static void give_up(const struct watch *w, unsigned int patience_ms, struct kfb_outcome *outcome)
{
	if (outcome->interrupted)
		outcome->status = w->last_signal;	/* as wait(2) tells of a death by it */
	else
		snprintf(outcome->problem, sizeof(outcome->problem),
			 "%s takes more than %u seconds", step(w), patience_ms / 1000);
}

static void judge(const struct watch *w, struct kfb_outcome *outcome)
{
	const char *problem = strchr(w->said, PROBLEM);

	if (problem) {
		snprintf(outcome->problem, sizeof(outcome->problem), "%s", problem + 1);
	} else if (strchr(w->said, CHANGED) || strchr(w->said, UNCHANGED)) {
		outcome->changed = strchr(w->said, CHANGED) != NULL;
	} else if (!outcome->interrupted) {
		/* A SIGBUS (a kernel file cut short while it was read), the OOM killer. */
		snprintf(outcome->problem, sizeof(outcome->problem), "%s was ended by %s",
			 step(w), WIFSIGNALED(outcome->status) ?
			 strsignal(WTERMSIG(outcome->status)) : "an exit");
	}
}

/* What is ignored or held back would not end kexec either. */
static void signals_to_watch(sigset_t *signals, const sigset_t *blocked)
{
	struct sigaction action;

	sigemptyset(signals);
	sigaddset(signals, SIGCHLD);
	for (size_t i = 0; i < ARRAY_SIZE(passed_on); i++)
		if (!sigismember(blocked, passed_on[i]) &&
		    sigaction(passed_on[i], NULL, &action) == 0 &&
		    action.sa_handler != SIG_IGN)
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
	sigprocmask(SIG_BLOCK, NULL, &old);
	signals_to_watch(&signals, &old);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	sigaction(SIGCHLD, &dfl, &old_chld);
	w->signals = signalfd(-1, &signals, SFD_CLOEXEC);
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
	outcome->interrupted = w.last_signal != 0;
	if (ret == -ETIMEDOUT) {
		give_up(&w, job->patience_ms, outcome);
		ret = 0;
	} else if (!ret) {
		judge(&w, outcome);
	}
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
	/* The core, if any, is kexec's, not ours. */
	setrlimit(RLIMIT_CORE, &no_core);
	signal(WTERMSIG(wait_status), SIG_DFL);
	raise(WTERMSIG(wait_status));
	return 128 + WTERMSIG(wait_status);
}
