// SPDX-License-Identifier: GPL-2.0-only
#include "cmd/watch_vt.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* tty_update_vc(), drivers/tty/tty_io.c, calls sysfs_notify() at each switch, since 2.6.38. */
#define ACTIVE "/sys/class/tty/tty0/active"

#define SETTLE_MS   3000 /* a compositor sets its mode after the switch */
#define INTERVAL_MS 30000

static void sleep_ms(unsigned int ms)
{
	struct timespec left = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L };

	while (nanosleep(&left, &left) && errno == EINTR)
		;
}

/* Only reading the file arms the next notification: kernfs_fop_poll(). */
static int arm(int fd)
{
	char name[64];

	return pread(fd, name, sizeof(name), 0) < 0 ? -errno : 0;
}

/* 1: a switch, 0: none within @timeout (-1: wait for ever), or -errno */
static int wait_for_switch(int fd, int timeout)
{
	struct pollfd p = { .fd = fd, .events = POLLPRI };
	int ret;

	do
		ret = poll(&p, 1, timeout);
	while (ret < 0 && errno == EINTR);
	if (ret < 0)
		return -errno;
	return ret && !arm(fd) ? 1 : 0;
}

static int call(int (*changed)(const void *data), const void *data)
{
	pid_t pid = fork();
	int status;

	if (pid < 0)
		return -errno;
	if (pid == 0)
		_exit(changed(data));
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	return 0;
}

int kfb_watch_vt(int (*changed)(const void *data), const void *data, bool once)
{
	int fd = open(ACTIVE, O_RDONLY | O_CLOEXEC);
	int ret = fd < 0 ? -errno : arm(fd);
	bool once_more = false;

	while (!ret) {
		ret = wait_for_switch(fd, once_more ? 0 : -1);
		/* A session may need longer to show its first picture. */
		once_more = ret > 0;
		while (ret > 0) /* wait until no switch follows */
			ret = wait_for_switch(fd, SETTLE_MS);
		if (!ret)
			ret = call(changed, data);
		if (once)
			break;
		if (!ret)
			sleep_ms(INTERVAL_MS - SETTLE_MS);
	}
	if (fd >= 0)
		close(fd);
	return ret;
}
