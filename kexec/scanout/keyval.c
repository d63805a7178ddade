// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "scanout/keyval.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static bool store_number(const struct kfb_keyval *k, const char *value)
{
	unsigned long long v;
	uint64_t n64;
	uint32_t n32;
	uint8_t n8;
	char *end;

	errno = 0;
	v = strtoull(value, &end, 0);
	if (errno || end == value || *end || *value == '-' || v > k->max)
		return false;
	n64 = v;
	n32 = (uint32_t)v;
	n8 = (uint8_t)v;
	memcpy(k->number, k->size == 8 ? (void *)&n64 : k->size == 4 ? (void *)&n32 : &n8, k->size);
	return true;
}

static const char *store(const struct kfb_keyval *k, const char *value)
{
	if (!k->string)
		return store_number(k, value) ? NULL : "not a number of that field's size";
	if (*k->string)
		return "the key occurs twice";
	*k->string = strdup(value);
	return *k->string ? NULL : "out of memory";
}

static const char *parse_line(char *line, const struct kfb_keyval *keys, size_t nkeys)
{
	char *value = strchr(line, ' ');

	if (!value)
		return "not a key and a value";
	*value++ = '\0';
	for (size_t i = 0; i < nkeys; i++)
		if (strcmp(keys[i].key, line) == 0)
			return store(&keys[i], value);
	return "an unknown key";
}

int kfb_keyval_parse(const char *text, size_t len, const struct kfb_keyval *keys, size_t nkeys,
		     struct kfb_error *err)
{
	const char *p = text, *end = text + len, *eol;
	const char *wrong = NULL;
	char *line;

	for (; p < end; p = eol < end ? eol + 1 : end) {
		eol = memchr(p, '\n', (size_t)(end - p));
		if (!eol)
			eol = end;
		if (eol == p || *p == '#')
			continue;
		line = strndup(p, (size_t)(eol - p));
		wrong = line ? parse_line(line, keys, nkeys) : "out of memory";
		free(line);
		if (wrong)
			return kfb_fail(err, EINVAL, (uint64_t)(p - text), wrong);
	}
	return 0;
}
