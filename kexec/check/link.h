/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The links of the chain from the screen to the crash kernel's console, each with a verdict.
 * The chain holds if every link does.
 */
#ifndef KFB_CHECK_LINK_H
#define KFB_CHECK_LINK_H

#include <stdbool.h>
#include <stddef.h>

enum kfb_link_status {
	KFB_LINK_OK,
	KFB_LINK_PROBLEM,
	KFB_LINK_UNKNOWN,
};

struct kfb_link {
	const char *name; /* static */
	enum kfb_link_status status;
	char *text; /* what was found, one line; NULL: out of memory */
	char *hint; /* what to do; NULL: nothing */
};

#define KFB_MAX_LINKS 16

struct kfb_chain {
	struct kfb_link links[KFB_MAX_LINKS];
	size_t count;
};

/* Add a link.  If the chain is full this returns the last link again, so a test would notice. */
struct kfb_link *kfb_chain_add(struct kfb_chain *chain, const char *name);

/* Set status and text, replacing the earlier ones. */
void kfb_link_set(struct kfb_link *link, enum kfb_link_status status, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void kfb_link_hint(struct kfb_link *link, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The chain is broken if one link is a problem; otherwise unknown if one link is. */
enum kfb_link_status kfb_chain_verdict(const struct kfb_chain *chain);

void kfb_chain_free(struct kfb_chain *chain);

const char *kfb_link_status_name(enum kfb_link_status status);

#endif
