// SPDX-License-Identifier: GPL-2.0-only
/*
 * kexec_fb_decode() is the inverse of kexec_fb_encode(): for every pixel format, and for
 * thousands of modes of each, random and at the bounds of the fields.
 */
#include "unit.h"

#include <stdio.h>

#include "bytes.h"
#include "screen_info/formats.h"
#include "screen_info/screen_info.h"

#define MODES_PER_FORMAT 20000
#define UNIT		 65536u /* the unit of lfb_size in VIDEO_TYPE_VLFB */

static const enum kexec_fb_video_type types[] = {
	KEXEC_FB_VIDEO_TYPE_EFI,
	KEXEC_FB_VIDEO_TYPE_VLFB,
};

/* The same sequence in every run, so that a failure can be reproduced. */
static uint64_t random64(void)
{
	static uint64_t x = 88172645463325252;

	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	return x;
}

/* A number of random length, so that small values are as frequent as large ones. */
static uint64_t some_bits(unsigned int max_bits)
{
	return random64() >> (64 - 1 - random64() % max_bits);
}

static uint64_t one_of(const uint64_t *edges, size_t n, uint64_t random)
{
	return random64() % 4 ? random : edges[random64() % n];
}

static struct kexec_fb_mode some_mode(uint32_t fourcc, uint32_t bytes)
{
	static const uint64_t sides[] = { 1, 255, 256, 8191, 16383, 16384, 65535 };
	static const uint64_t bases[] = {
		1, UINT32_MAX, UINT64_C(1) << 32, UINT64_C(0xffffffff00000000), UINT64_MAX >> 1,
	};
	struct kexec_fb_mode m = { .fourcc = fourcc };
	uint64_t extra;

	m.width = (uint32_t)one_of(sides, COUNT(sides), some_bits(16)) % (65535 / bytes) + 1;
	m.height = (uint32_t)one_of(sides, COUNT(sides), some_bits(16));
	m.height = m.height ? m.height : 1;
	m.stride = m.width * bytes;
	m.stride += (uint32_t)(random64() % (65536 - m.stride));
	m.size = (uint64_t)m.stride * m.height;
	extra = some_bits(24);
	m.size += m.size + extra <= UINT32_MAX ? extra : 0;
	m.base = one_of(bases, COUNT(bases), some_bits(63));
	m.base = m.base ? m.base : 1;
	return m;
}

static void check_mode(const struct kexec_fb_mode *mode, const struct kfb_format *f,
		       enum kexec_fb_video_type type)
{
	uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE], again[KEXEC_FB_SCREEN_INFO_SIZE];
	struct kexec_fb_mode back = { 0 };
	enum kexec_fb_video_type told;
	uint64_t size = mode->size;

	if (type == KEXEC_FB_VIDEO_TYPE_VLFB)
		size = (size + UNIT - 1) / UNIT * UNIT;
	if (size > UINT64_MAX - mode->base)
		return;
	assert_int_equal(kexec_fb_encode(mode, type, si), 0);
	assert_true(kfb_screen_info_type(si, &told) && told == type);
	assert_int_equal(kexec_fb_decode(si, &back), 0);
	assert_true(back.base == mode->base && back.size == size && back.width == mode->width &&
		    back.height == mode->height && back.stride == mode->stride);
	/* ARGB comes back as XRGB: for a framebuffer, alpha is padding */
	assert_int_equal(back.fourcc, f->fourcc);
	assert_true(kfb_screen_info_shows(si, mode));
	assert_int_equal(kexec_fb_encode(&back, type, again), 0);
	assert_memory_equal(again, si, sizeof(si));
}

static void check_format(uint32_t fourcc, const struct kfb_format *f)
{
	assert_ptr_equal(kfb_format_by_layout(f), kfb_format_by_fourcc(f->fourcc));
	for (size_t i = 0; i < MODES_PER_FORMAT; i++) {
		const struct kexec_fb_mode mode = some_mode(fourcc, kfb_format_bytes(f));

		for (size_t t = 0; t < COUNT(types); t++)
			check_mode(&mode, f, types[t]);
	}
}

/* Every fourcc of capital letters, digits and spaces: all that <drm/drm_fourcc.h> has. */
static void every_format(void **state)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ";
	const size_t n = sizeof(letters) - 1;
	unsigned int formats = 0;

	(void)state;
	for (size_t i = 0; i < n * n * n * n; i++) {
		const char text[4] = {
			letters[i % n],
			letters[i / n % n],
			letters[i / n / n % n],
			letters[i / n / n / n],
		};
		const struct kfb_format *f = kfb_format_by_fourcc(kfb_get_le32(text));

		if (!f)
			continue;
		check_format(kfb_get_le32(text), f);
		formats++;
	}
	/* with fewer than that, something is not tested any more */
	assert_true(formats >= 12);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_format),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
