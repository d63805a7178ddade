// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "kernel/config.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/decompress.h"
#include "kernel/scan.h"

/* Distributions' configurations are 150 to 300 KiB. */
#define CONFIG_LIMIT (4u << 20)

/* kernel/configs.c; scripts/extract-ikconfig looks for the same. */
#define MARK_START "IKCFG_ST"
#define MARK_END   "IKCFG_ED"
#define MARK_LEN   8
#define RARE	   5 /* the '_' */

/* The first end mark after @start; image_len if there is none. */
static size_t end_after(const struct kfb_needle *ends, size_t start, size_t image_len)
{
	for (size_t i = 0; i < ends->n_hits && i < KFB_SCAN_MAX_HITS; i++)
		if (ends->hits[i] >= start)
			return (size_t)ends->hits[i];
	return image_len;
}

int kfb_config_extract(const uint8_t *image, size_t image_len, char **text, size_t *len,
		       struct kfb_error *err)
{
	struct kfb_needle marks[] = {
		{ .bytes = MARK_START, .len = MARK_LEN, .rare = RARE },
		{ .bytes = MARK_END, .len = MARK_LEN, .rare = RARE },
	};
	int ret = kfb_fail(err, ENOENT, 0, "no configuration in the image (CONFIG_IKCONFIG)");

	kfb_scan(image, image_len, marks, 2);
	for (size_t i = 0; i < marks[0].n_hits && i < KFB_SCAN_MAX_HITS; i++) {
		size_t start = (size_t)marks[0].hits[i] + MARK_LEN;
		size_t end = end_after(&marks[1], start, image_len);
		struct kfb_growing g = { .data = calloc(1, 1), .room = 1 };
		struct kfb_sink sink = { kfb_growing_write, &g };

		if (!g.data)
			return kfb_fail(err, ENOMEM, 0, "no memory for the configuration");
		ret = kfb_decompress(KFB_COMPRESSION_GZIP, image + start, end - start, CONFIG_LIMIT,
				     &sink, err);
		if (!ret) {
			*text = (char *)g.data;
			*len = g.len;
			return 0;
		}
		free(g.data);
		if (err)
			err->offset += start;
	}
	return ret;
}

/* Find the line of @name: what follows "CONFIG_NAME"; NULL: none. */
static const char *find_option(const struct kfb_config *c, const char *name)
{
	const char *at = c->text, *end = c->text + c->len;
	size_t n = strlen(name);

	while ((at = memmem(at, (size_t)(end - at), "CONFIG_", 7))) {
		bool starts = at == c->text || at[-1] == '\n';

		at += 7;
		if (starts && (size_t)(end - at) > n && memcmp(at, name, n) == 0 && at[n] == '=')
			return at + n;
	}
	return NULL;
}

char kfb_config_value(const struct kfb_config *config, const char *name)
{
	const char *at = find_option(config, name);

	return at && at + 1 < config->text + config->len ? at[1] : 'n';
}

int kfb_config_check(const struct kfb_config *config, struct kfb_error *err)
{
	if (memmem(config->text, config->len, "\nCONFIG_", 8) ||
	    (config->len >= 7 && memcmp(config->text, "CONFIG_", 7) == 0))
		return 0;
	return kfb_fail(err, EBADMSG, 0, "not a kernel configuration");
}

/* Parse two numbers with a dot between them, both below 1000; 0: there are none. */
static unsigned int version_at(const char *at, const char *end)
{
	unsigned int n[2] = { 0 };

	for (int i = 0; i < 2; i++) {
		if (at == end || !isdigit((unsigned char)*at))
			return 0;
		for (; at < end && isdigit((unsigned char)*at) && n[i] < 1000; at++)
			n[i] = 10 * n[i] + (unsigned int)(*at - '0');
		if (i == 0 && (at == end || *at++ != '.'))
			return 0;
	}
	return n[0] < 1000 && n[1] < 1000 ? n[0] * 1000 + n[1] : 0;
}

unsigned int kfb_config_version(const struct kfb_config *config)
{
	size_t len = config->len < 256 ? config->len : 256;
	const char *at = memmem(config->text, len, "# Linux/", 8), *end = config->text + len;

	if (!at)
		return 0;
	at = memchr(at + 8, ' ', (size_t)(end - at - 8));
	return at ? version_at(at + 1, end) : 0;
}
