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

static const char *answers(void *data)
{
	(void)data;
	return NULL;
}

static const char *hangs(void *data)
{
	(void)data;
	for (;;)
		pause();
	return NULL;
}

static const char *prepared(void *data, bool *changed)
{
	(void)data;
	*changed = true;
	return NULL;
}

static const char *nothing_to_do(void *data, bool *changed)
{
	(void)data;
	(void)changed;
	return NULL;
}

static const char *refuses(void *data, bool *changed)
{
	(void)changed;
	return data;
}

static const char *cannot_find(void *data)
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

static const char *dies_later(void *data, bool *changed)
{
	(void)changed;
	return dies(data);
}

static const char *is_told_to_end(void *data, bool *changed)
{
	(void)changed;
	kill(getppid(), SIGTERM);
	return hangs(data);
}

/* As a process in a driver that no signal wakes. */
static const char *is_told_to_end_and_hangs(void *data)
{
	signal(SIGTERM, SIG_IGN);
	kill(getppid(), SIGTERM);
	return hangs(data);
}

static const char *takes_a_hangup(void *data, bool *changed)
{
	(void)data;
	*changed = true;
	kill(getppid(), SIGHUP);
	return NULL;
}

static struct kfb_outcome run_job(const char *path, const struct kfb_job *job)
{
	char name[] = "program", *argv[] = { name, NULL };
	struct kfb_outcome o;

	assert_int_equal(kfb_run(path, argv, job, &o), 0);
	return o;
}

static struct kfb_outcome run(const char *path,
			      const char *(*prepare)(void *data, bool *changed), void *data)
{
	const struct kfb_job job = {
		.ask = answers, .prepare = prepare, .data = data, .patience_ms = 60000,
	};

	return run_job(path, &job);
}

/* Shorter than a test's patience, longer than a step that works. */
static struct kfb_outcome run_impatiently(const char *(*ask)(void *data),
					  const char *(*prepare)(void *data, bool *changed))
{
	const struct kfb_job job = { .ask = ask, .prepare = prepare, .patience_ms = 1000 };

	return run_job("/bin/true", &job);
}

static void status_is_the_programs(void **state)
{
	struct kfb_outcome o = run("/bin/true", prepared, NULL);

	(void)state;
	assert_string_equal(o.problem, "");
	assert_true(WIFEXITED(o.status) && WEXITSTATUS(o.status) == 0);
	assert_true(o.changed);
	o = run("/bin/false", prepared, NULL);
	assert_string_equal(o.problem, "");
	assert_true(WIFEXITED(o.status) && WEXITSTATUS(o.status) == 1);
	o = run("/nonexistent/kexec", prepared, NULL);
	assert_string_equal(o.problem, "");
	assert_int_equal(WEXITSTATUS(o.status), KFB_EXIT_NOT_FOUND);
	assert_false(o.interrupted);
}

static void refusal_is_a_problem(void **state)
{
	char reason[] = "no namespace";
	struct kfb_outcome o = run("/bin/true", refuses, reason);

	(void)state;
	assert_string_equal(o.problem, reason);
}

static void failure_to_find_is_a_problem(void **state)
{
	char reason[] = "no display: anywhere!";
	const struct kfb_job job = {
		.ask = cannot_find, .prepare = prepared, .data = reason, .patience_ms = 60000,
	};
	struct kfb_outcome o = run_job("/bin/true", &job);

	(void)state;
	assert_string_equal(o.problem, reason);
	assert_false(o.changed);
}

static void long_reason_is_cut(void **state)
{
	char reason[3 * KFB_PROBLEM_SIZE];
	struct kfb_outcome o;

	(void)state;
	memset(reason, 'c', sizeof(reason));
	reason[sizeof(reason) - 1] = '\0';
	o = run("/bin/true", refuses, reason);
	assert_int_equal(strlen(o.problem), KFB_PROBLEM_SIZE - 1);
	assert_false(o.changed);
}

static void unchanged_is_told(void **state)
{
	struct kfb_outcome o = run("/bin/false", nothing_to_do, NULL);

	(void)state;
	assert_string_equal(o.problem, "");
	assert_false(o.changed);
	assert_int_equal(WEXITSTATUS(o.status), 1);
}

/* Plain kexec has to run then, not a wrapper that dies likewise. */
static void death_while_preparing_is_a_problem(void **state)
{
	struct kfb_outcome o = run("/bin/true", dies_later, NULL);

	(void)state;
	assert_non_null(strstr(o.problem, "preparing"));
	assert_non_null(strstr(o.problem, "Bus error"));
}

static void death_while_asking_is_a_problem(void **state)
{
	const struct kfb_job job = { .ask = dies, .prepare = prepared, .patience_ms = 60000 };
	struct kfb_outcome o = run_job("/bin/true", &job);

	(void)state;
	assert_non_null(strstr(o.problem, "finding"));
	assert_non_null(strstr(o.problem, "Bus error"));
}

static void hanging_driver_is_a_problem(void **state)
{
	struct kfb_outcome o = run_impatiently(hangs, prepared);

	(void)state;
	assert_string_equal(o.problem, "finding the framebuffer takes more than 1 seconds");
	assert_false(o.interrupted);
}

static const char *prepares_for_ever(void *data, bool *changed)
{
	(void)changed;
	return hangs(data);
}

static void hanging_preparation_is_a_problem(void **state)
{
	struct kfb_outcome o = run_impatiently(answers, prepares_for_ever);

	(void)state;
	assert_string_equal(o.problem, "preparing kexec's files takes more than 1 seconds");
}

static void told_to_end_while_a_driver_hangs(void **state)
{
	struct kfb_outcome o = run_impatiently(is_told_to_end_and_hangs, prepared);

	(void)state;
	assert_string_equal(o.problem, "");
	assert_true(o.interrupted);
	assert_true(WIFSIGNALED(o.status) && WTERMSIG(o.status) == SIGTERM);
}

/* As under nohup: what would not end kexec is no interruption. */
static void ignored_signals_do_not_interrupt(void **state)
{
	struct kfb_outcome o;

	(void)state;
	signal(SIGHUP, SIG_IGN);
	o = run("/bin/false", takes_a_hangup, NULL);
	signal(SIGHUP, SIG_DFL);
	assert_false(o.interrupted);
	assert_true(o.changed);
	assert_int_equal(WEXITSTATUS(o.status), 1);
}

/* kexec gets the signal mask that this process was given. */
static void signal_mask_is_restored(void **state)
{
	sigset_t before, after;

	(void)state;
	sigprocmask(SIG_BLOCK, NULL, &before);
	run_impatiently(hangs, prepared);
	sigprocmask(SIG_BLOCK, NULL, &after);
	for (int sig = 1; sig < NSIG; sig++)
		assert_int_equal(sigismember(&before, sig), sigismember(&after, sig));
}

/* But whoever asked for the end gets it. */
static void told_to_end_while_preparing(void **state)
{
	struct kfb_outcome o = run("/bin/true", is_told_to_end, NULL);

	(void)state;
	assert_string_equal(o.problem, "");
	assert_true(o.interrupted);
	assert_true(WIFSIGNALED(o.status) && WTERMSIG(o.status) == SIGTERM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(status_is_the_programs),
		cmocka_unit_test(refusal_is_a_problem),
		cmocka_unit_test(failure_to_find_is_a_problem),
		cmocka_unit_test(long_reason_is_cut),
		cmocka_unit_test(unchanged_is_told),
		cmocka_unit_test(death_while_preparing_is_a_problem),
		cmocka_unit_test(death_while_asking_is_a_problem),
		cmocka_unit_test(hanging_driver_is_a_problem),
		cmocka_unit_test(hanging_preparation_is_a_problem),
		cmocka_unit_test(told_to_end_while_a_driver_hangs),
		cmocka_unit_test(ignored_signals_do_not_interrupt),
		cmocka_unit_test(signal_mask_is_restored),
		cmocka_unit_test(told_to_end_while_preparing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
