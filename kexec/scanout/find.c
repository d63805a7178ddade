// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ask, decide, and write the answer into the object.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "scanout/candidate.h"

/* A recording is of somebody else's machine: what this process may do does not matter there. */
static const char *hint_of(const struct kexec_fb *fb, const struct kfb_candidate *c)
{
	bool denied = c->error == -EACCES || c->error == -EPERM;

	if (denied && fb->root.live && geteuid() == 0)
		return "root alone may not read it here: CAP_SYS_ADMIN is missing, or SELinux, AppArmor or a container forbids it";
	return c->hint;
}

static void keep_answer(struct kexec_fb *fb, const struct kfb_candidate *c)
{
	fb->scanout = c->scanout;
	fb->reason = c->error ? c->reason : "";
	fb->hint = c->error ? hint_of(fb, c) : NULL;
	fb->warning = c->error ? NULL : c->warning;
	fb->found = c->error;
}

int kexec_fb_find(struct kexec_fb *fb)
{
	struct kfb_candidate answer = { .notes = &fb->notes };
	struct kfb_facts facts;
	int ret = kfb_facts_gather(&fb->root, &fb->notes, &facts);

	if (ret) {
		kfb_scanout_clear(&answer.scanout);
		kfb_refuse(&answer, -ret, "%s", strerror(-ret));
	} else {
		facts.allow_untried = fb->allow_untried;
		facts.allow_ram = fb->allow_ram;
		answer = kfb_decide(&facts, &fb->notes);
	}
	keep_answer(fb, &answer);
	if (fb->warning)
		kfb_warn(&fb->notes, "%s", fb->warning);
	fb->has_boot = facts.boot.known;
	memcpy(fb->boot, facts.boot.si, sizeof(fb->boot));
	fb->type = facts.type;
	kfb_facts_free(&facts);
	if (fb->record_error)
		kfb_warn(&fb->notes, "the recording is not complete: %s",
			 strerror(-fb->record_error));
	return fb->found;
}
