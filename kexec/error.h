/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How pure code reports what is wrong in a buffer: where, and why.  Only the caller knows the
 * file's name, so it makes the message.
 */
#ifndef KFB_ERROR_H
#define KFB_ERROR_H

#include <stddef.h>
#include <stdint.h>

#define KFB_NO_OFFSET UINT64_MAX

struct kfb_error {
	uint64_t offset;    /* bytes from the start of the buffer; KFB_NO_OFFSET: all of it */
	const char *reason; /* static string, never freed; lower case, no full stop */
};

/* Fill @e (which may be NULL) and return -@errnum, so that a check is one line. */
static inline int kfb_fail(struct kfb_error *e, int errnum, uint64_t offset, const char *reason)
{
	if (e) {
		e->offset = offset;
		e->reason = reason;
	}
	return -errnum;
}

/* Long enough for our reasons and libfdt's; a longer one is cut off. */
struct kfb_error_text {
	char text[192];
};

/* "reason, at offset 0x1c0", for use within one expression: kfb_error_text(&err).text */
struct kfb_error_text kfb_error_text(const struct kfb_error *e);

#endif
