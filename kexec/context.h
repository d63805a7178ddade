/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * struct kexec_fb behind the public header: the root that is read, who is
 * told, and the strings that live as long as the answer.
 */
#ifndef KFB_CONTEXT_H
#define KFB_CONTEXT_H

#include <stdbool.h>

#include "kexec-fb.h"
#include "sysroot.h"

struct kfb_string;

struct kexec_fb {
	struct kfb_sysroot root;
	int record_error;	/* of kexec_fb_record(): 0, or why it is not complete */
	kexec_fb_log_fn log;
	void *log_data;
	struct kfb_string *strings;
	struct kexec_fb_scanout scanout;
	const char *reason;	/* never NULL */
	int found;		/* what kexec_fb_find() returned; -EAGAIN before it */
	bool has_boot;		/* boot[] was read */
	uint8_t boot[KEXEC_FB_SCREEN_INFO_SIZE];
	enum kexec_fb_video_type type;
};

/* Nothing is known: all 0, and a detail for every value. */
void kfb_scanout_clear(struct kexec_fb_scanout *scanout);

/* A formatted string owned by @fb; never NULL ("(out of memory)"). */
const char *kfb_strf(struct kexec_fb *fb, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

void kfb_debug(struct kexec_fb *fb, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void kfb_warn(struct kexec_fb *fb, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Keep the sentence for kexec_fb_reason() and return -@errnum. */
int kfb_refuse(struct kexec_fb *fb, int errnum, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
