// SPDX-License-Identifier: GPL-2.0-only
#include "unit.h"

#undef KEXEC_PATH
#define KEXEC_PATH "/nonexistent/kexec:/bin/sh:/bin/true"
#include "cmd/request.c"

/* However often it is asked. */
static void the_first_that_can_be_run(void **state)
{
	(void)state;
	assert_string_equal(kfb_installed_kexec(), "/bin/sh");
	assert_string_equal(kfb_installed_kexec(), "/bin/sh");
}

static void settings_make_the_policy(void **state)
{
	struct kfb_own_options own = { .kdumpctl = true };
	struct kfb_settings settings = { .values = {
						 [KFB_SETTING_MODE] = "verbatim",
						 [KFB_SETTING_KEXEC] = "/opt/kexec",
					 } };
	struct kfb_request r = { 0 };

	(void)state;
	for (int i = 0; i < KFB_N_SETTINGS; i++)
		unsetenv(kfb_setting_name((enum kfb_setting)i));
	kfb_request_read(&r, &settings, &own, 0);
	assert_true(r.policy.verbatim && r.policy.s_is_auto);
	assert_string_equal(r.kexec, "/opt/kexec");
	settings.values[KFB_SETTING_S] = "only";
	kfb_request_read(&r, &settings, &own, 0);
	assert_false(r.policy.s_is_auto);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_that_can_be_run),
		cmocka_unit_test(settings_make_the_policy),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
