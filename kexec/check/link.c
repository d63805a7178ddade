// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "check/link.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

struct kfb_link *kfb_chain_add(struct kfb_chain *chain, const char *name)
{
	struct kfb_link *link = &chain->links[chain->count];

	if (chain->count == KFB_MAX_LINKS)
		return &chain->links[KFB_MAX_LINKS - 1];
	*link = (struct kfb_link){ .name = name, .status = KFB_LINK_UNKNOWN };
	chain->count++;
	return link;
}

static void set_text(char **text, const char *format, va_list args)
{
	free(*text);
	if (vasprintf(text, format, args) < 0)
		*text = NULL;
}

void kfb_link_set(struct kfb_link *link, enum kfb_link_status status, const char *format, ...)
{
	va_list args;

	link->status = status;
	va_start(args, format);
	set_text(&link->text, format, args);
	va_end(args);
}

void kfb_link_hint(struct kfb_link *link, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	set_text(&link->hint, format, args);
	va_end(args);
}

enum kfb_link_status kfb_chain_verdict(const struct kfb_chain *chain)
{
	enum kfb_link_status verdict = KFB_LINK_OK;

	for (size_t i = 0; i < chain->count; i++) {
		if (chain->links[i].status == KFB_LINK_PROBLEM)
			return KFB_LINK_PROBLEM;
		if (chain->links[i].status == KFB_LINK_UNKNOWN)
			verdict = KFB_LINK_UNKNOWN;
	}
	return verdict;
}

void kfb_chain_free(struct kfb_chain *chain)
{
	for (size_t i = 0; i < chain->count; i++) {
		free(chain->links[i].text);
		free(chain->links[i].hint);
	}
	chain->count = 0;
}

const char *kfb_link_status_name(enum kfb_link_status status)
{
	static const char *const names[] = {
		[KFB_LINK_OK] = "ok",
		[KFB_LINK_PROBLEM] = "problem",
		[KFB_LINK_UNKNOWN] = "unknown",
	};

	return names[status];
}
