// SPDX-License-Identifier: GPL-2.0-only
#include "unit.h"

#include <elf.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scanout/kcore.h"
#include "test_kcore_file.h"

static char dir[] = "/tmp/kexec-fb-kcore-XXXXXX", path[64];
static struct kfb_sysroot root;

static int set_up(void **state)
{
	char proc[64];

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(proc, sizeof(proc), "%s/proc", dir);
	snprintf(path, sizeof(path), "%s/proc/kcore", dir);
	assert_int_equal(mkdir(proc, 0755), 0);
	return kfb_sysroot_open(&root, dir);
}

static int tear_down(void **state)
{
	(void)state;
	kfb_sysroot_close(&root);
	unlink(path);
	path[strlen(path) - strlen("/kcore")] = '\0';
	rmdir(path);
	return rmdir(dir);
}

static int open_file(const struct file *f, size_t len, struct kfb_kcore *k, struct kfb_error *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_int_equal(write(fd, f, len), len);
	close(fd);
	return kfb_kcore_open(&root, k, err);
}

static void reads(void **state)
{
	struct kfb_kcore k;
	uint8_t buf[32];
	struct file f;
	uint64_t phys;

	(void)state;
	build(&f);
	assert_int_equal(open_file(&f, sizeof(f), &k, NULL), 0);
	assert_int_equal(k.machine, EM_X86_64);
	assert_int_equal(k.count, 4);
	assert_int_equal(k.sme_mask, 2048);
	assert_int_equal(k.task_size, strlen("a task_struct"));
	assert_memory_equal(k.task, "a task_struct", k.task_size);

	assert_int_equal(kfb_kcore_read_virt(&k, DIRECT + 0x100004, buf, 4), 0);
	assert_memory_equal(buf, f.ram + 4, 4);
	/* Reads on into the next part, but not beyond it. */
	assert_int_equal(kfb_kcore_read_virt(&k, DIRECT + 0x10003c, buf, 8), 0);
	assert_memory_equal(buf, "\x3c\x3d\x3e\x3fmmmm", 8);
	assert_int_equal(kfb_kcore_read_phys(&k, 0x10003c, buf, 8), 0);
	assert_memory_equal(buf, "\x3c\x3d\x3e\x3fmmmm", 8);
	assert_int_equal(kfb_kcore_read_phys(&k, 0x100040, buf, 17), -EFAULT);
	assert_int_equal(kfb_kcore_read_phys(&k, 0xfffff, buf, 1), -EFAULT);
	assert_int_equal(kfb_kcore_read_phys(&k, UINT64_MAX, buf, 1), -EFAULT);

	/*
	 * By physical address the larger part answers; only the smaller one has that virtual
	 * address.
	 */
	assert_int_equal(kfb_kcore_read_phys(&k, 0x100010, buf, 8), 0);
	assert_memory_equal(buf, f.ram + 16, 8);
	assert_int_equal(kfb_kcore_read_virt(&k, TEXT, buf, 8), 0);
	assert_memory_equal(buf, f.text, 8);

	assert_int_equal(kfb_kcore_read_virt(&k, 0xffffc90000000000ull, buf, 8), 0);
	assert_memory_equal(buf, "vvvvvvvv", 8);
	assert_false(kfb_kcore_phys_of(&k, 0xffffc90000000000ull, 8, &phys));
	assert_true(kfb_kcore_phys_of(&k, DIRECT + 0x100004, 60, &phys));
	assert_true(phys == 0x100004);
	assert_false(kfb_kcore_phys_of(&k, DIRECT + 0x100004, 61, &phys));
	kfb_kcore_close(&k);
}

static void last_byte_of_the_address_space(void **state)
{
	struct kfb_kcore k;
	uint8_t buf[16];
	struct file f;

	(void)state;
	build(&f);
	f.p[1].p_vaddr = UINT64_MAX - 7;
	assert_int_equal(open_file(&f, sizeof(f), &k, NULL), 0);
	assert_int_equal(kfb_kcore_read_virt(&k, UINT64_MAX - 7, buf, 8), 0);
	assert_int_equal(kfb_kcore_read_virt(&k, UINT64_MAX - 7, buf, 9), -EFAULT);
	kfb_kcore_close(&k);
}

static void truncated_anywhere(void **state)
{
	const size_t headers = offsetof(struct file, notes);
	struct kfb_error err;
	struct kfb_kcore k;
	struct file f;

	(void)state;
	build(&f);
	for (size_t len = 0; len < headers + f.p[0].p_filesz; len++) {
		err.reason = NULL;
		assert_int_equal(open_file(&f, len, &k, &err), -ENODATA);
		assert_string_equal(err.reason, "truncated");
	}
	assert_int_equal(open_file(&f, headers + f.p[0].p_filesz, &k, &err), 0);
	assert_int_equal(kfb_kcore_read_phys(&k, 0x100000, &f, 1), -ENODATA);
	kfb_kcore_close(&k);
}

/* In a recorded machine its place is taken by text, and links do not lead outside. */
static void other_files(void **state)
{
	struct kfb_error err;
	struct kfb_kcore k;
	struct file f;

	(void)state;
	memset(&f, 'x', sizeof(f));
	assert_int_equal(open_file(&f, sizeof(f), &k, &err), -ENOEXEC);
	assert_string_equal(err.reason, "not an ELF file");
	assert_int_equal(unlink(path), 0);
	assert_int_equal(kfb_kcore_open(&root, &k, &err), -ENOENT);
	assert_int_equal(symlink("/dev/null", path), 0);
	assert_int_equal(kfb_kcore_open(&root, &k, &err), -ENOENT);
	assert_int_equal(unlink(path), 0);
}

static void damaged(void **state)
{
	static const struct {
		size_t at, size;
		uint64_t value;
		int error;
		uint64_t offset;
	} cases[] = {
#define E(field)    offsetof(Elf64_Ehdr, field), sizeof(((Elf64_Ehdr *)0)->field)
#define P(i, field) offsetof(struct file, p[i].field), 8
		{ EI_CLASS, 1, ELFCLASS32, -ENOEXEC, EI_CLASS },
		{ EI_DATA, 1, ELFDATA2MSB, -ENOEXEC, EI_CLASS },
		{ E(e_phentsize), 32, -EBADMSG, offsetof(Elf64_Ehdr, e_phentsize) },
		{ E(e_phoff), 0, -EBADMSG, offsetof(Elf64_Ehdr, e_phoff) },
		{ E(e_phoff), UINT64_MAX - 8, -EBADMSG, offsetof(Elf64_Ehdr, e_phoff) },
		{ E(e_phoff), 5 << 20, -EBADMSG, offsetof(Elf64_Ehdr, e_phoff) },
		{ E(e_phnum), 0xffff, -ENODATA, 0 },
		{ P(2, p_filesz), UINT64_MAX, -EBADMSG, 64 + 2 * 56 },
		{ P(2, p_paddr), UINT64_MAX - 8, -EBADMSG, 64 + 2 * 56 },
		{ P(3, p_offset), UINT64_MAX - 8, -EBADMSG, 64 + 3 * 56 },
		{ P(0, p_filesz), 1ull << 40, -EBADMSG, offsetof(struct file, notes) },
		{ P(0, p_offset), 1ull << 40, -ENODATA, 1ull << 40 },
		{ offsetof(struct file, notes) + 4, 4, UINT32_MAX, -EBADMSG, 0 },
		{ offsetof(struct file, notes), 4, UINT32_MAX, -EBADMSG, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct kfb_error err = { 0 };
		struct kfb_kcore k;
		struct file f;

		build(&f);
		memcpy((uint8_t *)&f + cases[i].at, &cases[i].value, cases[i].size);
		assert_int_equal(open_file(&f, sizeof(f), &k, &err), cases[i].error);
		assert_true(err.offset == cases[i].offset);
		assert_non_null(err.reason);
		assert_null(k.parts);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads),
		cmocka_unit_test(last_byte_of_the_address_space),
		cmocka_unit_test(truncated_anywhere),
		cmocka_unit_test(other_files),
		cmocka_unit_test(damaged),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
