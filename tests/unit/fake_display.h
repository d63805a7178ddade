/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A fake DRM card and a fake /dev/fb0, for answers that no test machine gives.  fake_display.c
 * defines ioctl(), which libdrm and our code call, and replaces kfb_sysroot_open_device().
 * Link with $(fake_display_wrap).
 */
#ifndef FAKE_DISPLAY_H
#define FAKE_DISPLAY_H

#include <stdbool.h>
#include <stdint.h>

#include <linux/fb.h>

struct fake_crtc {
	uint32_t id;
	bool mode_valid;
	uint32_t fb, x, y;
	uint16_t width, height;
};

struct fake_fb {
	uint32_t id, width, height, pitch, offset, fourcc, bpp, depth, handle;
	bool has_modifier;
	uint64_t modifier;
};

/* The next @times calls of @request fail with @error; a negative number: every call. */
struct fake_failure {
	unsigned long request;
	int error, times;
};

struct fake_display {
	int open_error; /* why the device cannot be opened; 0: it can */
	const char *driver;
	bool master; /* the opener was made DRM master */
	struct fake_crtc crtcs[4];
	uint32_t ncrtcs;
	uint32_t plugged; /* CRTCs that appear after the first count */
	struct fake_fb fbs[4];
	uint32_t nfbs;
	uint32_t next_fb; /* what the lit CRTC shows once a buffer was mapped; 0: the same */
	uint32_t bytes;	  /* length of a mapped buffer */
	struct fb_fix_screeninfo fix;
	struct fb_var_screeninfo var;
	struct fake_failure failures[16];
	uint32_t opened, closed_master; /* how often */
};

/* The plane that shows @fb on @crtc.  @formats ends with 0; no formats: no planes. */
struct fake_plane {
	uint32_t id, crtc, fb;
	uint32_t formats[4];
};

extern struct fake_display fake;
extern struct fake_plane fake_planes[2];

/* Each opened device is a descriptor of an empty file.  Returns how many are open. */
unsigned int fake_display_open_descriptors(void);

#endif
