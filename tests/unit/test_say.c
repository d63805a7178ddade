// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lines on every kind of stderr, above all on one that accepts nothing.
 */
#define _GNU_SOURCE
#include "unit.h"

#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cmd/printable.h"
#include "cmd/say.h"

#define LINE "kexec-fb: a line\n"

/* Say one line in a child whose stderr is @fd; returns its wait status. */
static int say_to(int fd, void (*before)(void))
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		dup2(fd, STDERR_FILENO);
		alarm(10);
		if (before)
			before();
		kfb_say("a line");
		_exit(EXIT_SUCCESS);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static void assert_holds_line(int fd)
{
	char buf[256] = "";

	assert_true(read(fd, buf, sizeof(buf) - 1) > 0);
	assert_string_equal(buf, LINE);
}

/* Fill @fd, so that another write would block. */
static void fill(int fd)
{
	static const char block[4096];

	fcntl(fd, F_SETFL, O_NONBLOCK);
	while (write(fd, block, sizeof(block)) > 0)
		;
	while (write(fd, block, 1) > 0)
		;
	fcntl(fd, F_SETFL, 0);
}

static void arrives(void **state)
{
	int fds[2];

	(void)state;
	assert_int_equal(pipe(fds), 0);
	assert_int_equal(say_to(fds[1], NULL), 0);
	assert_holds_line(fds[0]);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	assert_int_equal(say_to(fds[1], NULL), 0);
	assert_holds_line(fds[0]);
}

static void hide_proc(void)
{
	/* No path below /proc can be opened, because there is no descriptor left. */
	const struct rlimit few = { STDERR_FILENO + 1, STDERR_FILENO + 1 };

	setrlimit(RLIMIT_NOFILE, &few);
}

static void arrives_where_stderr_cannot_be_opened_again(void **state)
{
	int fds[2];

	(void)state;
	assert_int_equal(pipe(fds), 0);
	assert_int_equal(say_to(fds[1], hide_proc), 0);
	assert_holds_line(fds[0]);
}

static void full_pipe_is_not_waited_for(void **state)
{
	int fds[2], flags;

	(void)state;
	assert_int_equal(pipe(fds), 0);
	fill(fds[1]);
	flags = fcntl(fds[1], F_GETFL);
	assert_int_equal(say_to(fds[1], NULL), 0);
	assert_int_equal(say_to(fds[1], hide_proc), 0);
	/* Others share the open file, so its flags must not change. */
	assert_int_equal(fcntl(fds[1], F_GETFL), flags);
}

static void full_socket_is_not_waited_for(void **state)
{
	int fds[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	fill(fds[1]);
	assert_int_equal(say_to(fds[1], NULL), 0);
}

static int open_terminal(int *master)
{
	*master = posix_openpt(O_RDWR | O_NOCTTY);
	if (*master < 0 || grantpt(*master) || unlockpt(*master))
		skip();
	return open(ptsname(*master), O_RDWR | O_NOCTTY);
}

static void stopped_terminal_is_not_waited_for(void **state)
{
	int master, fd = open_terminal(&master);

	(void)state;
	assert_true(fd >= 0);
	fill(fd);
	assert_int_equal(say_to(fd, NULL), 0);
	close(fd);
	close(master);
}

/* Many lines do not wait longer than one. */
static void say_a_hundred(void)
{
	for (int i = 0; i < 100; i++)
		kfb_say("one of many");
}

static void patience_is_for_all_lines(void **state)
{
	int fds[2];

	(void)state;
	assert_int_equal(pipe(fds), 0);
	fill(fds[1]);
	assert_int_equal(say_to(fds[1], say_a_hundred), 0);
}

static void closed_pipe_does_not_kill(void **state)
{
	int fds[2];

	(void)state;
	assert_int_equal(pipe(fds), 0);
	close(fds[0]);
	assert_int_equal(say_to(fds[1], NULL), 0);
}

static void no_file_grows(void)
{
	const struct rlimit none = { 0, RLIM_INFINITY };

	setrlimit(RLIMIT_FSIZE, &none);
}

static void file_at_its_limit_does_not_kill(void **state)
{
	int fd = open("/tmp", O_WRONLY | O_TMPFILE | O_CLOEXEC, 0600);

	(void)state;
	if (fd < 0)
		skip();
	assert_int_equal(say_to(fd, no_file_grows), 0);
	close(fd);
}

/* A signal that was pending before stays so; one that the line raised does not. */
static void block_and_raise(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGPIPE);
	sigaddset(&set, SIGXFSZ);
	sigprocmask(SIG_BLOCK, &set, NULL);
	raise(SIGXFSZ);
	kfb_say("another line");
	sigpending(&set);
	if (!sigismember(&set, SIGXFSZ) || sigismember(&set, SIGPIPE))
		_exit(EXIT_FAILURE);
}

static void pending_signals_stay(void **state)
{
	int fds[2];

	(void)state;
	assert_int_equal(pipe(fds), 0);
	close(fds[0]);
	assert_int_equal(say_to(fds[1], block_and_raise), 0);
}

static void what_a_terminal_obeys_is_shown(void **state)
{
	static const struct {
		const char *text, *shown;
	} cases[] = {
		{ "", "" },
		{ "plain text~", "plain text~" },
		{ "\33]0;title\a\33[2J", "\\x1b]0;title\\x07\\x1b[2J" },
		{ "two\nlines\r\t\177", "two\\x0alines\\x0d\\x09\\x7f" },
		{ "gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9f\x96\xa5",
		  "gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9f\x96\xa5" },
		/* CSI in Latin-1, bare and as UTF-8 */
		{ "\x9b"
		  "2J",
		  "\\x9b2J" },
		{ "\xc2\x9b"
		  "2J",
		  "\\xc2\\x9b2J" },
		/* cut short, overlong, a surrogate, beyond Unicode */
		{ "\xe2\x82", "\\xe2\\x82" },
		{ "\xc0\x9b", "\\xc0\\x9b" },
		{ "\xe0\x82\x9b", "\\xe0\\x82\\x9b" },
		{ "\xed\xa0\x80", "\\xed\\xa0\\x80" },
		{ "\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80" },
		{ "\xff", "\\xff" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char out[128];
		size_t len = kfb_printable(cases[i].text, out);

		assert_string_equal(out, cases[i].shown);
		assert_int_equal(len, strlen(out));
	}
}

static void say_escape(void)
{
	kfb_say("\33[2J");
}

static void escapes_do_not_reach_the_terminal(void **state)
{
	char buf[256] = "";
	int fds[2];

	(void)state;
	assert_int_equal(pipe(fds), 0);
	assert_int_equal(say_to(fds[1], say_escape), 0);
	assert_true(read(fds[0], buf, sizeof(buf) - 1) > 0);
	assert_string_equal(buf, "kexec-fb: \\x1b[2J\n" LINE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arrives),
		cmocka_unit_test(arrives_where_stderr_cannot_be_opened_again),
		cmocka_unit_test(full_pipe_is_not_waited_for),
		cmocka_unit_test(full_socket_is_not_waited_for),
		cmocka_unit_test(stopped_terminal_is_not_waited_for),
		cmocka_unit_test(patience_is_for_all_lines),
		cmocka_unit_test(closed_pipe_does_not_kill),
		cmocka_unit_test(file_at_its_limit_does_not_kill),
		cmocka_unit_test(pending_signals_stay),
		cmocka_unit_test(what_a_terminal_obeys_is_shown),
		cmocka_unit_test(escapes_do_not_reach_the_terminal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
