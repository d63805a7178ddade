// SPDX-License-Identifier: GPL-2.0-only
/*
 * Running a program in a child that is prepared first.
 */
#include "unit.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cmd/run.h"

static const char *prepared(void *data)
{
	(void)data;
	return NULL;
}

static const char *refuses(void *data)
{
	return data;
}

/* As a kernel file that is cut short while it is mapped. */
static const char *dies(void *data)
{
	const struct rlimit no_core = { 0, 0 };

	(void)data;
	setrlimit(RLIMIT_CORE, &no_core);
	signal(SIGBUS, SIG_DFL);
	raise(SIGBUS);
	return NULL;
}

static const char *is_told_to_end(void *data)
{
	(void)data;
	kill(getppid(), SIGTERM);
	pause();
	return NULL;
}

static struct kfb_outcome run(const char *path, kfb_prepare_fn prepare, void *data)
{
	char name[] = "program", *argv[] = { name, NULL };
	struct kfb_outcome o;

	assert_int_equal(kfb_run(path, argv, prepare, data, &o), 0);
	return o;
}

static void status_is_the_programs(void **state)
{
	struct kfb_outcome o = run("/bin/true", prepared, NULL);

	(void)state;
	assert_null(o.problem);
	assert_true(WIFEXITED(o.status) && WEXITSTATUS(o.status) == 0);
	o = run("/bin/false", prepared, NULL);
	assert_null(o.problem);
	assert_true(WIFEXITED(o.status) && WEXITSTATUS(o.status) == 1);
	o = run("/nonexistent/kexec", prepared, NULL);
	assert_null(o.problem);
	assert_int_equal(WEXITSTATUS(o.status), KFB_EXIT_NOT_FOUND);
	assert_false(o.interrupted);
}

static void refusal_is_a_problem(void **state)
{
	char reason[] = "no namespace";
	struct kfb_outcome o = run("/bin/true", refuses, reason);

	(void)state;
	assert_string_equal(o.problem, reason);
	free(o.problem);
}

/* Plain kexec has to run then, not a wrapper that dies likewise. */
static void death_while_preparing_is_a_problem(void **state)
{
	struct kfb_outcome o = run("/bin/true", dies, NULL);

	(void)state;
	assert_non_null(o.problem);
	assert_non_null(strstr(o.problem, "Bus error"));
	free(o.problem);
}

/* But whoever asked for the end gets it. */
static void told_to_end_while_preparing(void **state)
{
	struct kfb_outcome o = run("/bin/true", is_told_to_end, NULL);

	(void)state;
	assert_null(o.problem);
	assert_true(o.interrupted);
	assert_true(WIFSIGNALED(o.status) && WTERMSIG(o.status) == SIGTERM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(status_is_the_programs),
		cmocka_unit_test(refusal_is_a_problem),
		cmocka_unit_test(death_while_preparing_is_a_problem),
		cmocka_unit_test(told_to_end_while_preparing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
