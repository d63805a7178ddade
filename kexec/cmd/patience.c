// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "cmd/patience.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cmd/run.h"
#include "cmd/say.h"
#include "util.h"

static _Noreturn void child(kfb_asker_fn *ask, void *data, int fd, pid_t parent)
{
	/* Nobody is left to tell the answer to. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(EXIT_FAILURE);
	exit(ask(data, fd));
}

/* Read until the child has closed its end: 0, or -ETIMEDOUT. */
static int read_answer(int fd, unsigned int patience_ms, char *answer, size_t size, size_t *len)
{
	int64_t deadline = kfb_now_ms() + patience_ms;
	struct pollfd p = { .fd = fd, .events = POLLIN };
	char rest[64];

	*len = 0;
	for (;;) {
		int64_t left = deadline - kfb_now_ms();
		bool room = *len < size;
		ssize_t n;

		if (left <= 0)
			return -ETIMEDOUT;
		/* If poll(2) itself fails, wait without a limit. */
		if (poll(&p, 1, (int)left) == 0)
			continue;
		n = room ? read(fd, answer + *len, size - *len) : read(fd, rest, sizeof(rest));
		if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN))
			return 0;
		if (n > 0 && room)
			*len += (size_t)n;
	}
}

/* Our parent may ignore SIGCHLD, and then there would be no status to wait for. */
static int wait_for(pid_t pid, int *wait_status)
{
	while (waitpid(pid, wait_status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	return 0;
}

int kfb_ask_patiently(kfb_asker_fn *ask, void *data, unsigned int patience_ms, void *answer,
		      size_t size, size_t *len, int *wait_status)
{
	struct sigaction before, dfl = { .sa_handler = SIG_DFL };
	pid_t pid, parent = getpid();
	int fds[2], ret;

	if (pipe2(fds, O_CLOEXEC))
		return -errno;
	sigaction(SIGCHLD, &dfl, &before);
	pid = fork();
	if (pid == 0) {
		close(fds[0]);
		sigaction(SIGCHLD, &before, NULL);
		child(ask, data, fds[1], parent);
	}
	ret = pid < 0 ? -errno : 0;
	close(fds[1]);
	if (!ret)
		ret = read_answer(fds[0], patience_ms, answer, size, len);
	close(fds[0]);
	if (ret && pid > 0)
		kill(pid, SIGKILL);
	if (!ret && wait_for(pid, wait_status))
		*wait_status = EXIT_FAILURE << 8; /* unknown: the wait status of a failure */
	sigaction(SIGCHLD, &before, NULL);
	return ret;
}

int kfb_run_patiently(kfb_asker_fn *command, void *data, int hung)
{
	int wait_status = 0, ret, fd;
	size_t len;

	fflush(stdout); /* or the child would print it, too */
	ret = kfb_ask_patiently(command, data, KFB_PATIENCE_MS, NULL, 0, &len, &wait_status);
	if (!ret)
		return kfb_exit_like(wait_status);
	if (ret == -ETIMEDOUT) {
		kfb_say("finding the framebuffer takes more than %d seconds",
			KFB_PATIENCE_MS / 1000);
		kfb_say_hint(
			"a display driver hangs: see the kernel's log, and try kexec-fb -d show");
		return hung;
	}
	fd = open("/", O_PATH | O_CLOEXEC); /* one to close, as the child would have */
	return command(data, fd);
}
