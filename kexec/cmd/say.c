// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lines on stderr.  kexec must run even if nobody reads them: the pipe may be full or closed,
 * the terminal stopped (^S), the file at its size limit.
 */
#define _GNU_SOURCE
#include "cmd/say.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cmd/printable.h"
#include "hush.h"
#include "util.h"

#define PREFIX	    "kexec-fb: "
#define PATIENCE_MS 1000

enum outlet_kind { PLAIN, SOCKET, OWN };

struct outlet {
	int fd;
	enum outlet_kind kind;
};

/*
 * O_NONBLOCK on stderr itself would affect every process that shares it.  Open a pipe or a
 * terminal once more instead: then not even a race with other writers can block us.
 */
static struct outlet open_outlet(void)
{
	struct outlet o = { .fd = STDERR_FILENO, .kind = PLAIN };
	struct stat st;
	int fd;

	if (fstat(STDERR_FILENO, &st))
		return o;
	if (S_ISSOCK(st.st_mode))
		o.kind = SOCKET;
	if (!S_ISFIFO(st.st_mode) && !(S_ISCHR(st.st_mode) && isatty(STDERR_FILENO)))
		return o;
	fd = open("/proc/self/fd/2", O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd >= 0)
		o = (struct outlet){ .fd = fd, .kind = OWN };
	return o;
}

static void close_outlet(const struct outlet *o)
{
	if (o->kind == OWN)
		close(o->fd);
}

/* Like write(2), but fails with EAGAIN instead of waiting. */
static ssize_t write_now(const struct outlet *o, const char *text, size_t len)
{
	struct pollfd p = { .fd = o->fd, .events = POLLOUT };

	if (o->kind == SOCKET)
		return send(o->fd, text, len, MSG_DONTWAIT | MSG_NOSIGNAL);
	if (o->kind == OWN)
		return write(o->fd, text, len);
	/* If a pipe is ready, it has room for PIPE_BUF bytes. */
	if (poll(&p, 1, 0) <= 0) {
		errno = EAGAIN;
		return -1;
	}
	return write(o->fd, text, len < PIPE_BUF ? len : PIPE_BUF);
}

static bool becomes_ready(int fd)
{
	static int64_t patience_ms = PATIENCE_MS;
	struct pollfd p = { .fd = fd, .events = POLLOUT };
	int64_t start = kfb_now_ms();
	int n;

	if (patience_ms <= 0)
		return false;
	n = poll(&p, 1, (int)patience_ms);
	patience_ms -= kfb_now_ms() - start;
	return n > 0 || (n < 0 && errno == EINTR);
}

static void write_line(const char *line, size_t len)
{
	struct outlet o = open_outlet();

	/* Write all at once if possible, so that lines of parent and child do not mix. */
	while (len) {
		ssize_t n = write_now(&o, line, len);

		if (n > 0) {
			line += n;
			len -= (size_t)n;
		} else if (n == 0 ||
			   (errno != EINTR && (errno != EAGAIN || !becomes_ready(o.fd)))) {
			break;
		}
	}
	close_outlet(&o);
}

static void write_without_signals(const char *line, size_t len)
{
	struct kfb_hush before;

	kfb_hush(&before);
	write_line(line, len);
	kfb_unhush(&before);
}

static void say(const char *text)
{
	char *line = malloc(strlen(PREFIX) + KFB_PRINTABLE_GROWTH * strlen(text) + 2);
	size_t len;

	if (!line) {
		write_without_signals(PREFIX "out of memory\n", strlen(PREFIX "out of memory\n"));
		return;
	}
	len = strlen(PREFIX);
	memcpy(line, PREFIX, len);
	len += kfb_printable(text, line + len);
	line[len++] = '\n';
	write_without_signals(line, len);
	free(line);
}

void kfb_say(const char *format, ...)
{
	va_list args;
	char *text;
	int n;

	va_start(args, format);
	n = vasprintf(&text, format, args);
	va_end(args);
	say(n < 0 ? "out of memory" : text);
	if (n >= 0)
		free(text);
}

void kfb_say_hint(const char *hint)
{
	if (hint && *hint)
		kfb_say("hint: %s", hint);
}
