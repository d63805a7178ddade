/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Write one JSON value to stdout, piece by piece.  Every value inside an object has a name.
 * For array elements and the outermost value, @name is NULL.
 */
#ifndef KFB_CMD_JSON_H
#define KFB_CMD_JSON_H

#include <stdbool.h>
#include <stdint.h>

struct kfb_json {
	unsigned int depth;
	bool behind_value; /* the next value at this depth needs a comma */
};

void kfb_json_open(struct kfb_json *json, const char *name, char bracket);
void kfb_json_close(struct kfb_json *json, char bracket);

/*
 * Writes null for NULL.  Control characters, and bytes that are not UTF-8, become the text
 * \xHH, as in messages.
 */
void kfb_json_string(struct kfb_json *json, const char *name, const char *text);
void kfb_json_number(struct kfb_json *json, const char *name, uint64_t number);
void kfb_json_bool(struct kfb_json *json, const char *name, bool value);
void kfb_json_null(struct kfb_json *json, const char *name);

/* End the outermost value and flush stdout: 0, or -errno if any write so far has failed. */
int kfb_json_end(void);

#endif
