// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which system call kexec uses, and which it is made to use.
 */
#include "unit.h"

#include "handover/kexec_version.h"
#include "handover/syscall_choice.h"

#define OLD	KFB_KEXEC_TOOLS(2, 0, 25)
#define TRIXIE	KFB_KEXEC_TOOLS(2, 0, 29)
#define UNKNOWN KFB_KEXEC_TOOLS_UNKNOWN
#define AUTO	KFB_SYSCALL_AUTO
#define FILE_	KFB_SYSCALL_FILE
#define LOAD	KFB_SYSCALL_LOAD

static void choices(void **state)
{
	static const struct {
		struct kfb_syscall_facts facts;
		enum kfb_syscall call;
		bool add_load;
		bool stays;
	} rows[] = {
		/* no option: kexec's default */
		{ { .version = OLD }, LOAD, false, false },
		{ { .version = TRIXIE }, LOAD, true, false },
		{ { .version = UNKNOWN }, LOAD, true, false },
		{ { .version = TRIXIE, .file_load_is_right = true }, AUTO, false, false },
		/* -a means -a in every release */
		{ { .said = true, .version = OLD }, LOAD, true, false },
		{ { .said = true, .version = OLD, .file_load_is_right = true }, AUTO, false, false },
		/* the administrator's -c or -s */
		{ { .asked = LOAD, .said = true, .version = TRIXIE }, LOAD, false, false },
		{ { .asked = FILE_, .said = true, .version = TRIXIE }, FILE_, false, true },
		{ { .asked = FILE_, .said = true, .version = TRIXIE, .file_load_is_right = true },
		  FILE_,
		  false,
		  false },
		/* but not the distribution's */
		{ { .asked = FILE_, .said = true, .s_is_auto = true, .version = TRIXIE },
		  LOAD,
		  true,
		  false },
		{ { .asked = FILE_,
		    .said = true,
		    .s_is_auto = true,
		    .version = TRIXIE,
		    .file_load_is_right = true },
		  FILE_,
		  false,
		  false },
		{ { .asked = FILE_,
		    .said = true,
		    .s_is_auto = true,
		    .version = TRIXIE,
		    .no_file_load = true,
		    .file_load_is_right = true },
		  LOAD,
		  true,
		  false },
		{ { .asked = FILE_,
		    .said = true,
		    .s_is_auto = true,
		    .version = TRIXIE,
		    .no_load = "locked" },
		  FILE_,
		  false,
		  true },
		/* what keeps us from using kexec_load() */
		{ { .version = TRIXIE, .no_load = "locked" }, FILE_, false, true },
		{ { .version = TRIXIE, .dm_crypt_keys = true }, FILE_, false, true },
		{ { .version = TRIXIE, .dm_crypt_keys = true, .file_load_is_right = true },
		  AUTO,
		  false,
		  false },
		{ { .version = OLD, .dm_crypt_keys = true }, LOAD, false, false },
		/* a kernel without kexec_file_load(): kexec falls back by itself */
		{ { .version = TRIXIE, .no_file_load = true }, LOAD, false, false },
		/* Xen's dom0 */
		{ { .version = TRIXIE, .xen = true }, LOAD, false, false },
		{ { .version = UNKNOWN, .xen = true }, LOAD, false, false },
		{ { .asked = FILE_, .said = true, .version = TRIXIE, .xen = true },
		  LOAD,
		  false,
		  false },
		{ { .asked = FILE_, .said = true, .version = OLD, .xen = true },
		  FILE_,
		  false,
		  true },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct kfb_syscall_choice c = kfb_choose_syscall(&rows[i].facts);

		assert_int_equal(c.call, rows[i].call);
		assert_int_equal(c.add_load, rows[i].add_load);
		assert_int_equal(c.stays != NULL, rows[i].stays);
	}
}

static void versions(void **state)
{
	static const struct {
		const char *text;
		unsigned int version;
	} rows[] = {
		{ "\1\2kexec-tools 2.0.29\0%s: ", KFB_KEXEC_TOOLS(2, 0, 29) },
		{ "kexec-tools 2.0.32.git\n", KFB_KEXEC_TOOLS(2, 0, 32) },
		{ "kexec-tools 10.20.300", KFB_KEXEC_TOOLS(10, 20, 300) },
		{ "the kexec-tools mailing list, kexec-tools 2.1.0", KFB_KEXEC_TOOLS(2, 1, 0) },
		{ "kexec-tools 2.0", UNKNOWN },
		{ "kexec-tools 2.", UNKNOWN },
		{ "kexec-tools ", UNKNOWN },
		{ "kexec-tools", UNKNOWN },
		{ "", UNKNOWN },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		/* exactly these bytes, so that the sanitizers see one too many */
		size_t len = i ? strlen(rows[i].text) : 2 + strlen("kexec-tools 2.0.29") + 5;
		char *copy = malloc(len + 1);

		assert_non_null(copy);
		memcpy(copy, rows[i].text, len);
		assert_int_equal(kfb_kexec_version_in(copy, len), rows[i].version);
		free(copy);
	}
}

static void version_of_files(void **state)
{
	(void)state;
	assert_int_equal(kfb_kexec_version("/nonexistent"), UNKNOWN);
	assert_int_equal(kfb_kexec_version("/"), UNKNOWN);
	assert_int_equal(kfb_kexec_version("/dev/null"), UNKNOWN);
	/* this program contains the strings above */
	assert_int_not_equal(kfb_kexec_version("/proc/self/exe"), UNKNOWN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(choices),
		cmocka_unit_test(versions),
		cmocka_unit_test(version_of_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
