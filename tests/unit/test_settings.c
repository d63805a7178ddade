// SPDX-License-Identifier: GPL-2.0-only
/*
 * /etc/default/kexec-fb.
 */
#include "unit.h"

#include <stdio.h>

#include "handover/settings.h"

struct bad {
	unsigned int count;
	unsigned int line; /* of the last bad line */
};

static void note_bad(void *data, unsigned int line, const char *reason)
{
	struct bad *bad = data;

	assert_non_null(reason);
	bad->count++;
	bad->line = line;
}

/* The caller frees settings->text. */
static struct bad parse_bytes(const char *text, size_t len, struct kfb_settings *settings)
{
	struct bad bad = { 0 };
	char *copy = malloc(len + 1);

	assert_non_null(copy);
	memcpy(copy, text, len);
	copy[len] = '\0';
	kfb_settings_parse(copy, len, settings, note_bad, &bad);
	settings->text = copy;
	return bad;
}

static struct bad parse(const char *text, struct kfb_settings *settings)
{
	return parse_bytes(text, strlen(text), settings);
}

static void values(void **state)
{
	static const struct {
		const char *text, *mode;
	} rows[] = {
		{ "KEXEC_FB=off", "off" },
		{ "KEXEC_FB=off\n", "off" },
		{ "KEXEC_FB=\"off\"\n", "off" },
		{ "KEXEC_FB='off'\n", "off" },
		{ "  KEXEC_FB=off  \r\n", "off" },
		{ "KEXEC_FB='a b'", "a b" },
		{ "KEXEC_FB=auto\nKEXEC_FB=off\n", "off" },
		{ "KEXEC_FB=off\nKEXEC_FB=\n", NULL },
		{ "KEXEC_FB=\"\"\n", NULL },
		{ "#KEXEC_FB=off\n\n \n", NULL },
		{ "", NULL },
		{ "\n", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct kfb_settings s;

		assert_int_equal(parse(rows[i].text, &s).count, 0);
		if (rows[i].mode)
			assert_string_equal(s.values[KFB_SETTING_MODE], rows[i].mode);
		else
			assert_null(s.values[KFB_SETTING_MODE]);
		kfb_settings_free(&s);
	}
}

/* Each is ignored, but the lines around it count. */
static void bad_lines(void **state)
{
	static const char *const lines[] = {
		"KEXEC_FB",
		"export KEXEC_FB=off",
		"KEXEC_FB =off",
		"kexec_fb=off",
		"=off",
		"KDUMP_KEXEC_ARGS=-c",
		"KEXEC_FB= off",
		"KEXEC_FB=a b",
		"KEXEC_FB=\"off",
		"KEXEC_FB=off'",
		"KEXEC_FB=$MODE",
		"KEXEC_FB=\"`id`\"",
		"KEXEC_FB=off # why",
		"KEXEC_FB=off; reboot",
		"\xff\xfe",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(lines); i++) {
		struct kfb_settings s;
		struct bad bad;
		char text[128];

		snprintf(text, sizeof(text), "KEXEC_FB_S=auto\n%s\nKEXEC_FB_KEXEC=/k\n", lines[i]);
		bad = parse(text, &s);
		assert_int_equal(bad.count, 1);
		assert_int_equal(bad.line, 2);
		assert_string_equal(s.values[KFB_SETTING_S], "auto");
		assert_string_equal(s.values[KFB_SETTING_KEXEC], "/k");
		assert_null(s.values[KFB_SETTING_MODE]);
		kfb_settings_free(&s);
	}
}

static void nul_bytes(void **state)
{
	static const char text[] = "KEXEC_FB=off\0\nKEXEC_FB_S=auto";
	struct kfb_settings s;

	(void)state;
	assert_int_equal(parse_bytes(text, sizeof(text) - 1, &s).count, 1);
	assert_null(s.values[KFB_SETTING_MODE]);
	assert_string_equal(s.values[KFB_SETTING_S], "auto");
	kfb_settings_free(&s);
}

static void environment_wins(void **state)
{
	struct kfb_settings s;

	(void)state;
	parse("KEXEC_FB=off\n", &s);
	unsetenv("KEXEC_FB");
	assert_string_equal(kfb_settings_get(&s, KFB_SETTING_MODE), "off");
	setenv("KEXEC_FB", "", 1);
	assert_string_equal(kfb_settings_get(&s, KFB_SETTING_MODE), "off");
	setenv("KEXEC_FB", "require", 1);
	assert_string_equal(kfb_settings_get(&s, KFB_SETTING_MODE), "require");
	unsetenv("KEXEC_FB");
	assert_null(kfb_settings_get(&s, KFB_SETTING_S));
	kfb_settings_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values),
		cmocka_unit_test(bad_lines),
		cmocka_unit_test(nul_bytes),
		cmocka_unit_test(environment_wins),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
