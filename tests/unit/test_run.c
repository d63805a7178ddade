// SPDX-License-Identifier: GPL-2.0-only
/*
 * Run a program in a child that makes preparations first.
 */
#include "unit.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cmd/report.h"
#include "cmd/run.h"

/* the error of poll(2); 0: it works */
static int poll_error;

int __real_poll(struct pollfd *fds, nfds_t count, int timeout_ms);
int __wrap_poll(struct pollfd *fds, nfds_t count, int timeout_ms);

int __wrap_poll(struct pollfd *fds, nfds_t count, int timeout_ms)
{
	if (!poll_error)
		return __real_poll(fds, count, timeout_ms);
	errno = poll_error;
	return -1;
}

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

/* As if a kernel file were cut short while it is mapped. */
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

/* As if a driver held the process where no signal wakes it. */
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

static struct kfb_outcome run(const char *path, const char *(*prepare)(void *data, bool *changed),
			      void *data)
{
	const struct kfb_job job = {
		.ask = answers,
		.prepare = prepare,
		.data = data,
		.patience_ms = 60000,
	};

	return run_job(path, &job);
}

/* With a patience that is short for a test, but longer than a step that works. */
static struct kfb_outcome run_impatiently(const char *(*ask)(void *data),
					  const char *(*prepare)(void *data, bool *changed))
{
	const struct kfb_job job = { .ask = ask, .prepare = prepare, .patience_ms = 1000 };

	return run_job("/bin/true", &job);
}

/* Like run(), with arguments. */
static struct kfb_outcome run_program(char *const argv[],
				      const char *(*prepare)(void *data, bool *changed))
{
	const struct kfb_job job = {
		.ask = answers,
		.prepare = prepare,
		.patience_ms = 60000,
	};
	struct kfb_outcome o;

	assert_int_equal(kfb_run(argv[0], argv, &job, &o), 0);
	return o;
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
		.ask = cannot_find,
		.prepare = prepared,
		.data = reason,
		.patience_ms = 60000,
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

/* Then plain kexec must run, and not a wrapper that dies in the same way. */
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

/* As under nohup: a signal that would not end kexec does not interrupt. */
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

/* kexec gets the signal mask that this process got. */
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

/* But a request to end is obeyed. */
static void told_to_end_while_preparing(void **state)
{
	struct kfb_outcome o = run("/bin/true", is_told_to_end, NULL);

	(void)state;
	assert_string_equal(o.problem, "");
	assert_true(o.interrupted);
	assert_true(WIFSIGNALED(o.status) && WTERMSIG(o.status) == SIGTERM);
}

/* If somebody wants us to end, a problem of the job is no reason to run kexec. */
static const char *is_told_to_end_and_fails(void *data)
{
	signal(SIGTERM, SIG_IGN);
	kill(getppid(), SIGTERM);
	return data ? data : "no display";
}

static void told_to_end_while_the_job_fails(void **state)
{
	const struct kfb_job job = {
		.ask = is_told_to_end_and_fails,
		.prepare = prepared,
		.patience_ms = 60000,
	};
	struct kfb_outcome o = run_job("/bin/true", &job);

	(void)state;
	assert_string_equal(o.problem, "");
	assert_true(o.interrupted);
	assert_true(WIFSIGNALED(o.status) && WTERMSIG(o.status) == SIGTERM);
}

static const char *loses_the_report(void *data, bool *changed)
{
	(void)data;
	for (int fd = STDERR_FILENO + 1; fd < 100; fd++)
		close(fd);
	*changed = true;
	return NULL;
}

/* Otherwise the parent would start another. */
static void unreported_program_is_not_run(void **state)
{
	char touch[] = "/usr/bin/touch", path[] = "/tmp/test_run-XXXXXX";
	char *argv[] = { touch, path, NULL };
	struct kfb_outcome o;

	(void)state;
	close(mkstemp(path));
	unlink(path);
	o = run_program(argv, loses_the_report);
	assert_string_not_equal(o.problem, "");
	assert_int_equal(unlink(path), -1);
}

static void report_is_understood(void **state)
{
	static const struct {
		const char *said;
		struct kfb_report report;
	} cases[] = {
		{ "", { KFB_STAGE_ASKING, false, "" } },
		{ "a", { KFB_STAGE_PREPARING, false, "" } },
		{ "ac", { KFB_STAGE_STARTED, true, "" } },
		{ "au", { KFB_STAGE_STARTED, false, "" } },
		{ "!", { KFB_STAGE_FAILED, false, "" } },
		{ "a!", { KFB_STAGE_FAILED, false, "" } },
		{ "!cannot!", { KFB_STAGE_FAILED, false, "cannot!" } },
		{ "a!cu", { KFB_STAGE_FAILED, false, "cu" } },
		{ "x", { KFB_STAGE_ASKING, false, "" } },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct kfb_report r = kfb_report_parse(cases[i].said);

		assert_int_equal(r.stage, cases[i].report.stage);
		assert_int_equal(r.changed, cases[i].report.changed);
		assert_string_equal(r.problem, cases[i].report.problem);
	}
}

/* Only "!" arrived. */
static const char *fails_and_loses_the_reason(void *data)
{
	(void)data;
	return "";
}

static void lost_reason_is_still_a_problem(void **state)
{
	const struct kfb_job job = {
		.ask = fails_and_loses_the_reason,
		.prepare = prepared,
		.patience_ms = 60000,
	};
	struct kfb_outcome o = run_job("/bin/true", &job);

	(void)state;
	assert_string_not_equal(o.problem, "");
}

static void poll_does_not_end_the_program(void **state)
{
	static const int errors[] = { ENOMEM, EINTR, ENOSYS };
	char sleep[] = "/bin/sleep", seconds[] = "0.2";
	char *argv[] = { sleep, seconds, NULL };

	(void)state;
	for (size_t i = 0; i < COUNT(errors); i++) {
		struct kfb_outcome o;

		poll_error = errors[i];
		o = run_program(argv, prepared);
		poll_error = 0;
		assert_string_equal(o.problem, "");
		assert_true(o.changed);
		assert_int_equal(o.status, 0);
	}
}

static void nap_ms(long ms)
{
	const struct timespec t = { ms / 1000, ms % 1000 * 1000000 };

	nanosleep(&t, NULL);
}

/* Stopped as if by ^Z, and continued; all of that takes longer than a step's patience. */
static const char *is_stopped_for_a_while(void *data)
{
	pid_t pid = getpid(), other;

	(void)data;
	nap_ms(700);
	other = fork();
	if (other == 0) {
		nap_ms(200);
		kill(pid, SIGCONT);
		_exit(EXIT_SUCCESS);
	}
	raise(SIGSTOP);
	waitpid(other, NULL, 0);
	nap_ms(700);
	return NULL;
}

static void stopped_child_is_given_time(void **state)
{
	struct kfb_outcome o = run_impatiently(is_stopped_for_a_while, prepared);

	(void)state;
	assert_string_equal(o.problem, "");
	assert_int_equal(o.status, 0);
}

/* As under a parent that called signal(SIGCHLD, SIG_IGN), which kexec inherits, too. */
static void ignored_sigchld_hides_no_status(void **state)
{
	char grep[] = "/bin/grep", quiet[] = "-q", file[] = "/proc/self/status";
	char ignored[] = "^SigIgn:.*[13579bdf]....$"; /* bit 16: signal 17 */
	char *argv[] = { grep, quiet, ignored, file, NULL };
	struct kfb_outcome o;

	(void)state;
	if (SIGCHLD != 17)
		skip();
	signal(SIGCHLD, SIG_IGN);
	o = run_program(argv, prepared);
	signal(SIGCHLD, SIG_DFL);
	assert_string_equal(o.problem, "");
	assert_int_equal(o.status, 0);
}

static const char *leaves_an_orphan(void *data, bool *changed)
{
	(void)data;
	*changed = false;
	if (fork() == 0) {
		nap_ms(100);
		_exit(EXIT_SUCCESS);
	}
	return NULL;
}

/* A child from before, or one that a subreaper gets, is not mistaken for kexec. */
static void other_children_are_left_alone(void **state)
{
	pid_t older = fork();
	struct kfb_outcome o;
	int status;

	(void)state;
	if (older == 0)
		_exit(42);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	o = run("/bin/true", leaves_an_orphan, NULL);
	assert_string_equal(o.problem, "");
	assert_int_equal(o.status, 0);
	assert_int_equal(waitpid(older, &status, 0), older);
	assert_int_equal(WEXITSTATUS(status), 42);
	assert_true(waitpid(-1, &status, 0) > 0);
	prctl(PR_SET_CHILD_SUBREAPER, 0);
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
		cmocka_unit_test(told_to_end_while_the_job_fails),
		cmocka_unit_test(unreported_program_is_not_run),
		cmocka_unit_test(report_is_understood),
		cmocka_unit_test(lost_reason_is_still_a_problem),
		cmocka_unit_test(poll_does_not_end_the_program),
		cmocka_unit_test(stopped_child_is_given_time),
		cmocka_unit_test(ignored_sigchld_hides_no_status),
		cmocka_unit_test(other_children_are_left_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
