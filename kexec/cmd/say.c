// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "cmd/say.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static void write_line(const char *text)
{
	/* One write, so that lines of parent and child do not mix. */
	dprintf(STDERR_FILENO, "kexec-fb: %s\n", text);
}

/*
 * A dump matters more than a line that nobody reads: where the other end of the pipe is
 * closed, SIGPIPE would end this process before kexec has run.  It is neither ignored nor
 * left pending, as kexec would inherit both.
 */
static void write_without_sigpipe(const char *text)
{
	static const struct timespec now;
	sigset_t sigpipe, old, pending;

	sigemptyset(&sigpipe);
	sigaddset(&sigpipe, SIGPIPE);
	sigpending(&pending);
	sigprocmask(SIG_BLOCK, &sigpipe, &old);
	write_line(text);
	if (!sigismember(&pending, SIGPIPE))
		sigtimedwait(&sigpipe, NULL, &now);
	sigprocmask(SIG_SETMASK, &old, NULL);
}

void kfb_say(const char *format, ...)
{
	va_list args;
	char *text;
	int n;

	va_start(args, format);
	n = vasprintf(&text, format, args);
	va_end(args);
	write_without_sigpipe(n < 0 ? "out of memory" : text);
	if (n >= 0)
		free(text);
}

void kfb_say_hint(const char *hint)
{
	if (hint && *hint)
		kfb_say("hint: %s", hint);
}
