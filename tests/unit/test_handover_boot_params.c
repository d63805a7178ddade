// SPDX-License-Identifier: GPL-2.0-only
/* What is planned and written on x86; each machine is a small directory. */
#include "unit.h"

#include <fcntl.h>
#include <stdbool.h>
#include <unistd.h>

#include "context.h"
#include "fill/boot_params.h"
#include "handover/handover.h"
#include "tree.h"

#define XR24 0x34325258

struct machine {
	struct tree tree;
	struct kfb_policy policy;
	struct kfb_kexec_options options;
	struct kexec_fb fb;
	struct kfb_handover h;
};

static const struct kexec_fb_mode screen = {
	.base = 0xc0900000,
	.size = 0x300000,
	.width = 1024,
	.height = 768,
	.stride = 4096,
	.fourcc = XR24,
};

static void put_boot_params(struct machine *m, const uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE],
			    size_t len)
{
	uint8_t data[KFB_BOOT_PARAMS_SIZE] = { 0 };

	memcpy(data, si, KEXEC_FB_SCREEN_INFO_SIZE);
	data[0x1ff] = 0xaa;
	tree_put_bytes(&m->tree, KFB_BOOT_PARAMS_PATH, data, len);
}

/* A machine whose screen is not where the boot loader had put it. */
static struct machine *make(enum kfb_syscall syscall)
{
	struct machine *m = calloc(1, sizeof(*m));
	static char name[] = "kexec";
	static char *const argv[] = { name, NULL };

	assert_non_null(m);
	tree_new(&m->tree);
	assert_int_equal(kfb_sysroot_open(&m->fb.root, m->tree.path), 0);
	m->fb.scanout.mode = screen;
	m->options = (struct kfb_kexec_options){
		.kernel = "/nonexistent/bzImage",
		.syscall = syscall,
		.syscall_said = true,
	};
	m->h = (struct kfb_handover){
		.arch = kfb_handover_archs[0],
		.fb = &m->fb,
		.live = &m->fb.root,
		.kexec = "/nonexistent/kexec",
		.argv = argv,
		.policy = &m->policy,
		.options = &m->options,
	};
	assert_int_equal(kexec_fb_encode(&screen, KEXEC_FB_VIDEO_TYPE_EFI, m->h.si), 0);
	put_boot_params(m, m->h.si, KFB_BOOT_PARAMS_SIZE);
	return m;
}

static void end(struct machine *m)
{
	kfb_handover_release(&m->h);
	kfb_sysroot_close(&m->fb.root);
	tree_free(&m->tree);
	free(m);
}

static void both_files_are_planned(void **state)
{
	struct machine *m = make(KFB_SYSCALL_LOAD);

	(void)state;
	tree_put(&m->tree, "dev/fb0", "");
	assert_int_equal(m->h.arch->plan(&m->h), 0);
	assert_int_equal(m->h.count, 2);
	assert_string_equal(m->h.files[0].target, KFB_BOOT_PARAMS_PATH);
	assert_string_equal(m->h.files[1].target, "/dev/fb0");
	assert_false(m->h.warning.written);
	end(m);
}

static void no_fb0_is_needed(void **state)
{
	struct machine *m = make(KFB_SYSCALL_LOAD);

	(void)state;
	assert_int_equal(m->h.arch->plan(&m->h), 0);
	assert_int_equal(m->h.count, 1);
	end(m);
}

static void boot_params_are_needed(void **state)
{
	struct machine *m = make(KFB_SYSCALL_LOAD);

	(void)state;
	tree_remove(&m->tree, KFB_BOOT_PARAMS_PATH);
	assert_int_equal(m->h.arch->plan(&m->h), -ENOENT);
	assert_string_equal(m->h.problem.text,
			    "cannot read " KFB_BOOT_PARAMS_PATH " (No such file or directory)");
	assert_int_equal(m->h.count, 0);
	end(m);
}

/* kexec-tools before 2.0.17 do not read the boot parameters: plain kexec must have /dev/fb0. */
static void old_kexec_runs_alone(void **state)
{
	static const struct {
		const char *text;
		int ret;
	} programs[] = {
		{ "kexec-tools 2.0.16", -ENOTSUP },
		{ "kexec-tools 2.0.17", 0 },
		{ "#!/bin/sh", 0 },
	};
	struct machine *m;
	char path[512];

	(void)state;
	for (size_t i = 0; i < sizeof(programs) / sizeof(*programs); i++) {
		m = make(KFB_SYSCALL_LOAD);
		tree_put_bytes(&m->tree, "/kexec", programs[i].text, strlen(programs[i].text) + 1);
		snprintf(path, sizeof(path), "%s/kexec", m->tree.path);
		m->h.kexec = path;
		assert_int_equal(m->h.arch->plan(&m->h), programs[i].ret);
		assert_int_equal(m->h.count, programs[i].ret ? 0 : 1);
		if (programs[i].ret)
			assert_non_null(strstr(m->h.problem.text, "older than kexec-tools 2.0.17"));
		end(m);
	}
}

static void verify_sees_what_kexec_will_read(void **state)
{
	struct machine *m = make(KFB_SYSCALL_LOAD);
	const uint8_t other[KEXEC_FB_SCREEN_INFO_SIZE] = { 1 };

	(void)state;
	assert_int_equal(m->h.arch->plan(&m->h), 0);
	assert_int_equal(m->h.files[0].verify(&m->h, &m->h.files[0]), 0);
	put_boot_params(m, other, KFB_BOOT_PARAMS_SIZE);
	assert_int_equal(m->h.files[0].verify(&m->h, &m->h.files[0]), -EIO);
	put_boot_params(m, m->h.si, 10);
	assert_int_equal(m->h.files[0].verify(&m->h, &m->h.files[0]), -EIO);
	end(m);
}

/* Only the first 64 bytes change: the EFI information that follows must stay. */
static void write_fills_a_copy(void **state)
{
	struct machine *m = make(KFB_SYSCALL_LOAD);
	const uint8_t other[KEXEC_FB_SCREEN_INFO_SIZE] = { 1 };
	uint8_t copy[KFB_BOOT_PARAMS_SIZE + 1];
	int fd;

	(void)state;
	put_boot_params(m, other, KFB_BOOT_PARAMS_SIZE);
	assert_int_equal(m->h.arch->plan(&m->h), 0);
	fd = open(tree_path(&m->tree, "copy"), O_RDWR | O_CREAT, 0600);
	assert_int_equal(m->h.files[0].write(&m->h, &m->h.files[0], fd), 0);
	assert_int_equal(pread(fd, copy, sizeof(copy), 0), KFB_BOOT_PARAMS_SIZE);
	assert_memory_equal(copy, m->h.si, sizeof(m->h.si));
	assert_int_equal(copy[0x1ff], 0xaa);
	close(fd);
	end(m);
}

static void write_says_what_is_wrong(void **state)
{
	struct machine *m = make(KFB_SYSCALL_LOAD);
	int full = open("/dev/full", O_WRONLY);

	(void)state;
	assert_int_equal(m->h.arch->plan(&m->h), 0);
	assert_int_equal(m->h.files[0].write(&m->h, &m->h.files[0], full), -ENOSPC);
	assert_string_equal(m->h.problem.text,
			    "cannot write the copy of the boot parameters (No space left on device)");
	put_boot_params(m, m->h.si, 100);
	assert_int_equal(m->h.files[0].write(&m->h, &m->h.files[0], full), -EINVAL);
	assert_string_equal(m->h.problem.text,
			    "cannot fill in " KFB_BOOT_PARAMS_PATH
			    " (not the 4096 bytes of struct boot_params, at offset 0x64)");
	close(full);
	end(m);
}

static void file_load_that_is_right_changes_nothing(void **state)
{
	struct machine *m = make(KFB_SYSCALL_FILE);

	(void)state;
	m->fb.has_boot = true;
	memcpy(m->fb.boot, m->h.si, sizeof(m->fb.boot));
	assert_int_equal(m->h.arch->plan(&m->h), 0);
	assert_int_equal(m->h.count, 0);
	assert_false(m->h.done.written || m->h.warning.written);
	end(m);
}

/* A name may contain a newline, and the rest of it would be taken for a hint. */
static void notes_are_one_line(void **state)
{
	struct kfb_note note = { 0 };

	(void)state;
	kfb_note(&note, NULL, "no kernel %s", "a\nb\n");
	assert_string_equal(note.text, "no kernel a b ");
	kfb_note(&note, "hint", "again");
	assert_string_equal(note.text, "again");
	assert_string_equal(note.hint, "hint");
	free(note.text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_files_are_planned),
		cmocka_unit_test(no_fb0_is_needed),
		cmocka_unit_test(boot_params_are_needed),
		cmocka_unit_test(old_kexec_runs_alone),
		cmocka_unit_test(verify_sees_what_kexec_will_read),
		cmocka_unit_test(write_fills_a_copy),
		cmocka_unit_test(write_says_what_is_wrong),
		cmocka_unit_test(file_load_that_is_right_changes_nothing),
		cmocka_unit_test(notes_are_one_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
