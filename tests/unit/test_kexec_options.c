// SPDX-License-Identifier: GPL-2.0-only
/*
 * Command lines, read as kexec reads them; and boot parameters.
 */
#include "unit.h"

#include "fill/boot_params.h"
#include "handover/kexec_options.h"

#define ARGS(...) \
	(const char *const[]) \
	{ \
		"kexec", __VA_ARGS__, NULL \
	}

static struct kfb_kexec_options read_options(const char *const *args)
{
	struct kfb_kexec_options o;
	char *argv[32], *before[32];
	int argc = 0;

	while (args[argc]) {
		argv[argc] = before[argc] = (char *)args[argc];
		argc++;
	}
	argv[argc] = NULL;
	kfb_kexec_options(argc, argv, &o);
	/* The real kexec must get them in the given order. */
	for (int i = 0; i < argc; i++)
		assert_ptr_equal(argv[i], before[i]);
	return o;
}

static void loading(void **state)
{
	const char *const *const lines[] = {
		ARGS("-p", "vmlinuz"),
		ARGS("-l", "vmlinuz"),
		ARGS("vmlinuz"),
		ARGS("-c", "-d", "-p", "vmlinuz"),
		ARGS("-cdp", "vmlinuz"),
		ARGS("--load-panic", "vmlinuz"),
		ARGS("--load-p", "vmlinuz"),
		ARGS("--load", "vmlinuz", "--append", "-e"),
		ARGS("-fl", "vmlinuz"),
		ARGS("-f", "vmlinuz"),
		ARGS("--append=root=/dev/sda1", "vmlinuz", "-p"),
		ARGS("--initrd", "initrd", "-p", "vmlinuz"),
		ARGS("-t", "bzImage", "-l", "vmlinuz"),
		ARGS("--some-new-option", "-p", "vmlinuz"),
		ARGS("-p", "--", "vmlinuz"),
	};

	(void)state;
	for (size_t i = 0; i < COUNT(lines); i++) {
		struct kfb_kexec_options o = read_options(lines[i]);

		assert_true(o.loads);
		assert_string_equal(o.kernel, "vmlinuz");
	}
}

static void devicetree_named(void **state)
{
	(void)state;
	assert_null(read_options(ARGS("-p", "vmlinuz")).dtb);
	assert_string_equal(read_options(ARGS("--dtb", "a", "-p", "vmlinuz")).dtb, "a");
	assert_string_equal(read_options(ARGS("--dtb=a", "vmlinuz", "--dtb=b")).dtb, "b");
}

static void passing(void **state)
{
	const char *const *const lines[] = {
		ARGS("-u"),
		ARGS("-e"),
		ARGS("-v"),
		ARGS("-h"),
		ARGS("-S"),
		ARGS("--status"),
		ARGS("-p", "-u"),
		ARGS("--unload"),
		ARGS("--exec"),
		ARGS("--print-ckr-size"),
		ARGS("-h", "-p", "vmlinuz"),
		ARGS("-S", "-p"),
		ARGS("-d", "-u", "-p", "-u"),
	};

	(void)state;
	for (size_t i = 0; i < COUNT(lines); i++)
		assert_false(read_options(lines[i]).loads);
}

static void nothing_to_load(void **state)
{
	struct kfb_kexec_options o = read_options(ARGS("-p"));

	(void)state;
	assert_true(o.loads);
	assert_null(o.kernel);
}

static void which_syscall(void **state)
{
	(void)state;
	assert_int_equal(read_options(ARGS("-p", "k")).syscall, KFB_SYSCALL_AUTO);
	assert_int_equal(read_options(ARGS("-p", "-s", "k")).syscall, KFB_SYSCALL_FILE);
	assert_int_equal(read_options(ARGS("-p", "--kexec-file-syscall", "k")).syscall,
			 KFB_SYSCALL_FILE);
	assert_false(read_options(ARGS("-p", "k")).syscall_said);
	assert_true(read_options(ARGS("-p", "-a", "k")).syscall_said);
	assert_int_equal(read_options(ARGS("-p", "k", "-c")).syscall, KFB_SYSCALL_LOAD);
	assert_int_equal(read_options(ARGS("-s", "-a", "-p", "k")).syscall, KFB_SYSCALL_AUTO);
}

static void flags(void **state)
{
	(void)state;
	assert_true(read_options(ARGS("-pd", "k")).debug);
	assert_true(read_options(ARGS("--debug", "-p", "k")).debug);
	assert_false(read_options(ARGS("-p", "k", "--append", "-d")).debug);
	assert_true(read_options(ARGS("-pd", "k")).on_crash);
	assert_false(read_options(ARGS("-l", "k")).on_crash);
	assert_true(read_options(ARGS("--hotplug", "-p", "k")).hotplug);
	assert_true(read_options(ARGS("-p", "k", "--append")).misused);
	assert_true(read_options(ARGS("-p", "k", "-t")).misused);
	assert_false(read_options(ARGS("-p", "k")).misused);
	assert_string_equal(read_options(ARGS("-p", "k", "--ramdisk=i")).initrd, "i");
}

/* Options of a later kexec, of another architecture's, or of none at all. */
static void unknown_options(void **state)
{
	const struct {
		const char *const *args;
		bool unknown;
		const char *kernel;
	} lines[] = {
		{ ARGS("-p", "k"), false, "k" },
		{ ARGS("-p", "k", "--nonsense"), true, "k" },
		{ ARGS("-p", "k", "--nonsense", "value"), true, "k" },
		{ ARGS("-p", "--nonsense", "value", "k"), true, "k" },
		{ ARGS("-p", "--nonsense=value", "k"), true, "k" },
		{ ARGS("-p", "--nonsense", "k"), true, "k" },
		{ ARGS("--nonsense", "-p", "k"), true, "k" },
		{ ARGS("-Z", "value", "-p", "k"), true, "k" },
		{ ARGS("-pZ", "k"), true, "k" },
		{ ARGS("--nonsense", "--", "k"), true, "k" },
		/* unambiguous for kexec itself, or for one of its architectures */
		{ ARGS("--app", "-e", "-p", "k"), false, "k" },
		{ ARGS("--initr", "i", "-p", "k"), false, "k" },
		{ ARGS("--reuse-", "-p", "k"), true, "k" },
		{ ARGS("--mem", "0", "-p", "k"), true, "k" },
		{ ARGS("--ent", "0", "-p", "k"), true, "k" },
		{ ARGS("--ent=0", "-p", "k"), true, "k" },
		{ ARGS("--se", "0x3f8", "-p", "k"), true, "k" },
		{ ARGS("--fo", "-p", "k"), true, "k" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(lines); i++) {
		struct kfb_kexec_options o = read_options(lines[i].args);

		assert_true(o.loads);
		assert_false(o.misused);
		assert_int_equal(o.unknown, lines[i].unknown);
		assert_string_equal(o.kernel, lines[i].kernel);
	}
}

static void command_line(void **state)
{
	const char *const *args = ARGS("-p", "k", "--append", "a", "--command-line=b c", "-d");
	struct kfb_kexec_options o = read_options(args);

	(void)state;
	assert_string_equal(o.append, "b c");
	assert_int_equal(o.append_index, 5);
	assert_ptr_equal(o.append, args[5] + strlen("--command-line="));
	assert_false(o.reuse_cmdline);

	args = ARGS("-p", "k", "--append", "--reuse-cmdline");
	o = read_options(args);
	assert_ptr_equal(o.append, args[4]);
	assert_int_equal(o.append_index, 4);
	assert_false(o.reuse_cmdline);

	o = read_options(ARGS("-p", "k", "--reuse-cmdline"));
	assert_null(o.append);
	assert_true(o.reuse_cmdline);
}

/* Where one more option would be the last one that kexec reads. */
static void end_of_options(void **state)
{
	(void)state;
	assert_int_equal(read_options(ARGS("-p", "k")).end, 3);
	assert_int_equal(read_options(ARGS("-p", "k", "-a")).end, 4);
	assert_int_equal(read_options(ARGS("-p", "--", "k")).end, 2);
	assert_int_equal(read_options(ARGS("--append", "--", "k")).end, 4);
	setenv("POSIXLY_CORRECT", "1", 1);
	assert_int_equal(read_options(ARGS("-p", "k", "-s")).end, 2);
	assert_int_equal(read_options(ARGS("-p", "k", "-s")).syscall, KFB_SYSCALL_AUTO);
	unsetenv("POSIXLY_CORRECT");
}

static void boot_params(void **state)
{
	uint8_t data[KFB_BOOT_PARAMS_SIZE], si[KEXEC_FB_SCREEN_INFO_SIZE];
	struct kfb_error err = { 0 };

	(void)state;
	memset(data, 0x5a, sizeof(data));
	memset(si, 0x11, sizeof(si));
	assert_int_equal(kfb_boot_params_put(data, sizeof(data), si, &err), 0);
	for (size_t i = 0; i < sizeof(data); i++)
		assert_int_equal(data[i], i < sizeof(si) ? 0x11 : 0x5a);
	assert_int_equal(kfb_boot_params_put(data, sizeof(data) - 1, si, &err), -EINVAL);
	assert_int_equal(err.offset, sizeof(data) - 1);
	assert_int_equal(kfb_boot_params_put(data, 0, si, &err), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(loading),	   cmocka_unit_test(devicetree_named),
		cmocka_unit_test(passing),	   cmocka_unit_test(nothing_to_load),
		cmocka_unit_test(which_syscall),   cmocka_unit_test(flags),
		cmocka_unit_test(unknown_options), cmocka_unit_test(command_line),
		cmocka_unit_test(end_of_options),  cmocka_unit_test(boot_params),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
