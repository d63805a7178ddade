// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "check/state.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util.h"

#define MAGIC	      "kexec-fb load "
#define FORMAT	      "1"
#define NOTHING	      "nothing"
#define MAX_ARGUMENTS 1024u

static void write_escaped(FILE *f, const char *key, const char *value)
{
	fprintf(f, "%s ", key);
	for (; *value; value++)
		if (*value == '\n')
			fputs("\\n", f);
		else if (*value == '\\')
			fputs("\\\\", f);
		else
			fputc(*value, f);
	fputc('\n', f);
}

static void write_note(FILE *f, const char *key, const struct kfb_file_note *note)
{
	char head[128];

	if (!note->path)
		return;
	snprintf(head, sizeof(head), "%s %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRId64, key,
		 note->device, note->inode, note->size, note->mtime);
	write_escaped(f, head, note->path);
}

int kfb_state_format(const struct kfb_state *s, char **text, size_t *len)
{
	FILE *f = open_memstream(text, len);

	if (!f)
		return -ENOMEM;
	fprintf(f, MAGIC FORMAT "\ntime %" PRId64 "\n", s->time);
	write_escaped(f, "way", s->way);
	fprintf(f, "kdumpctl %s\nseen ", s->kdumpctl ? "yes" : "no");
	for (size_t i = 0; s->seen && i < sizeof(s->si); i++)
		fprintf(f, "%02x", s->si[i]);
	fprintf(f, "%s\ntold %s\n", s->seen ? "" : NOTHING, s->told ? "yes" : "no");
	for (size_t i = 0; i < s->n_environment; i++)
		write_escaped(f, "environment", s->environment[i]);
	write_escaped(f, "directory", s->directory);
	write_note(f, "kernel", &s->kernel);
	write_note(f, "initrd", &s->initrd);
	for (size_t i = 0; i < s->argc; i++)
		write_escaped(f, "argument", s->argv[i]);
	fputs("end\n", f);
	return fclose(f) ? -ENOMEM : 0;
}

/* Reads a text line by line; taking something from a line moves @at past it. */
struct reader {
	const char *at, *line_end;
};

static bool take_word(struct reader *r, const char *word)
{
	size_t n = strlen(word);

	if ((size_t)(r->line_end - r->at) < n || memcmp(r->at, word, n) != 0)
		return false;
	r->at += n;
	return true;
}

static bool take_number(struct reader *r, uint64_t *out)
{
	const char *start = r->at;

	for (*out = 0; r->at < r->line_end && *r->at >= '0' && *r->at <= '9'; r->at++) {
		uint64_t digit = (uint64_t)(*r->at - '0');

		if (*out > (UINT64_MAX - digit) / 10)
			return false;
		*out = *out * 10 + digit;
	}
	return r->at > start;
}

/* Take the rest of the line; NULL: out of memory, or a backslash before a wrong character. */
static char *take_text(struct reader *r)
{
	char *text = malloc((size_t)(r->line_end - r->at) + 1), *to = text;

	if (!text)
		return NULL;
	for (; r->at < r->line_end; r->at++) {
		char c = *r->at;

		if (!c ||
		    (c == '\\' && (++r->at == r->line_end || (*r->at != 'n' && *r->at != '\\')))) {
			free(text);
			return NULL;
		}
		*to++ = c == '\\' && *r->at == 'n' ? '\n' : c;
	}
	*to = '\0';
	return text;
}

static bool take_once(struct reader *r, char **text)
{
	if (*text)
		return false;
	*text = take_text(r);
	return *text != NULL;
}

static bool take_note(struct reader *r, struct kfb_file_note *note)
{
	uint64_t mtime;

	if (!take_number(r, &note->device) || !take_word(r, " ") || !take_number(r, &note->inode) ||
	    !take_word(r, " ") || !take_number(r, &note->size) || !take_word(r, " ") ||
	    !take_number(r, &mtime) || !take_word(r, " "))
		return false;
	note->mtime = (int64_t)mtime;
	return mtime <= INT64_MAX && take_once(r, &note->path);
}

static bool take_seen(struct reader *r, struct kfb_state *s)
{
	if (take_word(r, NOTHING))
		return r->at == r->line_end;
	if (r->line_end - r->at != (ptrdiff_t)(2 * sizeof(s->si)))
		return false;
	for (size_t i = 0; i < sizeof(s->si); i++) {
		int high = kfb_hex_digit(*r->at++), low = kfb_hex_digit(*r->at++);

		if (high < 0 || low < 0)
			return false;
		s->si[i] = (uint8_t)(high << 4 | low);
	}
	s->seen = true;
	return true;
}

static bool take_yes_no(struct reader *r, bool *yes)
{
	*yes = take_word(r, "yes");
	return (*yes || take_word(r, "no")) && r->at == r->line_end;
}

/* Onto @list, which is ended by NULL. */
static bool take_into(struct reader *r, char ***list, size_t *count)
{
	char **words = *list;

	if (*count == MAX_ARGUMENTS)
		return false;
	/* Room for the NULL behind it; grown in steps so that a large file stays cheap. */
	if (*count % 32 == 0) {
		words = realloc(words, (*count + 33) * sizeof(*words));
		if (!words)
			return false;
		*list = words;
	}
	words[*count] = take_text(r);
	words[*count + (words[*count] != NULL)] = NULL;
	return words[*count] && ++*count;
}

static bool take_line(struct reader *r, struct kfb_state *s)
{
	uint64_t number;

	if (take_word(r, "time ")) {
		if (!take_number(r, &number))
			return false;
		s->time = (int64_t)number;
		return number <= INT64_MAX && r->at == r->line_end;
	}
	if (take_word(r, "way "))
		return take_once(r, &s->way);
	if (take_word(r, "seen "))
		return !s->seen && take_seen(r, s);
	if (take_word(r, "told "))
		return take_yes_no(r, &s->told);
	if (take_word(r, "kdumpctl "))
		return take_yes_no(r, &s->kdumpctl);
	if (take_word(r, "directory "))
		return take_once(r, &s->directory);
	if (take_word(r, "kernel "))
		return take_note(r, &s->kernel);
	if (take_word(r, "initrd "))
		return take_note(r, &s->initrd);
	if (take_word(r, "argument "))
		return take_into(r, &s->argv, &s->argc);
	return take_word(r, "environment ") && take_into(r, &s->environment, &s->n_environment);
}

static int parse(const char *text, size_t len, struct kfb_state *s, struct kfb_error *err)
{
	static const char first[] = MAGIC FORMAT "\n", end[] = "end\n";
	struct reader r = { .at = text };
	size_t at = sizeof(first) - 1;

	if (len < sizeof(MAGIC) - 1 || memcmp(text, MAGIC, sizeof(MAGIC) - 1) != 0)
		return kfb_fail(err, EBADMSG, 0, "not a note of kexec-fb's about a load");
	if (len < at || memcmp(text, first, at) != 0)
		return kfb_fail(err, ENOTSUP, 0, "written by another version of kexec-fb");
	while (len - at != sizeof(end) - 1 || memcmp(text + at, end, sizeof(end) - 1) != 0) {
		r.at = text + at;
		r.line_end = memchr(r.at, '\n', len - at);
		if (!r.line_end)
			return kfb_fail(err, EBADMSG, at, "cut short");
		if (!take_line(&r, s))
			return kfb_fail(err, EBADMSG, at, "a line that is not understood");
		at = (size_t)(r.line_end + 1 - text);
	}
	if (s->told && !s->seen)
		return kfb_fail(err, EBADMSG, len, "told what was not seen");
	if (!s->way || !s->directory || !s->kernel.path || !s->argc)
		return kfb_fail(err, EBADMSG, len, "a line is missing");
	return 0;
}

int kfb_state_parse(const char *text, size_t len, struct kfb_state *state, struct kfb_error *err)
{
	int ret;

	memset(state, 0, sizeof(*state));
	ret = parse(text, len, state, err);
	if (ret)
		kfb_state_free(state);
	return ret;
}

static void free_words(char **words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(words[i]);
	free(words);
}

void kfb_state_free(struct kfb_state *state)
{
	free_words(state->argv, state->argc);
	free_words(state->environment, state->n_environment);
	free(state->way);
	free(state->directory);
	free(state->kernel.path);
	free(state->initrd.path);
	memset(state, 0, sizeof(*state));
}
