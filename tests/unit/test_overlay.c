// SPDX-License-Identifier: GPL-2.0-only
/*
 * The overlay in real mount namespaces: as root, or in a user namespace if the kernel allows
 * one; otherwise skipped.
 */
#define _GNU_SOURCE
#include "unit.h"

#include <fcntl.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "overlay/overlay.h"
#include "overlay/tmpfs.h"

#define SKIPPED 77

static bool is_old_kernel;
static const char *no_open_of;

int __real_kfb_tmpfs_detached(void);
int __wrap_kfb_tmpfs_detached(void);
int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);

int __wrap_kfb_tmpfs_detached(void)
{
	return is_old_kernel ? -ENOSYS : __real_kfb_tmpfs_detached();
}

int __wrap_open(const char *path, int flags, ...)
{
	va_list args;
	mode_t mode;

	va_start(args, flags);
	mode = flags & O_CREAT ? va_arg(args, mode_t) : 0;
	va_end(args);
	if (no_open_of && strcmp(path, no_open_of) == 0) {
		errno = ENFILE;
		return -1;
	}
	return __real_open(path, flags, mode);
}

/* Everything below runs in children, which report a failure by its line number. */
#define MUST(condition) \
	do { \
		if (!(condition)) { \
			fprintf(stderr, "%s:%d: %s: %s\n", __FILE__, __LINE__, #condition, \
				strerror(errno)); \
			_exit(EXIT_FAILURE); \
		} \
	} while (0)

static void put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	MUST(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
	close(fd);
}

static bool shows(const char *path, const char *text)
{
	char buf[64] = "";
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, buf, sizeof(buf) - 1);

	if (fd >= 0)
		close(fd);
	return n >= 0 && strcmp(buf, text) == 0;
}

static void enter_user_namespace(void)
{
	char uids[64], gids[64];

	snprintf(uids, sizeof(uids), "0 %u 1", geteuid());
	snprintf(gids, sizeof(gids), "0 %u 1", getegid());
	if (unshare(CLONE_NEWUSER | CLONE_NEWNS))
		_exit(SKIPPED);
	put("/proc/self/setgroups", "deny");
	put("/proc/self/uid_map", uids);
	put("/proc/self/gid_map", gids);
}

/* Enter a namespace whose /mnt is a shared mount with a file and a directory in it. */
static void enter_laboratory(void)
{
	if (unshare(CLONE_NEWNS))
		enter_user_namespace();
	MUST(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0);
	if (mount("laboratory", "/mnt", "tmpfs", 0, NULL))
		_exit(SKIPPED);
	MUST(mount(NULL, "/mnt", NULL, MS_SHARED, NULL) == 0);
	put("/mnt/file", "old");
	MUST(mkdir("/mnt/auto", 0700) == 0);
}

static int cover(const struct kfb_binding *binding)
{
	struct kfb_overlay o;
	int ret = kfb_overlay_begin(&o, binding, 1);
	int fd;

	if (ret)
		return ret;
	fd = kfb_overlay_create(&o, 0);
	MUST(fd >= 0 && write(fd, "new", 3) == 3);
	close(fd);
	return kfb_overlay_bind(&o);
}

static const struct kfb_binding binding = { "copy", "/mnt/file", false };

static void in_a_child(void (*test)(void))
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		enter_laboratory();
		test();
		_exit(EXIT_SUCCESS);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == SKIPPED)
		skip();
	assert_int_equal(WEXITSTATUS(status), EXIT_SUCCESS);
}

/* In a process: cover a file, and tell when that is done. */
static void cover_and_look_at_mounts(int told, int done)
{
	char c;

	MUST(cover(&binding) == 0);
	MUST(shows("/mnt/file", "new"));
	MUST(write(done, "c", 1) == 1);
	MUST(read(told, &c, 1) == 1);
	MUST(shows("/mnt/auto/kernel", "a kernel"));
	_exit(EXIT_SUCCESS);
}

static void mount_outside(void)
{
	int tell[2], done[2], status;
	char c;
	pid_t pid;

	MUST(pipe(tell) == 0 && pipe(done) == 0);
	pid = fork();
	MUST(pid >= 0);
	if (pid == 0)
		cover_and_look_at_mounts(tell[0], done[1]);
	close(done[1]);
	MUST(read(done[0], &c, 1) == 1);
	MUST(shows("/mnt/file", "old"));
	MUST(mount("boot", "/mnt/auto", "tmpfs", 0, NULL) == 0);
	put("/mnt/auto/kernel", "a kernel");
	MUST(write(tell[1], "m", 1) == 1);
	MUST(waitpid(pid, &status, 0) == pid && status == 0);
	MUST(shows("/mnt/file", "old"));
}

/* kexec opens, in our namespace, what an automount daemon mounts in its own. */
static void receives_mounts_and_sends_none(void **state)
{
	(void)state;
	in_a_child(mount_outside);
}

static bool hides_a_directory(void)
{
	FILE *f = fopen("/proc/self/mountinfo", "re");
	char line[4096];
	bool found = false;

	MUST(f);
	while (fgets(line, sizeof(line), f))
		found |= strstr(line, " - tmpfs kexec-fb ") && !strstr(line, binding.target);
	fclose(f);
	return found;
}

static void cover_without_the_new_calls(void)
{
	is_old_kernel = true;
	MUST(cover(&binding) == 0);
	MUST(shows("/mnt/file", "new"));
	MUST(!hides_a_directory());
}

static void old_kernels_mount_by_path(void **state)
{
	(void)state;
	in_a_child(cover_without_the_new_calls);
}

static void cover_without_the_first_directory(void)
{
	is_old_kernel = true;
	no_open_of = "/run";
	MUST(cover(&binding) != 0 || !hides_a_directory());
}

/* Otherwise kexec would see an empty /run. */
static void failure_hides_no_directory(void **state)
{
	(void)state;
	in_a_child(cover_without_the_first_directory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(receives_mounts_and_sends_none),
		cmocka_unit_test(old_kernels_mount_by_path),
		cmocka_unit_test(failure_hides_no_directory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
