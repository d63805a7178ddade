// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/kallsyms.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "util.h"

struct line {
	uint64_t address;
	char type;
	const char *name;
	size_t name_len;
};

struct found {
	unsigned int n;
	uint64_t address;
	uint64_t line; /* for errors */
};

/* "ffff800008000000 T _text", then a newline, or a tab and the module's name */
static bool parse(const char *p, size_t len, struct line *line)
{
	size_t i = 0;

	line->address = 0;
	for (; i < len && i < 16 && kfb_hex_digit(p[i]) >= 0; i++)
		line->address = line->address << 4 | (unsigned int)kfb_hex_digit(p[i]);
	if (i == 0 || len - i < 4 || p[i] != ' ' || p[i + 2] != ' ')
		return false;
	line->type = p[i + 1];
	line->name = p + i + 3;
	line->name_len = len - i - 3;
	return true;
}

static bool is(const struct line *line, const char *name)
{
	return line->name_len == strlen(name) && memcmp(line->name, name, line->name_len) == 0;
}

static bool is_data(char type)
{
	return strchr("DdBbRrVv", type) != NULL && type != '\0';
}

static void note(struct found *f, const struct line *line, uint64_t at)
{
	f->n++;
	f->address = line->address;
	f->line = at;
}

static int judge(const struct found *start, const struct found *data, uint64_t *offset,
		 struct kfb_error *err)
{
	if (start->n == 0 && data->n == 0)
		return kfb_fail(err, ENODATA, 0,
				"symbol list holds no data (no CONFIG_KALLSYMS_ALL, or a stub of System.map)");
	if (start->n == 0)
		return kfb_fail(err, ENODATA, 0, "symbol list holds no start of the kernel");
	if (start->address == 0)
		return kfb_fail(err, ENODATA, start->line, "symbol list hides its addresses");
	if (data->n == 0)
		return kfb_fail(err, ENOENT, 0, "symbol list does not hold the symbol");
	if (data->n > 1 || start->n > 1)
		return kfb_fail(err, EEXIST, data->line, "symbol list holds the symbol twice");
	if (data->address < start->address)
		return kfb_fail(err, ERANGE, data->line, "symbol lies before the kernel's start");
	*offset = data->address - start->address;
	return 0;
}

int kfb_kallsyms_offset(const char *text, size_t len, const char *start, const char *name,
			uint64_t *offset, struct kfb_error *err)
{
	struct found at_start = { 0 }, data = { 0 };
	const char *end = text + len;

	for (const char *p = text; p < end;) {
		const char *eol = memchr(p, '\n', (size_t)(end - p));
		size_t n = (size_t)((eol ? eol : end) - p);
		struct line line;

		if (parse(p, n, &line)) {
			if (is(&line, start))
				note(&at_start, &line, (uint64_t)(p - text));
			else if (is(&line, name) && is_data(line.type))
				note(&data, &line, (uint64_t)(p - text));
		}
		p += eol ? n + 1 : n;
	}
	return judge(&at_start, &data, offset, err);
}

int kfb_kallsyms_data(const char *text, size_t len, const char *name, uint64_t *address,
		      struct kfb_error *err)
{
	const char *end = text + len;

	for (const char *p = text; p < end;) {
		const char *eol = memchr(p, '\n', (size_t)(end - p));
		size_t n = (size_t)((eol ? eol : end) - p);
		struct line line;

		if (parse(p, n, &line) && is(&line, name) && is_data(line.type)) {
			*address = line.address;
			if (!line.address)
				return kfb_fail(err, EACCES, (uint64_t)(p - text),
						"symbol list hides its addresses");
			return 0;
		}
		p += eol ? n + 1 : n;
	}
	return kfb_fail(err, ENOENT, 0, "symbol list does not hold the symbol");
}
