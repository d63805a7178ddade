// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ask in a child, which may hang.
 */
#include "unit.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cmd/patience.h"

#define LONG  20000 /* ms; never reached */
#define SHORT 50

static int hangs(void *data, int fd)
{
	(void)data;
	(void)fd;
	for (;;)
		pause();
	return 0;
}

/* As long as it likes, once it has closed its end. */
static int answers(void *data, int fd)
{
	const struct timespec later = { .tv_nsec = 4 * SHORT * 1000000L };
	const char *text = data;
	size_t len = strlen(text);

	if (write(fd, text, len) != (ssize_t)len)
		return 1;
	close(fd);
	nanosleep(&later, NULL);
	return 42;
}

static int is_killed(void *data, int fd)
{
	(void)data;
	(void)fd;
	raise(SIGKILL);
	return 0;
}

static void answer_arrives(void **state)
{
	char text[] = "answer", got[16] = "";
	size_t len = 99;
	int status = 0;

	(void)state;
	assert_true(kfb_ask_patiently(answers, text, 2 * SHORT, got, sizeof(got), &len, &status) ==
		    0);
	assert_true(len == 6 && memcmp(got, "answer", 6) == 0);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 42);

	/* What is too long is cut off, and the child does not block on it. */
	assert_true(kfb_ask_patiently(answers, text, LONG, got, 3, &len, &status) == 0);
	assert_true(len == 3 && WEXITSTATUS(status) == 42);
	assert_true(kfb_ask_patiently(answers, text, LONG, NULL, 0, &len, &status) == 0);
	assert_true(len == 0 && WEXITSTATUS(status) == 42);
}

static void hanging_child_is_left(void **state)
{
	int status = 0;
	size_t len;

	(void)state;
	assert_true(kfb_ask_patiently(hangs, NULL, SHORT, NULL, 0, &len, &status) == -ETIMEDOUT);
	/* It was killed, and nobody else is our child. */
	assert_true(waitpid(-1, &status, 0) > 0);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

static void death_gives_no_answer(void **state)
{
	char got[4];
	int status = 0;
	size_t len = 99;

	(void)state;
	assert_true(kfb_ask_patiently(is_killed, NULL, LONG, got, sizeof(got), &len, &status) == 0);
	assert_true(len == 0);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

/* Our parent may ignore SIGCHLD; what it ignores stays ignored. */
static void ignored_sigchld_hides_no_status(void **state)
{
	char text[] = "x", got[4];
	int status = 0;
	size_t len;

	(void)state;
	signal(SIGCHLD, SIG_IGN);
	assert_true(kfb_ask_patiently(answers, text, LONG, got, sizeof(got), &len, &status) == 0);
	assert_true(len == 1 && WEXITSTATUS(status) == 42);
	assert_true(signal(SIGCHLD, SIG_DFL) == SIG_IGN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answer_arrives),
		cmocka_unit_test(hanging_child_is_left),
		cmocka_unit_test(death_gives_no_answer),
		cmocka_unit_test(ignored_sigchld_hides_no_status),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
