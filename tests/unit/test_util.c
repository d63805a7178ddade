// SPDX-License-Identifier: GPL-2.0-only
#include "unit.h"

#include <fcntl.h>
#include <unistd.h>

#include "error.h"
#include "util.h"

static void errors_say_where(void **state)
{
	struct kfb_error err = { 0 };

	(void)state;
	assert_int_equal(kfb_fail(&err, EBADMSG, 0x1c0, "data are damaged"), -EBADMSG);
	assert_string_equal(kfb_error_text(&err).text, "data are damaged, at offset 0x1c0");
	kfb_fail(&err, ENOEXEC, KFB_NO_OFFSET, "not a file");
	assert_string_equal(kfb_error_text(&err).text, "not a file");
}

static void hex_digits(void **state)
{
	(void)state;
	assert_int_equal(kfb_hex_digit('0'), 0);
	assert_int_equal(kfb_hex_digit('9'), 9);
	assert_int_equal(kfb_hex_digit('a'), 10);
	assert_int_equal(kfb_hex_digit('f'), 15);
	assert_int_equal(kfb_hex_digit('A'), -1);
	assert_int_equal(kfb_hex_digit('g'), -1);
	assert_int_equal(kfb_hex_digit('\0'), -1);
}

static void write_all_says_why_not(void **state)
{
	int full = open("/dev/full", O_WRONLY);

	(void)state;
	assert_int_equal(kfb_write_all(full, "x", 1), -ENOSPC);
	assert_int_equal(kfb_write_all(full, "", 0), 0);
	close(full);
	assert_int_equal(kfb_write_all(-1, "x", 1), -EBADF);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(errors_say_where),
		cmocka_unit_test(hex_digits),
		cmocka_unit_test(write_all_says_why_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
