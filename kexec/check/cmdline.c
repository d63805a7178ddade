// SPDX-License-Identifier: GPL-2.0-only
#include "check/cmdline.h"

#include <ctype.h>
#include <string.h>

static bool is_space(char c)
{
	return isspace((unsigned char)c);
}

/* Find the end of a word; blanks inside double quotes do not end it. */
static const char *word_end(const char *at)
{
	bool quoted = false;

	for (; *at && (quoted || !is_space(*at)); at++)
		if (*at == '"')
			quoted = !quoted;
	return at;
}

/* If a quote starts the word, or its value, drop it together with the one at the end. */
static void unquote(const char **text, size_t *len, const char *end)
{
	if (!*len || **text != '"')
		return;
	++*text;
	--*len;
	if (*len && end[-1] == '"')
		--*len;
}

bool kfb_cmdline_next(const char **at, struct kfb_parameter *p)
{
	const char *start = *at, *end, *equals;
	size_t len;

	while (is_space(*start))
		start++;
	if (!*start)
		return false;
	end = word_end(start);
	*at = end;
	len = (size_t)(end - start);
	unquote(&start, &len, end);
	*p = (struct kfb_parameter){ .name = start, .name_len = len };
	equals = memchr(start, '=', len);
	if (equals) {
		p->name_len = (size_t)(equals - start);
		p->value = equals + 1;
		p->value_len = len - p->name_len - 1;
		unquote(&p->value, &p->value_len, end);
	}
	return p->value || p->name_len != 2 || memcmp(p->name, "--", 2) != 0;
}

bool kfb_parameter_is(const struct kfb_parameter *p, const char *name)
{
	size_t i;

	for (i = 0; i < p->name_len && name[i]; i++)
		if ((p->name[i] == '-' ? '_' : p->name[i]) != name[i])
			return false;
	return i == p->name_len && !name[i];
}

/*
 * Is a console on the screen?  console_setup(), kernel/printk/printk.c: the name ends at the
 * first digit or comma, and a missing number is 0.  Whatever the number, vt_console_print()
 * writes to the VT in front.
 */
static bool is_screen(const struct kfb_parameter *p)
{
	size_t i = 3;

	if (p->value_len < 3 || memcmp(p->value, "tty", 3) != 0)
		return false;
	while (i < p->value_len && isdigit((unsigned char)p->value[i]))
		i++;
	return i == p->value_len || p->value[i] == ',';
}

void kfb_cmdline_consoles(const char *cmdline, struct kfb_consoles *c)
{
	struct kfb_parameter p;

	memset(c, 0, sizeof(*c));
	while (kfb_cmdline_next(&cmdline, &p)) {
		if (kfb_parameter_is(&p, "quiet") && !p.value)
			c->quiet = true;
		if (!kfb_parameter_is(&p, "console") || !p.value)
			continue;
		c->any = true;
		c->screen |= is_screen(&p);
		c->last = p;
	}
}

static bool in_list(const char *list, size_t len, const char *word)
{
	size_t n = strlen(word);

	while (len) {
		const char *comma = memchr(list, ',', len);
		size_t item = comma ? (size_t)(comma - list) : len;

		if (item == n && memcmp(list, word, n) == 0)
			return true;
		if (!comma)
			break;
		list += item + 1;
		len -= item + 1;
	}
	return false;
}

bool kfb_cmdline_lists(const char *cmdline, const char *name, const char *word)
{
	struct kfb_parameter p;
	bool found = false;

	while (kfb_cmdline_next(&cmdline, &p))
		if (kfb_parameter_is(&p, name) && p.value)
			found |= in_list(p.value, p.value_len, word);
	return found;
}

bool kfb_cmdline_video_off(const char *cmdline, const char *name)
{
	size_t n = strlen(name);
	struct kfb_parameter p;
	bool off = false;

	while (kfb_cmdline_next(&cmdline, &p)) {
		if (!kfb_parameter_is(&p, "video") || !p.value || p.value_len <= n ||
		    memcmp(p.value, name, n) != 0 || p.value[n] != ':')
			continue;
		/* only the last "video=NAME:..." counts */
		off = p.value_len >= n + 4 && memcmp(p.value + n + 1, "off", 3) == 0;
	}
	return off;
}

bool kfb_cmdline_has(const char *cmdline, const char *name)
{
	struct kfb_parameter p;

	while (kfb_cmdline_next(&cmdline, &p))
		if (kfb_parameter_is(&p, name))
			return true;
	return false;
}
