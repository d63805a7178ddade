// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "notes.h"

#include <stdio.h>
#include <stdlib.h>

struct kfb_string {
	struct kfb_string *next;
	char *text;
};

void kfb_notes_free(struct kfb_notes *notes)
{
	struct kfb_string *s;

	while ((s = notes->strings)) {
		notes->strings = s->next;
		free(s->text);
		free(s);
	}
}

const char *kfb_vstrf(struct kfb_notes *notes, const char *format, va_list args)
{
	struct kfb_string *s = malloc(sizeof(*s));

	if (!s)
		return "(out of memory)";
	if (vasprintf(&s->text, format, args) < 0) {
		free(s);
		return "(out of memory)";
	}
	s->next = notes->strings;
	notes->strings = s;
	return s->text;
}

const char *kfb_strf(struct kfb_notes *notes, const char *format, ...)
{
	const char *text;
	va_list args;

	va_start(args, format);
	text = kfb_vstrf(notes, format, args);
	va_end(args);
	return text;
}

static void say(const struct kfb_notes *notes, enum kexec_fb_log_level level, const char *format,
		va_list args)
{
	char *line;

	if (!notes->log || vasprintf(&line, format, args) < 0)
		return;
	notes->log(notes->log_data, level, line);
	free(line);
}

void kfb_debug(const struct kfb_notes *notes, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(notes, KEXEC_FB_LOG_DEBUG, format, args);
	va_end(args);
}

void kfb_warn(const struct kfb_notes *notes, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(notes, KEXEC_FB_LOG_WARNING, format, args);
	va_end(args);
}
