/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One JSON value on stdout, written as it is made.  Inside an object every value has a
 * name; inside an array, and for the outermost value, @name is NULL.
 */
#ifndef KFB_CMD_JSON_H
#define KFB_CMD_JSON_H

#include <stdbool.h>
#include <stdint.h>

struct kfb_json {
	unsigned int depth;
	bool behind_value;	/* at this depth: a comma is due */
};

void kfb_json_open(struct kfb_json *json, const char *name, char bracket);
void kfb_json_close(struct kfb_json *json, char bracket);

/*
 * NULL is written as null.  What is not UTF-8, and control characters, become the text
 * \xHH, as in messages.
 */
void kfb_json_string(struct kfb_json *json, const char *name, const char *text);
void kfb_json_number(struct kfb_json *json, const char *name, uint64_t number);
void kfb_json_bool(struct kfb_json *json, const char *name, bool value);
void kfb_json_null(struct kfb_json *json, const char *name);

/* End the outermost value and stdout: 0, or -errno of anything written so far. */
int kfb_json_end(void);

#endif
