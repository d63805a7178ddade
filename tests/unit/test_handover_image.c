// SPDX-License-Identifier: GPL-2.0-only
/* What is planned on machines without boot parameters; each is a small directory. */
#define _GNU_SOURCE
#include "unit.h"

#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "context.h"
#include "handover/arguments.h"
#include "handover/handover.h"
#include "test_kernel_packed.h"
#include "test_kernel_synthetic.h"
#include "tree.h"
#include "util.h"

struct machine {
	struct tree tree;
	struct kfb_sysroot root;
	struct kexec_fb fb;
	char *args[1 + KFB_EXTRA_ARGUMENTS + 1];
	struct kfb_handover h;
};

static void remove_machine(struct machine *m)
{
	kfb_handover_release(&m->h);
	kfb_sysroot_close(&m->root);
	tree_free(&m->tree);
}

static void make_machine(struct machine *m, bool efi, const char *driver,
			 const struct kfb_kexec_options *options)
{
	static char name[] = "kexec";
	static char *const argv[] = { name, NULL };
	static const struct kfb_policy policy;

	*m = (struct machine){ 0 };
	tree_new(&m->tree);
	if (efi)
		tree_put(&m->tree, "sys/firmware/efi/systab", "");
	assert_int_equal(kfb_sysroot_open(&m->root, m->tree.path), 0);
	m->fb.scanout.driver = driver;
	m->fb.root = m->root;
	m->args[0] = name;
	m->h = (struct kfb_handover){
		.arch = kfb_handover_archs[0],
		.fb = &m->fb,
		.live = &m->root,
		.argv = argv,
		.args = m->args,
		.kexec = "/nonexistent",
		.policy = &policy,
		.options = options,
	};
}

static void make_devicetree_machine(struct machine *m, const char *driver,
				    const struct kfb_kexec_options *options)
{
	make_machine(m, false, driver, options);
	tree_put(&m->tree, "sys/firmware/fdt", "a devicetree: only that it exists is asked");
}

static void devicetree_gets_a_node(void **state)
{
	const struct kfb_kexec_options load = { .syscall = KFB_SYSCALL_LOAD };
	struct machine m;

	(void)state;
	make_devicetree_machine(&m, "bochs-drm", &load);
	assert_int_equal(m.h.arch->plan(&m.h), 0);
	assert_int_equal(m.h.count, 1);
	assert_string_equal(m.h.files[0].target, "/sys/firmware/fdt");
	remove_machine(&m);
}

/* The firmware's node has the hardware's stride and format, which simpledrm hides. */
static void devicetree_keeps_the_firmwares_node(void **state)
{
	static const enum kfb_syscall syscalls[] = { KFB_SYSCALL_LOAD, KFB_SYSCALL_FILE };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(syscalls); i++) {
		const struct kfb_kexec_options options = { .syscall = syscalls[i] };
		struct machine m;

		make_devicetree_machine(&m, "simpledrm", &options);
		assert_int_equal(m.h.arch->plan(&m.h), 0);
		assert_int_equal(m.h.count, 0);
		assert_false(m.h.warning.written);
		remove_machine(&m);
	}
}

/* Then kexec reads no other. */
static void named_devicetree_gets_the_node(void **state)
{
	const struct kfb_kexec_options load = {
		.syscall = KFB_SYSCALL_LOAD,
		.dtb = "board.dtb",
	};
	struct machine m;

	(void)state;
	make_devicetree_machine(&m, "bochs-drm", &load);
	assert_int_equal(m.h.arch->plan(&m.h), 0);
	assert_int_equal(m.h.count, 1);
	assert_string_equal(m.h.files[0].target, "board.dtb");
	remove_machine(&m);
}

/* kexec_file_load() would pass on the kernel's own devicetree. */
static void devicetree_makes_auto_a_kexec_load(void **state)
{
	const struct kfb_kexec_options by_itself = { .end = 1 };
	struct machine m;

	(void)state;
	make_devicetree_machine(&m, "bochs-drm", &by_itself);
	assert_int_equal(m.h.arch->plan(&m.h), 0);
	assert_int_equal(m.h.count, 1);
	assert_string_equal(m.args[1], "-c");
	assert_null(m.args[2]);
	assert_true(m.h.args_changed);
	remove_machine(&m);
}

static void file_load_of_a_devicetree_is_refused(void **state)
{
	const struct kfb_kexec_options file = {
		.syscall = KFB_SYSCALL_FILE,
		.syscall_said = true,
	};
	struct machine m;

	(void)state;
	make_devicetree_machine(&m, "bochs-drm", &file);
	assert_int_equal(m.h.arch->plan(&m.h), -ENOTSUP);
	assert_non_null(strstr(m.h.problem.text, "devicetree"));
	assert_non_null(strstr(m.h.problem.hint, "-c"));
	assert_int_equal(m.h.count, 0);
	remove_machine(&m);
}

/* "[integrity]" is active; only "[none]" lets an unsigned copy through. */
static void lockdown_is_foreseen(void **state)
{
	static const struct {
		const char *text;
		int plan;
	} cases[] = {
		{ "none [integrity] confidentiality\n", -EKEYREJECTED },
		{ "[none] integrity confidentiality\n", -ENOEXEC }, /* no such kernel */
	};
	const struct kfb_kexec_options file = {
		.syscall = KFB_SYSCALL_FILE,
		.kernel = "/nonexistent/Image",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct machine m;

		make_machine(&m, true, "bochs-drm", &file);
		tree_put(&m.tree, "sys/kernel/security/lockdown", cases[i].text);
		assert_int_equal(m.h.arch->plan(&m.h), cases[i].plan);
		remove_machine(&m);
	}
}

/* EFI firmware may pass a devicetree with a framebuffer: the next kernel gets it from there. */
static void efi_keeps_the_devicetrees_framebuffer(void **state)
{
	const struct kfb_kexec_options load = {
		.syscall = KFB_SYSCALL_LOAD,
		.kernel = "/nonexistent/Image",
	};
	struct machine m;

	(void)state;
	make_machine(&m, true, "simpledrm", &load);
	m.fb.scanout.device = "/sys/devices/platform/be2590000.framebuffer";
	assert_int_equal(m.h.arch->plan(&m.h), 0);
	assert_int_equal(m.h.count, 0);
	m.fb.scanout.device = "/sys/devices/platform/simple-framebuffer.0";
	assert_int_equal(m.h.arch->plan(&m.h), -ENOEXEC);
	remove_machine(&m);
}

/* Another devicetree may not describe the framebuffer. */
static void only_the_running_kernels_devicetree_will_do(void **state)
{
	const struct kfb_kexec_options load = { .syscall = KFB_SYSCALL_LOAD };
	const struct kfb_kexec_options named = {
		.syscall = KFB_SYSCALL_LOAD,
		.dtb = "board.dtb",
	};
	struct machine m;

	(void)state;
	make_devicetree_machine(&m, "simpledrm", &load);
	m.fb.reason = "nothing to do";
	assert_int_equal(kfb_handover_by_devicetree(&m.h), 0);
	assert_int_equal(m.h.count, 0);
	m.h.options = &named;
	assert_int_equal(kfb_handover_by_devicetree(&m.h), -ENOTSUP);
	assert_non_null(strstr(m.h.problem.text, "board.dtb"));
	assert_int_equal(m.h.arch->plan(&m.h), 0);
	assert_string_equal(m.h.files[0].target, "board.dtb");
	remove_machine(&m);
}

static void efi_needs_a_kernel_that_can_be_read(void **state)
{
	const struct kfb_kexec_options load = {
		.syscall = KFB_SYSCALL_LOAD,
		.kernel = "/nonexistent/Image",
	};
	struct machine m;

	(void)state;
	make_machine(&m, true, "simpledrm", &load);
	tree_put(&m.tree, "sys/firmware/fdt",
		 "also there on EFI machines, and not what is believed");
	assert_int_equal(m.h.arch->plan(&m.h), -ENOEXEC);
	assert_string_equal(m.h.problem.text,
			    "cannot fill in /nonexistent/Image (No such file or directory)");
	assert_int_equal(m.h.count, 0);
	remove_machine(&m);
}

/* Start a process that waits until somebody opens the FIFO for reading. */
static pid_t start_writer(const char *fifo)
{
	pid_t pid = fork();

	if (pid == 0) {
		alarm(10);
		open(fifo, O_WRONLY | O_CLOEXEC);
		_exit(EXIT_SUCCESS);
	}
	return pid;
}

/* As in `kexec -l <(zcat ...)`: its bytes can be read only once, and kexec needs them. */
static void fifo_is_left_to_kexec(void **state)
{
	const struct kfb_kexec_options load = { .syscall = KFB_SYSCALL_LOAD, .kernel = "/fifo" };
	struct machine m;
	char fifo[sizeof(m.tree.path) + sizeof("/fifo")];
	pid_t writer;

	(void)state;
	make_machine(&m, true, "simpledrm", &load);
	snprintf(fifo, sizeof(fifo), "%s/fifo", m.tree.path);
	assert_int_equal(mkfifo(fifo, 0600), 0);
	writer = start_writer(fifo);
	assert_int_equal(m.h.arch->plan(&m.h), -ENOEXEC);
	assert_string_equal(m.h.problem.text,
			    "cannot fill in /fifo (not a regular file, or empty)");
	usleep(50000);
	assert_int_equal(waitpid(writer, NULL, WNOHANG), 0);
	kill(writer, SIGKILL);
	waitpid(writer, NULL, 0);
	remove_machine(&m);
}

/* A zboot image in a UKI that has an initrd, as a file. */
static void put_uki(const char *path)
{
	uint8_t *raw = syn_image("screen_info"), *packed = malloc(2 * SYN_SIZE);
	size_t n = syn_pack(KFB_COMPRESSION_GZIP, raw, SYN_SIZE, packed, 2 * SYN_SIZE), zboot_len;
	uint8_t *zboot = syn_zboot("gzip", packed, n, &zboot_len);
	uint8_t *uki = syn_pe(0xaa64, ".linux", zboot, zboot_len, &n);
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);

	uki = syn_add_section(uki, ".initrd", &n);
	assert_int_equal(kfb_write_all(fd, uki, n), 0);
	close(fd);
	free(uki);
	free(zboot);
	free(packed);
	free(raw);
}

/* The kernel alone is enough only if another initrd than the UKI's is named. */
static void compressed_uki_needs_an_initrd(void **state)
{
	struct kfb_kexec_options load = { .syscall = KFB_SYSCALL_LOAD };
	struct machine m;
	char path[sizeof(m.tree.path) + sizeof("/uki")];
	int fd;

	(void)state;
	for (int named = 0; named < 2; named++) {
		load.initrd = named ? "/boot/initrd" : NULL;
		make_machine(&m, true, "simpledrm", &load);
		snprintf(path, sizeof(path), "%s/uki", m.tree.path);
		put_uki(path);
		load.kernel = "/uki";
		assert_int_equal(m.h.arch->plan(&m.h), 0);
		fd = memfd_create("copy", MFD_CLOEXEC);
		if (named) {
			assert_int_equal(m.h.files[0].write(&m.h, &m.h.files[0], fd), 0);
			assert_int_equal(lseek(fd, 0, SEEK_END), SYN_SIZE);
		} else {
			assert_int_equal(m.h.files[0].write(&m.h, &m.h.files[0], fd), -ENOTSUP);
			assert_non_null(strstr(m.h.problem.text, "--initrd"));
		}
		close(fd);
		remove_machine(&m);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(devicetree_gets_a_node),
		cmocka_unit_test(devicetree_keeps_the_firmwares_node),
		cmocka_unit_test(named_devicetree_gets_the_node),
		cmocka_unit_test(devicetree_makes_auto_a_kexec_load),
		cmocka_unit_test(file_load_of_a_devicetree_is_refused),
		cmocka_unit_test(lockdown_is_foreseen),
		cmocka_unit_test(efi_keeps_the_devicetrees_framebuffer),
		cmocka_unit_test(only_the_running_kernels_devicetree_will_do),
		cmocka_unit_test(efi_needs_a_kernel_that_can_be_read),
		cmocka_unit_test(fifo_is_left_to_kexec),
		cmocka_unit_test(compressed_uki_needs_an_initrd),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
