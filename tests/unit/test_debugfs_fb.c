// SPDX-License-Identifier: GPL-2.0-only
/* debugfs' framebuffer text: from drivers of several years, and with misleading process names. */
#include "unit.h"

#include <stdio.h>

#include "scanout/debugfs_fb.h"

#define HEAD(id, owner) \
	"framebuffer[" #id "]:\n\tallocated by = " owner "\n\trefcount=2\n" \
	"\tformat=XR24 little-endian (0x34325258)\n\tmodifier=0x0\n\tsize=800x600\n\tlayers:\n" \
	"\t\tsize[0]=800x600\n\t\tpitch[0]=3200\n\t\toffset[0]=0\n"
#define OBJECT(n) \
	"\t\tobj[" #n "]:\n\t\t\tname=0\n\t\t\trefcount=3\n\t\t\tstart=00100000\n" \
	"\t\t\tsize=1921024\n\t\t\timported=no\n"

static int parse(const char *text, uint32_t id, struct kfb_debugfs_fb *fb)
{
	struct kfb_error err = { 0 };
	int ret = kfb_debugfs_fb_parse(text, strlen(text), id, fb, &err);

	if (ret)
		assert_non_null(err.reason);
	return ret;
}

static void generations(void **state)
{
	static const struct {
		const char *lines;
		enum kfb_fb_memory memory;
		uint64_t address;
	} cases[] = {
		{ "", KFB_FB_MEMORY_UNKNOWN, 0 },
		{ "\t\t\tplacement=(none)\n", KFB_FB_MEMORY_TTM, 0 },
		{ "\t\t\tplacement=vram\n\t\t\tbus.offset=d0123000\n", KFB_FB_MEMORY_TTM,
		  0xd0123000 },
		{ "\t\t\tpages_pin_count=1\n\t\t\tpages_use_count=1\n\t\t\tvmap_use_count=1\n"
		  "\t\t\tvaddr=00000000c0ffee00\n",
		  KFB_FB_MEMORY_SHMEM, 0 },
		{ "\t\t\tdma_addr=0x00000000f0100000\n\t\t\tvaddr=0000000012345678\n",
		  KFB_FB_MEMORY_DMA, 0xf0100000 },
		{ "\t\t\tpaddr=0xf0100000\n", KFB_FB_MEMORY_DMA, 0xf0100000 },
		/* without its last newline */
		{ "\t\t\tplacement=vram\n\t\t\tbus.offset=fedcba9876543210", KFB_FB_MEMORY_TTM,
		  0xfedcba9876543210 },
	};
	char text[1024];

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct kfb_debugfs_fb fb;

		snprintf(text, sizeof(text), "%s%s", HEAD(40, "Xorg") OBJECT(0), cases[i].lines);
		assert_int_equal(parse(text, 40, &fb), 0);
		assert_int_equal(fb.memory, cases[i].memory);
		assert_true(fb.address == cases[i].address);
		assert_int_equal(fb.owner_len, 4);
		assert_memory_equal(fb.owner, "Xorg", 4);
	}
}

static void the_framebuffer_that_is_asked_for(void **state)
{
	static const char text[] = HEAD(4, "plymouthd")
		OBJECT(0) "\t\t\tplacement=vram\n\t\t\tbus.offset=1000\n" HEAD(41, "[fbcon]")
			OBJECT(0) "\t\t\tplacement=vram\n" HEAD(410, "Xwayland")
				OBJECT(0) "\t\t\tpages_use_count=1\n";
	struct kfb_debugfs_fb fb;

	(void)state;
	assert_int_equal(parse(text, 41, &fb), 0);
	assert_memory_equal(fb.owner, "[fbcon]\n", 8);
	assert_int_equal(fb.memory, KFB_FB_MEMORY_TTM);
	assert_true(fb.address == 0);
	assert_int_equal(parse(text, 410, &fb), 0);
	assert_int_equal(fb.memory, KFB_FB_MEMORY_SHMEM);
	assert_int_equal(parse(text, 4, &fb), 0);
	assert_true(fb.address == 0x1000);
	assert_int_equal(parse(text, 1, &fb), -ENOENT);
	assert_int_equal(parse("", 4, &fb), -ENOENT);
}

static void plane_0_alone(void **state)
{
	static const char text[] =
		HEAD(7, "weston") OBJECT(0) "\t\t\tplacement=vram\n\t\t\tbus.offset=1000\n" OBJECT(
			1) "\t\t\tplacement=vram\n\t\t\tbus.offset=2000\n";
	struct kfb_debugfs_fb fb;

	(void)state;
	assert_int_equal(parse(text, 7, &fb), 0);
	assert_true(fb.address == 0x1000);
}

static void malformed_addresses(void **state)
{
	static const char *const values[] = {
		"", "0x", "g", "1 ", "-1", "0x1000x", "10000000000000000", "E0000000",
	};
	char text[1024];

	(void)state;
	for (size_t i = 0; i < COUNT(values); i++) {
		struct kfb_error err = { 0 };
		struct kfb_debugfs_fb fb;

		snprintf(text, sizeof(text), "%s\t\t\tbus.offset=%s\n", HEAD(7, "weston") OBJECT(0),
			 values[i]);
		assert_int_equal(kfb_debugfs_fb_parse(text, strlen(text), 7, &fb, &err), -EINVAL);
		assert_memory_equal(text + err.offset, "\t\t\tbus.offset", 13);
	}
}

/* prctl(PR_SET_NAME) takes any 15 bytes. */
static void names_that_pretend(void **state)
{
	static const char *const names[] = {
		"\nbus.offset=1",  "\n\t\t\tbus.offset", "\nframebuffer[9",
		"\n\t\t\tpaddr=1", "\n\t\tobj[0]",	 "]:\n\t\t\tpaddr=0",
	};
	char text[1024];

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++) {
		struct kfb_debugfs_fb fb;

		assert_true(strlen(names[i]) <= 15);
		snprintf(text, sizeof(text),
			 "framebuffer[9]:\n\tallocated by = %s\n\trefcount=2\n%s"
			 "\t\t\tplacement=vram\n\t\t\tbus.offset=5000\n",
			 names[i], OBJECT(0));
		if (parse(text, 9, &fb) == 0)
			assert_true(fb.address == 0x5000 || fb.address == 0);
	}
}

/* Wherever the text is cut, nothing is read past its end. */
static void truncated(void **state)
{
	static const char text[] =
		HEAD(7, "weston") OBJECT(0) "\t\t\tplacement=vram\n\t\t\tbus.offset=1000\n";

	(void)state;
	for (size_t n = 0; n < sizeof(text); n++) {
		struct kfb_debugfs_fb fb;
		char *exact = malloc(n ? n : 1);

		memcpy(exact, text, n);
		kfb_debugfs_fb_parse(exact, n, 7, &fb, NULL);
		free(exact);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(generations),
		cmocka_unit_test(the_framebuffer_that_is_asked_for),
		cmocka_unit_test(plane_0_alone),
		cmocka_unit_test(malformed_addresses),
		cmocka_unit_test(names_that_pretend),
		cmocka_unit_test(truncated),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
