// SPDX-License-Identifier: GPL-2.0-only
#include "unit.h"

#include <elf.h>

#include "scanout/kernel_screen_info.h"
#include "tree.h"

#define ADDRESS 0xffffffff83f4a3c0ull

static void address(void **state)
{
	static const struct {
		const char *text;
		int error;
		uint64_t address;
	} cases[] = {
		{ "ffffffff81000000 T _text\nffffffff83f4a3c0 D screen_info\n", 0, ADDRESS },
		{ "ffffffff83f4a3c0 B screen_info", 0, ADDRESS }, /* no newline */
		{ "ffffffff83f4a3c0 D sysfb_primary_display\n", 0, ADDRESS },
		{ "ffffffff81000000 D screen_info_x\nffffffff83f4a3c0 d screen_info\n", 0,
		  ADDRESS },
		{ "0000000000000000 T _text\n0000000000000000 D screen_info\n", -EACCES, 0 },
		{ "ffffffff81000000 T screen_info\n", -ENOENT, 0 }, /* a function */
		{ "ffffffffc0000000 D screen_info\t[module]\n", -ENOENT, 0 },
		{ "ffffffff81000000 r __ksymtab_screen_info\n", -ENOENT, 0 },
		{ "", -ENOENT, 0 },
		{ "screen_info\n D screen_info\nx D screen_info\n", -ENOENT, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct kfb_error err = { 0 };
		uint64_t found = 0;

		assert_int_equal(kfb_kernel_screen_info_address(cases[i].text,
								strlen(cases[i].text), &found,
								&err),
				 cases[i].error);
		assert_true(found == cases[i].address);
	}
}

static void parse(void **state)
{
	uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE];
	struct kfb_error err;
	char text[256];

	(void)state;
	snprintf(text, sizeof(text), "screen_info %0128d\n", 0);
	memcpy(text + strlen("screen_info "), "0aff", 4);
	assert_int_equal(kfb_kernel_screen_info_parse(text, strlen(text), si, &err), 0);
	assert_int_equal(si[0], 0x0a);
	assert_int_equal(si[1], 0xff);
	assert_int_equal(si[63], 0);
	text[strlen("screen_info ") + 3] = 'g';
	assert_int_equal(kfb_kernel_screen_info_parse(text, strlen(text), si, &err), -EINVAL);
	assert_int_equal(kfb_kernel_screen_info_parse("screen_info 00\n", 15, si, &err), -EINVAL);
	assert_int_equal(kfb_kernel_screen_info_parse("", 0, si, &err), -EINVAL);
	assert_int_equal(kfb_kernel_screen_info_parse("other 1\n", 8, si, &err), -EINVAL);
}

/* A running x86 kernel's two files, as far as our code reads them. */
struct kcore {
	Elf64_Ehdr e;
	Elf64_Phdr p;
	uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE];
};

static void make_kcore(struct tree *tree, uint16_t machine, uint64_t vaddr)
{
	struct kcore k = {
		.e = { .e_ident = { 0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB },
		       .e_machine = machine,
		       .e_phoff = sizeof(k.e),
		       .e_phentsize = sizeof(k.p),
		       .e_phnum = 1 },
		.p = { .p_type = PT_LOAD,
		       .p_vaddr = vaddr,
		       .p_paddr = 0x1000000,
		       .p_offset = offsetof(struct kcore, si),
		       .p_filesz = sizeof(k.si) },
	};

	memset(k.si, 's', sizeof(k.si));
	tree_put_bytes(tree, "proc/kcore", &k, sizeof(k));
}

/* Put the symbol far into the file, so that it takes several reads. */
static void make_kallsyms(struct tree *tree, const char *line)
{
	static const char filler[] = "ffffffff81000000 t some_other_function_of_the_kernel\n";
	size_t room = 300000, at = 0;
	char *text = malloc(room);

	assert_non_null(text);
	while (at + sizeof(filler) < room - 1000) {
		memcpy(text + at, filler, strlen(filler));
		at += strlen(filler);
	}
	at += (size_t)snprintf(text + at, room - at, "%s", line);
	tree_put_bytes(tree, "proc/kallsyms", text, at);
	free(text);
}

static void ask(struct tree *tree, struct kfb_kernel_screen_info *info)
{
	struct kfb_sysroot root;

	assert_int_equal(kfb_sysroot_open(&root, tree->path), 0);
	kfb_kernel_screen_info_ask(&root, info);
	kfb_sysroot_close(&root);
}

static void recorded(void **state)
{
	static const char text[] =
		"# a comment\nscreen_info 000000000000000000000000000000700000000520032000000000c000803e00"
		"0000000000140000000000000000000000000000000000000000000000000000\n";
	struct kfb_kernel_screen_info info;
	struct tree tree;

	(void)state;
	tree_new(&tree);
	ask(&tree, &info);
	assert_int_equal(info.error, -ENOENT);
	assert_string_equal(info.path, "/proc/kcore");
	tree_put(&tree, "proc/kcore", "screen_info 1\n");
	ask(&tree, &info);
	assert_int_equal(info.error, -EINVAL);
	tree_put(&tree, "proc/kcore", text);
	ask(&tree, &info);
	assert_int_equal(info.error, 0);
	assert_int_equal(info.si[0x0f], 0x70);
	assert_int_equal(info.si[0x1b], 0xc0);
	tree_free(&tree);
}

static void from_memory(void **state)
{
	struct kfb_kernel_screen_info info;
	uint8_t expected[sizeof(info.si)];
	struct tree tree;

	(void)state;
	memset(expected, 's', sizeof(expected));
	tree_new(&tree);
	make_kcore(&tree, EM_X86_64, ADDRESS);
	ask(&tree, &info);
	assert_int_equal(info.error, -ENOENT);
	assert_string_equal(info.path, "/proc/kallsyms");

	make_kallsyms(&tree, "ffffffff83f4a3c0 D screen_info\n");
	ask(&tree, &info);
	assert_int_equal(info.error, 0);
	assert_memory_equal(info.si, expected, sizeof(expected));

	make_kallsyms(&tree, "ffffffff83f4a3c0 D another_symbol\n");
	ask(&tree, &info);
	assert_int_equal(info.error, -ENOENT);
	make_kallsyms(&tree, "0000000000000000 D screen_info\n");
	ask(&tree, &info);
	assert_int_equal(info.error, -EACCES);

	/* One byte of it is missing. */
	make_kallsyms(&tree, "ffffffff83f4a3c0 D screen_info\n");
	make_kcore(&tree, EM_X86_64, ADDRESS + 1);
	ask(&tree, &info);
	assert_int_equal(info.error, -EFAULT);
	assert_string_equal(info.path, "/proc/kcore");

	make_kcore(&tree, EM_AARCH64, ADDRESS);
	ask(&tree, &info);
	assert_int_equal(info.error, -ENOTSUP);
	tree_free(&tree);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(address),
		cmocka_unit_test(parse),
		cmocka_unit_test(recorded),
		cmocka_unit_test(from_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
