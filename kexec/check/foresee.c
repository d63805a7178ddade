// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "check/foresee.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "handover/arguments.h"
#include "handover/handover.h"
#include "handover/kexec_version.h"
#include "handover/passed_on.h"

static void take_reason(struct kfb_check *c, const struct kfb_note *note)
{
	free(c->foreseen_reason);
	c->foreseen_reason = note->text ? strdup(note->text) : NULL;
	c->foreseen_hint = note->hint;
}

/* Make the files as exec would, but in memory, and discard them. */
static int dry_run(struct kfb_handover *h)
{
	int ret = 0;

	for (size_t i = 0; i < h->count && !ret; i++) {
		int fd = memfd_create(h->files[i].name, MFD_CLOEXEC);

		if (fd < 0)
			return -errno;
		ret = h->files[i].write(h, &h->files[i], fd);
		close(fd);
	}
	return ret;
}

#define KDUMP_ARGUMENTS 64

struct arguments {
	char *argv[KDUMP_ARGUMENTS + 1];
	size_t argc;
	bool failed; /* out of memory, or there are more */
};

static void add(struct arguments *a, const char *format, const char *value)
{
	if (a->argc == KDUMP_ARGUMENTS || asprintf(&a->argv[a->argc], format, value) < 0) {
		a->argv[a->argc] = NULL;
		a->failed = true;
	} else {
		a->argc++;
	}
}

/* As the unquoted $KEXEC_ARGS in kdump's script: words between blanks. */
static void add_words(struct arguments *a, const char *text)
{
	char *copy = strdup(text), *rest = copy, *word;

	a->failed |= !copy;
	while (copy && (word = strsep(&rest, " \t")))
		if (*word)
			add(a, "%s", word);
	free(copy);
}

/* The arguments that kdump would give to kexec, as far as its files tell. */
static void kdump_arguments(const struct kfb_check *c, struct arguments *a)
{
	add(a, "%s", "kexec");
	if (c->kdump_args)
		add_words(a, c->kdump_args);
	add(a, "%s", "-p");
	if (c->cmdline)
		add(a, "--command-line=%s", c->cmdline);
	if (c->initrd)
		add(a, "--initrd=%s", c->initrd);
	add(a, "%s", c->kernel);
}

static void take_passed_on(struct kfb_check *c, const struct kexec_fb *fb)
{
	struct kfb_passed_on passed;

	kfb_passed_on(fb, &passed);
	c->told = true;
	memcpy(c->si, passed.si, sizeof(c->si));
}

/* efifb follows the option; other drivers still read what is passed on. */
static void take_command_line(struct kfb_check *c, const struct kexec_fb *fb,
			      const struct kfb_kexec_options *after)
{
	take_passed_on(c, fb);
	free(c->cmdline);
	c->cmdline = kfb_cmdline_of(c->root, after);
}

/* Which call carries the screen, and whose choice that is.  @after: the arguments as planned. */
static void take_call(struct kfb_check *c, const struct kfb_handover *h,
		      const struct kfb_kexec_options *after)
{
	unsigned int version = kfb_kexec_version(h->kexec);

	c->call = after->syscall;
	if (after->syscall == KFB_SYSCALL_LOAD && h->options->syscall == KFB_SYSCALL_LOAD) {
		c->call_why = "-c asks for it";
	} else if (after->syscall == KFB_SYSCALL_LOAD) {
		c->call_why = "kexec-fb adds -c";
	} else if (after->syscall == KFB_SYSCALL_FILE) {
		c->call_why = "-s asks for it";
	} else if (!after->syscall_said && version != KFB_KEXEC_TOOLS_UNKNOWN &&
		   version < KFB_KEXEC_TOOLS_AUTO) {
		c->call = KFB_SYSCALL_LOAD;
		c->call_why = "the default of kexec-tools before 2.0.27";
	} else {
		c->call_why = "kexec tries kexec_file_load() first";
	}
}

/* Run exec's own plan, and take over what it would do to the arguments. */
static void plan(struct kfb_check *c, struct kfb_handover *h, int argc)
{
	struct kfb_kexec_options after;
	int ret = h->arch->plan(h);

	if (!ret)
		ret = dry_run(h);
	if (h->done.text)
		take_reason(c, &h->done);
	if (h->warning.text)
		take_reason(c, &h->warning);
	if (ret && h->problem.text)
		take_reason(c, &h->problem);
	c->foreseen_failed = ret != 0;
	c->told_known = true;
	c->told = !ret;
	memcpy(c->si, h->si, sizeof(c->si));
	/* kexec_file_load() on x86 passes on what the running kernel has, even if it is wrong. */
	if (ret && c->x86 && h->options->syscall == KFB_SYSCALL_FILE)
		take_passed_on(c, h->fb);
	kfb_kexec_options(argc + (int)h->added, h->args, &after);
	take_call(c, h, &after);
	if (!ret && h->done.written)
		take_command_line(c, h->fb, &after);
}

/* On x86 kexec_load() tells what kexec finds on the screen, which is not foreseen here. */
static void foresee_untouched(struct kfb_check *c, const struct kexec_fb *fb,
			      const struct kfb_kexec_options *options)
{
	char text[] = "KEXEC_FB=off runs kexec untouched";
	const struct kfb_note untouched = { .text = text };

	take_reason(c, &untouched);
	c->told_known = !c->x86;
	if (!c->x86 || options->syscall != KFB_SYSCALL_FILE)
		return;
	take_passed_on(c, fb);
	c->told_known = true;
}

static void foresee(struct kfb_check *c, const struct kexec_fb *fb, const struct kfb_question *q,
		    int argc, char **argv)
{
	struct kfb_kexec_options options;
	struct kfb_handover h = {
		.arch = kfb_handover_arch(),
		.fb = (struct kexec_fb *)(uintptr_t)fb,
		.live = c->root,
		.kexec = q->kexec,
		.argv = argv,
		.policy = q->policy,
		.options = &options,
	};

	kfb_kexec_options(argc, argv, &options);
	if (q->off) {
		foresee_untouched(c, fb, &options);
		return;
	}
	h.args = kfb_arguments_copy(argc, argv);
	if (h.args && h.arch && kexec_fb_screen_info(fb, h.si) == 0)
		plan(c, &h, argc);
	kfb_handover_release(&h);
	free(h.args);
}

void kfb_foresee(struct kfb_check *c, const struct kexec_fb *fb,
		 const struct kfb_question *question)
{
	struct arguments kdump = { .argc = 0 };
	struct kfb_policy policy = *question->policy;
	struct kfb_question as_kdump = *question;

	if (c->screen.found) {
		c->told_known = c->screen.found != -EACCES && c->screen.found != -EPERM;
		return;
	}
	if (question->argc) {
		foresee(c, fb, question, question->argc, question->argv);
		return;
	}
	policy.s_is_auto |= c->kdump_s_is_auto;
	as_kdump.policy = &policy;
	kdump_arguments(c, &kdump);
	if (!kdump.failed)
		foresee(c, fb, &as_kdump, (int)kdump.argc, kdump.argv);
	for (size_t i = 0; i < kdump.argc; i++)
		free(kdump.argv[i]);
}
