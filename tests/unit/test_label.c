// SPDX-License-Identifier: GPL-2.0-only
/*
 * The labels of the overlay's files, under a fake SELinux.
 */
#include "unit.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "overlay/label.h"

static struct {
	bool enabled;
	int get_error, set_error;
	char label[64]; /* the target's */
	char given[64]; /* the one given to the file */
	size_t given_len;
} fake;

int __wrap_access(const char *path, int mode);
ssize_t __wrap_getxattr(const char *path, const char *name, void *value, size_t size);
int __wrap_fsetxattr(int fd, const char *name, const void *value, size_t size, int flags);

int __wrap_access(const char *path, int mode)
{
	assert_string_equal(path, "/sys/fs/selinux/enforce");
	assert_int_equal(mode, F_OK);
	return fake.enabled ? 0 : -1;
}

ssize_t __wrap_getxattr(const char *path, const char *name, void *value, size_t size)
{
	size_t len = strlen(fake.label) + 1;

	assert_non_null(strstr(path, "/proc/self/fd/"));
	assert_string_equal(name, "security.selinux");
	assert_true(size >= len);
	if (fake.get_error) {
		errno = fake.get_error;
		return -1;
	}
	memcpy(value, fake.label, len);
	return (ssize_t)len;
}

int __wrap_fsetxattr(int fd, const char *name, const void *value, size_t size, int flags)
{
	assert_int_equal(fd, 7);
	assert_string_equal(name, "security.selinux");
	assert_int_equal(flags, 0);
	if (fake.set_error) {
		errno = fake.set_error;
		return -1;
	}
	assert_true(size <= sizeof(fake.given));
	memcpy(fake.given, value, size);
	fake.given_len = size;
	return 0;
}

static int label(bool enabled, int get_error, int set_error)
{
	memset(&fake, 0, sizeof(fake));
	fake.enabled = enabled;
	fake.get_error = get_error;
	fake.set_error = set_error;
	strcpy(fake.label, "system_u:object_r:sysfs_t:s0");
	return kfb_label_like(7, 8);
}

static void copied(void **state)
{
	(void)state;
	assert_int_equal(label(true, 0, 0), 0);
	assert_string_equal(fake.given, "system_u:object_r:sysfs_t:s0");
	assert_int_equal(fake.given_len, sizeof("system_u:object_r:sysfs_t:s0"));
}

static void no_labels(void **state)
{
	(void)state;
	assert_int_equal(label(false, EACCES, EACCES), 0);
	assert_int_equal(label(true, ENODATA, EACCES), 0);
	assert_int_equal(label(true, EOPNOTSUPP, EACCES), 0);
	assert_int_equal(fake.given_len, 0);
}

/* Plain kexec runs then, and sees the original. */
static void refused(void **state)
{
	(void)state;
	assert_int_equal(label(true, EACCES, 0), -EACCES);
	assert_int_equal(label(true, 0, EACCES), -EACCES);
	assert_int_equal(label(true, 0, EOPNOTSUPP), -EOPNOTSUPP);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(copied),
		cmocka_unit_test(no_labels),
		cmocka_unit_test(refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
