/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The text that takes a device's place in a recorded machine: lines of "key value"; a line that
 * starts with '#' is a comment.  Numbers are as strtoull() reads them.
 */
#ifndef KFB_SCANOUT_KEYVAL_H
#define KFB_SCANOUT_KEYVAL_H

#include <stddef.h>
#include <stdint.h>

#include "error.h"

struct kfb_keyval {
	const char *key;
	uint64_t max; /* a larger number is refused */
	void *number; /* uint8_t, uint32_t or uint64_t, by @size; or NULL */
	size_t size;
	char **string; /* or this: receives a copy that the caller frees */
};

#define KFB_NUMBER(name, field) \
	{ \
		.key = (name), .number = &(field), .size = sizeof(field), \
		.max = sizeof(field) == 8 ? UINT64_MAX : (1ull << 8 * (sizeof(field) & 7)) - 1 \
	}
#define KFB_STRING(name, field) \
	{ \
		.key = (name), .string = &(field) \
	}

/* Unknown keys, doubled strings and malformed numbers are refused. */
int kfb_keyval_parse(const char *text, size_t len, const struct kfb_keyval *keys, size_t nkeys,
		     struct kfb_error *err);

#endif
