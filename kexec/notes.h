/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is said while the answer is worked out: lines for the log, and strings that live as long
 * as the answer.
 */
#ifndef KFB_NOTES_H
#define KFB_NOTES_H

#include <stdarg.h>

#include "kexec-fb.h"

struct kfb_string;

struct kfb_notes {
	kexec_fb_log_fn log; /* NULL: lines are dropped */
	void *log_data;
	struct kfb_string *strings; /* every string made so far */
};

void kfb_notes_free(struct kfb_notes *notes);

/* A formatted string owned by @notes; never NULL ("(out of memory)"). */
const char *kfb_strf(struct kfb_notes *notes, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
const char *kfb_vstrf(struct kfb_notes *notes, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));

void kfb_debug(const struct kfb_notes *notes, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void kfb_warn(const struct kfb_notes *notes, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
