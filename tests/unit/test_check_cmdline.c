// SPDX-License-Identifier: GPL-2.0-only
#include "unit.h"

#include "check/cmdline.h"

static void words(void **state)
{
	const char *at = " a  b=1 \"c d=2 3\" e=\"4 5\" f= -- g";
	static const struct {
		const char *name, *value;
	} expected[] = {
		{ "a", NULL }, { "b", "1" }, { "c d", "2 3" }, { "e", "4 5" }, { "f", "" }
	};
	struct kfb_parameter p;

	(void)state;
	for (size_t i = 0; i < COUNT(expected); i++) {
		assert_true(kfb_cmdline_next(&at, &p));
		assert_int_equal(p.name_len, strlen(expected[i].name));
		assert_memory_equal(p.name, expected[i].name, p.name_len);
		assert_true(!p.value == !expected[i].value);
		if (p.value) {
			assert_int_equal(p.value_len, strlen(expected[i].value));
			assert_memory_equal(p.value, expected[i].value, p.value_len);
		}
	}
	assert_false(kfb_cmdline_next(&at, &p));
}

static void open_quotes(void **state)
{
	static const char *const texts[] = { "\"", "a=\"", "\"a=\"b", "=", "=\"\"", "\"\"" };

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		char *heap = strdup(texts[i]);
		const char *at = heap;
		struct kfb_parameter p;

		while (kfb_cmdline_next(&at, &p))
			assert_true(p.name_len <= strlen(heap));
		free(heap);
	}
}

static void consoles(void **state)
{
	static const struct {
		const char *text;
		bool any, screen, quiet;
	} rows[] = {
		{ "", false, false, false },
		{ "console=ttyS0,115200n8", true, false, false },
		{ "console=ttyS0 console=tty0 quiet", true, true, true },
		{ "console=tty", true, true, false },
		{ "console=tty1,x", true, true, false },
		{ "console=ttyAMA0", true, false, false },
		{ "console=", true, false, false },
		{ "console", false, false, false },
		{ "xconsole=tty0", false, false, false },
		{ "netconsole=tty0", false, false, false },
		{ "x=\"console=tty0\"", false, false, false },
		{ "console=ttyS0 -- console=tty0", true, false, false },
		{ "quiet=1", false, false, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct kfb_consoles c;

		kfb_cmdline_consoles(rows[i].text, &c);
		assert_int_equal(c.any, rows[i].any);
		assert_int_equal(c.screen, rows[i].screen);
		assert_int_equal(c.quiet, rows[i].quiet);
	}
}

static void switched_off(void **state)
{
	(void)state;
	assert_true(kfb_cmdline_video_off("video=efifb:off", "efifb"));
	assert_true(kfb_cmdline_video_off("video=efifb:offline", "efifb"));
	assert_false(kfb_cmdline_video_off("video=efifb:off video=efifb:nowc", "efifb"));
	assert_false(kfb_cmdline_video_off("video=efifb:of", "efifb"));
	assert_false(kfb_cmdline_video_off("video=efifb", "efifb"));
	assert_false(kfb_cmdline_video_off("video=efifb2:off", "efifb"));
	assert_false(kfb_cmdline_video_off("video=efifb:off", "simplefb"));
	assert_true(kfb_cmdline_lists("initcall_blacklist=a,sysfb_init", "initcall_blacklist",
				      "sysfb_init"));
	assert_true(kfb_cmdline_lists("initcall-blacklist=sysfb_init initcall_blacklist=b",
				      "initcall_blacklist", "sysfb_init"));
	assert_false(kfb_cmdline_lists("initcall_blacklist=sysfb_init2", "initcall_blacklist",
				       "sysfb_init"));
	assert_false(kfb_cmdline_lists("initcall_blacklist=,", "initcall_blacklist", "sysfb_init"));
	assert_true(kfb_cmdline_has("nomodeset", "nomodeset"));
	assert_false(kfb_cmdline_has("xnomodeset", "nomodeset"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words),
		cmocka_unit_test(open_quotes),
		cmocka_unit_test(consoles),
		cmocka_unit_test(switched_off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
