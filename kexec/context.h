/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Inside struct kexec_fb, which callers cannot see: the root to read, and the answer.
 */
#ifndef KFB_CONTEXT_H
#define KFB_CONTEXT_H

#include <stdbool.h>

#include "kexec-fb.h"
#include "notes.h"
#include "sysroot.h"

#define KFB_NVALUES (KEXEC_FB_VALUE_FOURCC + 1)

/* A display and the mode it shows, with the origin of each value. */
struct kfb_scanout {
	const char *driver; /* NULL: not known; kfb_notes own the strings */
	const char *device;
	struct kexec_fb_mode mode;
	struct kexec_fb_origin origin[KFB_NVALUES];
};

struct kexec_fb {
	struct kfb_sysroot root;
	int record_error; /* 0, or the error of the first copy that failed */
	bool allow_untried, allow_ram;
	struct kfb_notes notes;
	struct kfb_scanout scanout;
	const char *reason;  /* never NULL */
	const char *hint;    /* NULL: none */
	const char *warning; /* what was found may be gone by the time of a crash; NULL: no */
	int found;	     /* what kexec_fb_find() returned; -EAGAIN before it */
	bool has_boot;	     /* boot[] was read */
	uint8_t boot[KEXEC_FB_SCREEN_INFO_SIZE];
	enum kexec_fb_video_type type; /* which kind to encode */
};

/* Forget everything: all values become 0, and all details "". */
void kfb_scanout_clear(struct kfb_scanout *scanout);

/* kexec_fb_set_record_dir() for an open directory, which @fb owns from now on. */
void kfb_record_to(struct kexec_fb *fb, int dir);

#endif
