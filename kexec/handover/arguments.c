// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "handover/arguments.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "context.h"
#include "handover/efifb_option.h"

char **kfb_arguments_copy(int argc, char *const argv[])
{
	char **copy = calloc((size_t)argc + KFB_EXTRA_ARGUMENTS + 1, sizeof(*copy));

	if (copy)
		memcpy(copy, argv, (size_t)argc * sizeof(*copy));
	return copy;
}

static void insert(struct kfb_handover *h, const char *arg)
{
	char **at = h->args + h->options->end + h->added;
	size_t behind = 0;

	if (h->added == KFB_EXTRA_ARGUMENTS)
		return;
	while (at[behind])
		behind++;
	memmove(at + 1, at, behind * sizeof(*at));
	/* execv(2) wants strings that are not const, but does not change them. */
	*at = (char *)(uintptr_t)arg;
	h->added++;
}

void kfb_arguments_add(struct kfb_handover *h, const char *option)
{
	insert(h, option);
	h->args_changed = true;
}

/* Replace X by @cmdline, whether the argument is "--append X" or "--append=X". */
static void replace_append(struct kfb_handover *h, const char *cmdline)
{
	const char *old = h->argv[h->options->append_index];
	int before = (int)(h->options->append - old);
	const char *arg = kfb_strf(&h->fb->notes, "%.*s%s", before, old, cmdline);

	h->args[h->options->append_index] = (char *)(uintptr_t)arg;
	h->args_changed = true;
}

/* NULL: kexec would not pass on the running kernel's command line.  The caller frees it. */
static char *reused_cmdline(const struct kfb_handover *h)
{
	struct kfb_bytes running;

	if (!h->options->reuse_cmdline || kfb_sysroot_read(&h->fb->root, "/proc/cmdline", &running))
		return NULL;
	return running.data;
}

int kfb_arguments_add_to_cmdline(struct kfb_handover *h, const char *option)
{
	char *running = reused_cmdline(h), *cmdline;
	bool lost = kfb_cmdline_is_ended(running);
	int ret;

	free(running);
	if (lost)
		return -ENOTSUP;
	ret = kfb_cmdline_with(option, h->options->append, &cmdline);
	if (ret)
		return ret;
	if (h->options->append) {
		replace_append(h, cmdline);
	} else {
		/*
		 * With --reuse-cmdline kexec appends this to the running kernel's command line.
		 */
		kfb_arguments_add(h, "--append");
		kfb_arguments_add(h, kfb_strf(&h->fb->notes, "%s", cmdline));
	}
	free(cmdline);
	return 0;
}

bool kfb_arguments_have_efifb(const struct kfb_handover *h)
{
	char *running = reused_cmdline(h);
	bool has = kfb_cmdline_has_efifb(running) || kfb_cmdline_has_efifb(h->options->append);

	free(running);
	return has;
}
