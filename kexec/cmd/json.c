// SPDX-License-Identifier: GPL-2.0-only
#include "cmd/json.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/printable.h"

#define INDENT "   " /* as libsmartcols indents */

static void put_text(const char *text)
{
	putchar('"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			putchar('\\');
		putchar(*text);
	}
	putchar('"');
}

static void start_line(const struct kfb_json *json)
{
	putchar('\n');
	for (unsigned int i = 0; i < json->depth; i++)
		fputs(INDENT, stdout);
}

static void put_name(struct kfb_json *json, const char *name)
{
	if (json->behind_value)
		putchar(',');
	if (json->depth)
		start_line(json);
	json->behind_value = true;
	if (!name)
		return;
	put_text(name);
	fputs(": ", stdout);
}

void kfb_json_open(struct kfb_json *json, const char *name, char bracket)
{
	put_name(json, name);
	putchar(bracket);
	json->depth++;
	json->behind_value = false;
}

void kfb_json_close(struct kfb_json *json, char bracket)
{
	json->depth--;
	if (json->behind_value)
		start_line(json);
	putchar(bracket);
	json->behind_value = true;
}

void kfb_json_string(struct kfb_json *json, const char *name, const char *text)
{
	char *printable = text ? malloc(KFB_PRINTABLE_GROWTH * strlen(text) + 1) : NULL;

	if (!printable) {
		kfb_json_null(json, name);
		return;
	}
	kfb_printable(text, printable);
	put_name(json, name);
	put_text(printable);
	free(printable);
}

void kfb_json_number(struct kfb_json *json, const char *name, uint64_t number)
{
	put_name(json, name);
	printf("%" PRIu64, number);
}

void kfb_json_bool(struct kfb_json *json, const char *name, bool value)
{
	put_name(json, name);
	fputs(value ? "true" : "false", stdout);
}

void kfb_json_null(struct kfb_json *json, const char *name)
{
	put_name(json, name);
	fputs("null", stdout);
}

int kfb_json_end(void)
{
	putchar('\n');
	if (fflush(stdout) || ferror(stdout))
		return errno ? -errno : -EIO;
	return 0;
}
