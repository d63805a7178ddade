// SPDX-License-Identifier: GPL-2.0-only
#include "unit.h"

#include "check/state_file.h"

static char *arguments[] = {
	(char[]){ "kexec" },
	(char[]){ "-p" },
	(char[]){ "--append=a\\n\nb  c" },
	(char[]){ "" },
	NULL,
};

static char way[] = "boot_params", directory[] = "/root\n", kernel[] = "/boot/vmlinuz";

static char *environment[] = { (char[]){ "KEXEC_FB=verbatim" }, NULL };

static struct kfb_state example(void)
{
	struct kfb_state s = {
		.time = 1764030000,
		.way = way,
		.seen = true,
		.told = true,
		.directory = directory,
		.kernel = { kernel, 2049, 12, 8200000, 1764030000123456789 },
		.argv = arguments,
		.argc = 4,
		.environment = environment,
		.n_environment = 1,
	};

	for (size_t i = 0; i < sizeof(s.si); i++)
		s.si[i] = (uint8_t)(i * 7);
	return s;
}

static void there_and_back(void **state)
{
	struct kfb_state s = example(), got;
	char *text;
	size_t len;

	(void)state;
	assert_int_equal(kfb_state_format(&s, &text, &len), 0);
	assert_int_equal(kfb_state_parse(text, len, &got, NULL), 0);
	assert_true(got.time == s.time && got.told);
	assert_string_equal(got.way, s.way);
	assert_string_equal(got.directory, s.directory);
	assert_memory_equal(got.si, s.si, sizeof(s.si));
	assert_string_equal(got.kernel.path, s.kernel.path);
	assert_true(got.kernel.mtime == s.kernel.mtime && got.kernel.inode == 12);
	assert_null(got.initrd.path);
	assert_int_equal(got.argc, 4);
	for (size_t i = 0; i < 4; i++)
		assert_string_equal(got.argv[i], arguments[i]);
	assert_null(got.argv[4]);
	assert_int_equal(got.n_environment, 1);
	assert_string_equal(got.environment[0], environment[0]);
	kfb_state_free(&got);
	free(text);
}

/* Overlayfs, CIFS and NFS have inode numbers of 64 bits; a time may be any that a disk holds. */
static void large_numbers(void **state)
{
	struct kfb_state s = example(), got;
	struct stat st = { .st_mtim = { 9300000000, 5 } };
	char *text;
	size_t len;

	(void)state;
	s.kernel.device = s.kernel.inode = s.kernel.size = UINT64_MAX;
	s.kernel.mtime = kfb_mtime_ns(&st);
	assert_int_equal(kfb_state_format(&s, &text, &len), 0);
	assert_int_equal(kfb_state_parse(text, len, &got, NULL), 0);
	assert_true(got.kernel.inode == UINT64_MAX && got.kernel.mtime == 0);
	kfb_state_free(&got);
	free(text);
	st.st_mtim.tv_sec = 1;
	assert_true(kfb_mtime_ns(&st) == 1000000005);
	st.st_mtim.tv_sec = -1;
	assert_true(kfb_mtime_ns(&st) == 0);
}

static void told_nothing(void **state)
{
	struct kfb_state s = example(), got;
	char *text;
	size_t len;

	(void)state;
	s.seen = s.told = false;
	assert_int_equal(kfb_state_format(&s, &text, &len), 0);
	assert_non_null(strstr(text, "\nseen nothing\ntold no\n"));
	assert_int_equal(kfb_state_parse(text, len, &got, NULL), 0);
	assert_false(got.told);
	kfb_state_free(&got);
	free(text);
}

/* After a crash during the write, or on a full disk: every shorter file is refused. */
static void cut_short(void **state)
{
	struct kfb_state s = example(), got;
	char *text;
	size_t len;

	(void)state;
	assert_int_equal(kfb_state_format(&s, &text, &len), 0);
	for (size_t n = 0; n < len; n++) {
		struct kfb_error err = { 0 };
		char *heap = malloc(n + 1);

		memcpy(heap, text, n);
		heap[n] = 'x';
		assert_true(kfb_state_parse(heap, n, &got, &err) < 0);
		assert_true(err.reason && err.offset <= n);
		assert_null(got.argv);
		free(heap);
	}
	free(text);
}

static void refused(void **state)
{
	static const struct {
		const char *text;
		int error;
	} rows[] = {
		{ "", -EBADMSG },
		{ "kexec-fb load 2\nend\n", -ENOTSUP },
		{ "kexec-fb load 1\nend\n", -EBADMSG },
		{ "kexec-fb load 1\nshell rm\nend\n", -EBADMSG },
		{ "kexec-fb load 1\ntime 99999999999999999999\nend\n", -EBADMSG },
		{ "kexec-fb load 1\ntime -1\nend\n", -EBADMSG },
		{ "kexec-fb load 1\nseen 00\nend\n", -EBADMSG },
		{ "kexec-fb load 1\ntold maybe\nend\n", -EBADMSG },
		{ "kexec-fb load 1\nway a\ntold yes\ndirectory /\nkernel 1 2 3 4 /x\nargument x\nend\n",
		  -EBADMSG },
		{ "kexec-fb load 1\nway a\nway b\nend\n", -EBADMSG },
		{ "kexec-fb load 1\nargument a\\x\nend\n", -EBADMSG },
		{ "kexec-fb load 1\nargument a\\\nend\n", -EBADMSG },
		{ "kexec-fb load 1\nkernel 1 2 3 /x\nend\n", -EBADMSG },
		{ "kexec-fb load 1\nway a\nseen nothing\ntold no\ndirectory /\nkernel 1 2 3 4 /x\nend\n",
		  -EBADMSG },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct kfb_state got;

		if (kfb_state_parse(rows[i].text, strlen(rows[i].text), &got, NULL) !=
		    rows[i].error)
			fail_msg("row %zu", i);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(there_and_back), cmocka_unit_test(large_numbers),
		cmocka_unit_test(told_nothing),	  cmocka_unit_test(cut_short),
		cmocka_unit_test(refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
