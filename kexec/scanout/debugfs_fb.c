// SPDX-License-Identifier: GPL-2.0-only
#include "scanout/debugfs_fb.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "util.h"

/*
 * A process chooses its name freely, even with newlines.  But it has only 15 bytes: too few for
 * a framebuffer's heading, or for an object's heading followed by a value.
 */
#define HEADING	 "framebuffer["
#define OWNER	 "\tallocated by = "
#define OBJECT	 "\t\tobj["
#define OBJECT_0 OBJECT "0]:"
#define INDENT	 "\t\t\t"

struct line {
	const char *start;
	size_t len;
};

static bool next_line(const char **p, const char *end, struct line *line)
{
	const char *eol;

	if (*p >= end)
		return false;
	eol = memchr(*p, '\n', (size_t)(end - *p));
	if (!eol)
		eol = end;
	*line = (struct line){ *p, (size_t)(eol - *p) };
	*p = eol < end ? eol + 1 : end;
	return true;
}

/* The rest of the line after @prefix; NULL: the line starts differently. */
static const char *behind(const struct line *line, const char *prefix, size_t *len)
{
	size_t n = strlen(prefix);

	if (line->len < n || memcmp(line->start, prefix, n) != 0)
		return NULL;
	*len = line->len - n;
	return line->start + n;
}

static bool is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

/* "%lx", or "%pad", which begins with "0x"; nothing may follow. */
static bool parse_address(const char *s, size_t len, uint64_t *value)
{
	size_t i = len > 2 && s[0] == '0' && s[1] == 'x' ? 2 : 0;

	if (i == len)
		return false;
	for (*value = 0; i < len; i++) {
		if (!is_hex(s[i]) || *value >> 60)
			return false;
		*value = *value << 4 | (uint64_t)(s[i] <= '9' ? s[i] - '0' : s[i] - 'a' + 10);
	}
	return true;
}

static const struct {
	const char *key;
	enum kfb_fb_memory memory;
	bool is_address;
} object_keys[] = {
	{ INDENT "placement=", KFB_FB_MEMORY_TTM, false },
	{ INDENT "bus.offset=", KFB_FB_MEMORY_TTM, true },
	{ INDENT "pages_use_count=", KFB_FB_MEMORY_SHMEM, false },
	{ INDENT "dma_addr=", KFB_FB_MEMORY_DMA, true },
	{ INDENT "paddr=", KFB_FB_MEMORY_DMA, true },
};

static bool parse_object_line(const struct line *line, struct kfb_debugfs_fb *fb)
{
	const char *value;
	size_t len;

	for (size_t i = 0; i < ARRAY_SIZE(object_keys); i++) {
		value = behind(line, object_keys[i].key, &len);
		if (!value)
			continue;
		fb->memory = object_keys[i].memory;
		return !object_keys[i].is_address || parse_address(value, len, &fb->address);
	}
	return true;
}

/* Read the lines after a framebuffer's heading, up to the next heading or object 1. */
static int parse_framebuffer(const char *text, const char *p, const char *end,
			     struct kfb_debugfs_fb *fb, struct kfb_error *err)
{
	bool in_object = false;
	struct line line;
	const char *value;
	size_t len;

	while (next_line(&p, end, &line) && !behind(&line, HEADING, &len)) {
		value = behind(&line, OWNER, &len);
		if (value && !fb->owner) {
			fb->owner = value;
			fb->owner_len = len;
		}
		if (behind(&line, OBJECT_0, &len))
			in_object = true;
		else if (behind(&line, OBJECT, &len))
			break;
		if (in_object && !parse_object_line(&line, fb))
			return kfb_fail(err, EINVAL, (uint64_t)(line.start - text),
					"not an address");
	}
	return 0;
}

int kfb_debugfs_fb_parse(const char *text, size_t len, uint32_t id, struct kfb_debugfs_fb *fb,
			 struct kfb_error *err)
{
	const char *p = text, *end = text + len;
	struct line line;
	char heading[32];
	size_t rest;

	memset(fb, 0, sizeof(*fb));
	snprintf(heading, sizeof(heading), HEADING "%" PRIu32 "]:", id);
	while (next_line(&p, end, &line))
		if (behind(&line, heading, &rest) && rest == 0)
			return parse_framebuffer(text, p, end, fb, err);
	return kfb_fail(err, ENOENT, len, "no such framebuffer");
}

const char *kfb_fb_memory_name(enum kfb_fb_memory memory)
{
	static const char *const names[] = {
		[KFB_FB_MEMORY_UNKNOWN] = "memory of unknown kind",
		[KFB_FB_MEMORY_TTM] = "TTM",
		[KFB_FB_MEMORY_SHMEM] = "a shadow in shmem",
		[KFB_FB_MEMORY_DMA] = "DMA memory",
	};

	return names[memory];
}
