// SPDX-License-Identifier: GPL-2.0-only
/*
 * A new directory where others may write, and exchange it between mkdir(2) and open(2).
 */
#include "unit.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/private_dir.h"

static char top[] = "/tmp/test_private_dir-XXXXXX";
static char victim[64], path[64], moved[64];

static void (*exchange)(void);

int __real_mkdir(const char *name, mode_t mode);
int __wrap_mkdir(const char *name, mode_t mode);

int __wrap_mkdir(const char *name, mode_t mode)
{
	int ret = __real_mkdir(name, mode);

	if (!ret && exchange)
		exchange();
	return ret;
}

static void put_a_link(void)
{
	assert_int_equal(rename(path, moved), 0);
	assert_int_equal(symlink(victim, path), 0);
}

static void put_an_open_directory(void)
{
	assert_int_equal(rename(path, moved), 0);
	assert_int_equal(__real_mkdir(path, 0755), 0);
	assert_int_equal(chmod(path, 0777), 0);
}

static void put_a_full_directory(void)
{
	char inner[96];

	assert_int_equal(rename(path, moved), 0);
	assert_int_equal(__real_mkdir(path, 0700), 0);
	snprintf(inner, sizeof(inner), "%s/sys", path);
	assert_int_equal(__real_mkdir(inner, 0700), 0);
}

static int set_up(void **state)
{
	(void)state;
	exchange = NULL;
	strcpy(strrchr(top, '-'), "-XXXXXX");
	if (!mkdtemp(top))
		return -1;
	snprintf(victim, sizeof(victim), "%s/victim", top);
	snprintf(path, sizeof(path), "%s/new", top);
	snprintf(moved, sizeof(moved), "%s/moved", top);
	return __real_mkdir(victim, 0700);
}

static int tear_down(void **state)
{
	char inner[96];

	(void)state;
	snprintf(inner, sizeof(inner), "%s/sys", path);
	rmdir(inner);
	if (rmdir(path))
		unlink(path);
	rmdir(moved);
	rmdir(victim);
	return rmdir(top);
}

static void is_made(void **state)
{
	int fd = kfb_make_private_dir(path);
	struct stat by_name, by_fd;

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(fstat(fd, &by_fd), 0);
	assert_int_equal(stat(path, &by_name), 0);
	assert_int_equal(by_fd.st_ino, by_name.st_ino);
	assert_int_equal(by_fd.st_mode & 0777, 0700);
	close(fd);
}

static void must_be_new(void **state)
{
	(void)state;
	assert_int_equal(kfb_make_private_dir(victim), -EEXIST);
	assert_int_equal(symlink("nowhere", path), 0);
	assert_int_equal(kfb_make_private_dir(path), -EEXIST);
}

static void exchanged_directory_is_not_used(void **state)
{
	(void)state;
	exchange = put_a_link;
	assert_true(kfb_make_private_dir(path) < 0);
	tear_down(NULL);
	set_up(NULL);
	exchange = put_an_open_directory;
	assert_int_equal(kfb_make_private_dir(path), -ESTALE);
	tear_down(NULL);
	set_up(NULL);
	exchange = put_a_full_directory;
	assert_int_equal(kfb_make_private_dir(path), -ESTALE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(is_made, set_up, tear_down),
		cmocka_unit_test_setup_teardown(must_be_new, set_up, tear_down),
		cmocka_unit_test_setup_teardown(exchanged_directory_is_not_used, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
