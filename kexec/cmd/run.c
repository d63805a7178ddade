// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "cmd/run.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const int passed_on[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2 };

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Installed in kexec's place and told to run what stands there: for ever. */
bool kfb_is_ourselves(const char *path)
{
	struct stat self, other;

	return stat("/proc/self/exe", &self) == 0 && stat(path, &other) == 0 &&
	       self.st_dev == other.st_dev && self.st_ino == other.st_ino;
}

int kfb_exec(const char *path, char *const argv[])
{
	int err = ELOOP;

	if (!kfb_is_ourselves(path)) {
		execv(path, argv);
		err = errno;
	}
	fprintf(stderr, "kexec-fb: cannot run %s: %s: %s\n", path,
		err == ELOOP ? "that is kexec-fb itself" : strerror(err),
		err == ENOENT ? "install kexec-tools, or name kexec in KEXEC_FB_KEXEC" :
		"name the real kexec in KEXEC_FB_KEXEC");
	return err == ENOENT ? KFB_EXIT_NOT_FOUND : KFB_EXIT_NOT_RUNNABLE;
}

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

static char *read_text(int fd)
{
	char *text = NULL, *grown;
	size_t len = 0;
	ssize_t n;

	for (;;) {
		grown = realloc(text, len + 256);
		if (!grown)
			break;
		text = grown;
		n = read(fd, text + len, 255);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		len += (size_t)n;
	}
	if (!len) {
		free(text);
		return NULL;
	}
	text[len] = '\0';
	return text;
}

/* What the child reports instead of a problem, so that silence means that it died. */
#define PREPARED	"\n"

static void child(const char *path, char *const argv[], kfb_prepare_fn prepare, void *data,
		  int report, pid_t parent)
{
	const char *problem;

	/* Whoever kills us means kexec. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(EXIT_FAILURE);
	problem = prepare(data);
	if (problem) {
		write_text(report, problem);
		_exit(EXIT_FAILURE);
	}
	write_text(report, PREPARED);
	_exit(kfb_exec(path, argv));
}

/* The terminal's signals reached the child, too; all others are for it. */
static int wait_for(pid_t pid, const sigset_t *signals, struct kfb_outcome *outcome)
{
	siginfo_t info;
	int sig;

	for (;;) {
		sig = sigwaitinfo(signals, &info);
		if (sig < 0 && errno != EINTR)
			return -errno;
		if (sig == SIGCHLD && waitpid(pid, &outcome->status, WNOHANG) == pid)
			return 0;
		if (sig <= 0 || sig == SIGCHLD)
			continue;
		outcome->interrupted = true;
		if (info.si_code != SI_KERNEL)
			kill(pid, sig);
	}
}

/* Its own SIGBUS (a kernel file cut short while it was read) or the OOM killer's signal. */
static char *died(int wait_status)
{
	char *text;

	if (asprintf(&text, "preparing kexec's files was ended by %s",
		     WIFSIGNALED(wait_status) ? strsignal(WTERMSIG(wait_status)) :
		     "an exit") < 0)
		return NULL;
	return text;
}

int kfb_run(const char *path, char *const argv[], kfb_prepare_fn prepare, void *data,
	    struct kfb_outcome *outcome)
{
	struct sigaction old_chld, dfl = { .sa_handler = SIG_DFL };
	pid_t pid, parent = getpid();
	sigset_t signals, old;
	int report[2], ret;

	memset(outcome, 0, sizeof(*outcome));
	if (pipe2(report, O_CLOEXEC))
		return -errno;
	sigemptyset(&signals);
	sigaddset(&signals, SIGCHLD);
	for (size_t i = 0; i < COUNT(passed_on); i++)
		sigaddset(&signals, passed_on[i]);
	sigprocmask(SIG_BLOCK, &signals, &old);
	sigaction(SIGCHLD, &dfl, &old_chld);

	pid = fork();
	if (pid == 0) {
		sigaction(SIGCHLD, &old_chld, NULL);
		sigprocmask(SIG_SETMASK, &old, NULL);
		child(path, argv, prepare, data, report[1], parent);
	}
	ret = pid < 0 ? -errno : 0;
	close(report[1]);
	/* First wait, so that signals reach a child that prepares; a report fits the pipe. */
	if (!ret)
		ret = wait_for(pid, &signals, outcome);
	if (!ret)
		outcome->problem = read_text(report[0]);
	if (!ret && !outcome->problem && !outcome->interrupted) {
		outcome->problem = died(outcome->status);
	} else if (outcome->problem && strcmp(outcome->problem, PREPARED) == 0) {
		free(outcome->problem);
		outcome->problem = NULL;
	}
	close(report[0]);
	sigaction(SIGCHLD, &old_chld, NULL);
	sigprocmask(SIG_SETMASK, &old, NULL);
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
