// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is planned on machines without boot parameters.  access() is a stand-in that
 * makes this machine one that was booted by devicetree alone.
 */
#include "unit.h"

#include <stdbool.h>
#include <unistd.h>

#include "context.h"
#include "handover/handover.h"

static bool devicetree_only;

int __real_access(const char *path, int mode);
int __wrap_access(const char *path, int mode);

int __wrap_access(const char *path, int mode)
{
	if (strcmp(path, "/sys/firmware/efi") == 0 ||
	    strcmp(path, "/sys/firmware/acpi/tables") == 0)
		return devicetree_only ? -1 : 0;
	if (strcmp(path, "/sys/firmware/fdt") == 0)
		return devicetree_only ? 0 : -1;
	return __real_access(path, mode);
}

/* Whether the machine that runs this test is locked down is no matter. */
int __wrap_kfb_read_live(const char *path, struct kfb_bytes *out);

int __wrap_kfb_read_live(const char *path, struct kfb_bytes *out)
{
	(void)path;
	(void)out;
	return -ENOENT;
}

static struct kfb_handover handover(struct kexec_fb *fb, const char *driver,
				    const struct kfb_kexec_options *options)
{
	static char name[] = "kexec";
	static char *const argv[] = { name, NULL };

	fb->scanout.driver = driver;
	return (struct kfb_handover){
		.arch = kfb_handover_archs[0], .fb = fb, .argv = argv, .options = options,
	};
}

static void devicetree_gets_a_node(void **state)
{
	const struct kfb_kexec_options load = { .syscall = KFB_SYSCALL_LOAD };
	struct kexec_fb fb = { 0 };
	struct kfb_handover h = handover(&fb, "bochs-drm", &load);

	(void)state;
	devicetree_only = true;
	assert_int_equal(h.arch->foresee(&h), 0);
	assert_int_equal(h.arch->plan(&h), 0);
	assert_int_equal(h.count, 1);
	assert_string_equal(h.bindings[0].target, "/sys/firmware/fdt");
}

/* Its node says more than simpledrm knows: stride and format of the hardware. */
static void devicetree_keeps_the_firmwares_node(void **state)
{
	static const enum kfb_syscall syscalls[] = { KFB_SYSCALL_LOAD, KFB_SYSCALL_FILE };

	(void)state;
	devicetree_only = true;
	for (size_t i = 0; i < COUNT(syscalls); i++) {
		const struct kfb_kexec_options options = { .syscall = syscalls[i] };
		struct kexec_fb fb = { 0 };
		struct kfb_handover h = handover(&fb, "simpledrm", &options);

		assert_int_equal(h.arch->foresee(&h), 0);
		assert_int_equal(h.arch->plan(&h), 0);
		assert_int_equal(h.count, 0);
	}
}

/* kexec reads no other then. */
static void named_devicetree_gets_the_node(void **state)
{
	const struct kfb_kexec_options load = {
		.syscall = KFB_SYSCALL_LOAD, .dtb = "board.dtb",
	};
	struct kexec_fb fb = { 0 };
	struct kfb_handover h = handover(&fb, "bochs-drm", &load);

	(void)state;
	devicetree_only = true;
	assert_int_equal(h.arch->plan(&h), 0);
	assert_int_equal(h.count, 1);
	assert_string_equal(h.bindings[0].target, "board.dtb");
}

static void file_load_of_a_devicetree_is_refused(void **state)
{
	const struct kfb_kexec_options file = { .syscall = KFB_SYSCALL_FILE };
	struct kexec_fb fb = { 0 };
	struct kfb_handover h = handover(&fb, "bochs-drm", &file);

	(void)state;
	devicetree_only = true;
	assert_int_equal(h.arch->foresee(&h), -ENOTSUP);
	assert_non_null(strstr(h.problem, "-c"));
	free((char *)h.problem);
}

static void efi_needs_a_kernel_that_can_be_read(void **state)
{
	const struct kfb_kexec_options load = {
		.syscall = KFB_SYSCALL_LOAD, .kernel = "/nonexistent/Image",
	};
	struct kexec_fb fb = { 0 };
	struct kfb_handover h = handover(&fb, "simpledrm", &load);

	(void)state;
	devicetree_only = false;
	assert_int_equal(h.arch->plan(&h), -ENOEXEC);
	assert_non_null(strstr(h.problem, "/nonexistent/Image"));
	assert_int_equal(h.count, 0);
	free((char *)h.problem);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(devicetree_gets_a_node),
		cmocka_unit_test(devicetree_keeps_the_firmwares_node),
		cmocka_unit_test(named_devicetree_gets_the_node),
		cmocka_unit_test(file_load_of_a_devicetree_is_refused),
		cmocka_unit_test(efi_needs_a_kernel_that_can_be_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
