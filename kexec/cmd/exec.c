// SPDX-License-Identifier: GPL-2.0-only
/*
 * kexec-fb exec: run kexec with its own arguments, but with the framebuffer in the files that
 * it reads.  If anything goes wrong here, run plain kexec: a dump matters more than a picture.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "cmd/keep_note.h"
#include "cmd/load.h"
#include "cmd/patience.h"
#include "cmd/request.h"
#include "cmd/run.h"
#include "cmd/say.h"
#include "cmd/verify.h"
#include "handover/arguments.h"
#include "handover/handover.h"
#include "util.h"

/* What the child works on before it becomes kexec. */
struct attempt {
	struct kfb_handover h;
	struct kfb_note_keeper *notes;
};

/*
 * Say why the framebuffer is not handed over, and run plain kexec; or no kexec at all, if the
 * framebuffer is required.
 */
static int without(const struct kfb_request *r, const char *why, const char *hint)
{
	bool required = r->mode == KFB_MODE_REQUIRE;

	kfb_say("framebuffer not handed over, %s: %s",
		required ? "nothing loaded (KEXEC_FB=require)" : "loading as plain kexec", why);
	kfb_say_hint(hint);
	if (!required)
		return kfb_note_run_plain(r->notes, r->kexec, r->argv);
	/* What the child wrote of this load would seem to be of one that was interrupted. */
	kfb_note_end(r->notes, EXIT_FAILURE << 8); /* the wait status of a failure */
	return EXIT_FAILURE;
}

static bool may_boot(void)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = { 0 };

	return syscall(SYS_capget, &header, data) == 0 && data[0].effective & (1u << CAP_SYS_BOOT);
}

/* Not a signal that somebody sends to have kexec end. */
static bool crashed(int wait_status)
{
	static const int faults[] = {
		SIGSEGV, SIGBUS, SIGABRT, SIGILL, SIGFPE, SIGTRAP, SIGSYS,
	};

	for (size_t i = 0; i < ARRAY_SIZE(faults); i++)
		if (WIFSIGNALED(wait_status) && WTERMSIG(wait_status) == faults[i])
			return true;
	return false;
}

/* Might kexec have failed because of our files?  No, if it would have failed without them. */
static bool worth_another_try(const struct kfb_request *r, const struct kfb_outcome *o)
{
	int status = WIFEXITED(o->status) ? WEXITSTATUS(o->status) : crashed(o->status);

	return r->mode != KFB_MODE_REQUIRE && o->changed && status && !o->interrupted &&
	       !r->options.misused && status != KFB_EXIT_NOT_FOUND &&
	       status != KFB_EXIT_NOT_RUNNABLE && may_boot() &&
	       (r->options.unknown || access(r->options.kernel, R_OK) == 0);
}

static int try_again(const struct kfb_request *r, const struct kfb_outcome *o)
{
	const struct kfb_handover_arch *arch = kfb_handover_arch();

	if (WIFSIGNALED(o->status))
		kfb_say("framebuffer not handed over, loading again as plain kexec: %s failed with the framebuffer's files or options (%s)",
			r->kexec, strsignal(WTERMSIG(o->status)));
	else
		kfb_say("framebuffer not handed over, loading again as plain kexec: %s failed with the framebuffer's files or options (exit status %d)",
			r->kexec, WEXITSTATUS(o->status));
	if (arch && r->options.syscall != KFB_SYSCALL_LOAD)
		kfb_say_hint(arch->refusable);
	return kfb_note_run_plain(r->notes, r->kexec, r->argv);
}

/*
 * How the child reports a problem: the reason, then, if there is a hint, a newline and the
 * hint.  Never freed, because the child exits.
 */
static const char *problem(const char *reason, const char *hint)
{
	char *text;

	if (!hint)
		return reason;
	return asprintf(&text, "%s\n%s", reason, hint) < 0 ? "out of memory" : text;
}

static const char *handover_problem(const struct kfb_handover *h)
{
	return problem(h->problem.text ? h->problem.text : "out of memory", h->problem.hint);
}

/* In the child: find what is on the screen, and plan which files kexec must see. */
static const char *ask(void *data)
{
	struct attempt *a = data;
	struct kfb_handover *h = &a->h;
	int ret = kexec_fb_find(h->fb);

	if (ret == -EALREADY)
		return kfb_handover_by_devicetree(h) ? handover_problem(h) : NULL;
	if (ret)
		return problem(kexec_fb_reason(h->fb), kexec_fb_get_hint(h->fb));
	ret = kexec_fb_screen_info(h->fb, h->si);
	if (ret)
		return strerror(-ret);
	kexec_fb_log_scanout(h->fb);
	kfb_note_seen(a->notes, h->si);

	h->arch = kfb_handover_arch();
	if (!h->arch)
		return "no way is known to tell the next kernel on this architecture";
	if (h->arch->plan(h))
		return handover_problem(h);
	kfb_handover_foresee_exec(h);
	if (h->done.text)
		kfb_say("%s", h->done.text);
	if (h->later.text) {
		kfb_say("%s", h->later.text);
		kfb_say_hint(h->later.hint);
	}
	if (h->warning.text && h->required)
		return problem(h->warning.text, h->warning.hint);
	if (h->warning.text) {
		kfb_say("framebuffer handed over for kexec_load() only: %s", h->warning.text);
		kfb_say_hint(h->warning.hint);
	}
	return NULL;
}

static const char *prepare(void *data, bool *changed)
{
	struct attempt *a = data;
	struct kfb_handover *h = &a->h;

	*changed = h->count != 0 || h->args_changed;
	if (kfb_handover_enter(h))
		return handover_problem(h);
	kfb_note_told(a->notes, h->count	? h->files[0].name :
				h->done.written ? KFB_WAY_COMMAND_LINE :
						  "kexec");
	return NULL;
}

static int after(const struct kfb_request *r, struct kfb_outcome *outcome)
{
	char *hint = strchr(outcome->problem, '\n');

	if (hint)
		*hint++ = '\0';
	if (outcome->problem[0])
		return without(r, outcome->problem, hint);
	if (worth_another_try(r, outcome))
		return try_again(r, outcome);
	if (outcome->changed && outcome->status == 0 && !kfb_load_is_as_noted(r))
		return kfb_load_once_more(r);
	kfb_note_end(r->notes, outcome->status);
	return kfb_exit_like(outcome->status);
}

static int hand_over(const struct kfb_request *r, struct kexec_fb *fb)
{
	struct kfb_sysroot live;
	struct attempt a = {
		.h = {
			.fb = fb, .live = &live, .kexec = r->kexec, .argv = r->argv,
			.args = r->args, .policy = &r->policy, .options = &r->options,
			.required = r->mode == KFB_MODE_REQUIRE,
		},
		.notes = r->notes,
	};
	const struct kfb_job job = {
		.ask = ask,
		.prepare = prepare,
		.data = &a,
		.patience_ms = KFB_PATIENCE_MS,
	};
	struct kfb_outcome outcome;
	int ret = kfb_sysroot_open(&live, "/");

	if (ret)
		return without(r, strerror(-ret), NULL);
	ret = kfb_run(r->kexec, r->args, &job, &outcome);
	kfb_sysroot_close(&live);
	return ret ? without(r, strerror(-ret), NULL) : after(r, &outcome);
}

/* We started a script as kexec, and it calls us: run what it expects kexec to be. */
static int run_for(const char *caller, char **argv)
{
	const char *kexec = kfb_installed_kexec();

	if (kfb_can_exec(kexec))
		kfb_say("running %s as it is: kexec-fb was called by %s, which it started itself",
			kexec, caller);
	return kfb_exec(kexec, argv);
}

static int load(struct kfb_request *r, const struct kfb_own_options *own, int argc)
{
	struct kfb_own_options options = *own;
	struct kexec_fb *fb;
	int status;

	options.debug |= r->options.debug;
	r->args = kfb_arguments_copy(argc, r->argv);
	if (!r->args)
		return without(r, "out of memory", NULL);
	if (kfb_open(&options, &options.debug, &fb))
		return without(r, "the system cannot be read", NULL);
	kexec_fb_allow_ram(fb, r->options.on_crash);
	status = hand_over(r, fb);
	kexec_fb_free(fb);
	free(r->args);
	return status;
}

/* A load that bypasses us, or none at all. */
static int pass_on(const struct kfb_request *r)
{
	if (r->options.unloads || (r->options.loads && r->options.kernel))
		return kfb_note_pass_on(&r->options, r->kexec, r->argv);
	return kfb_exec(r->kexec, r->argv);
}

static int exec_with(const struct kfb_settings *settings, const struct kfb_own_options *own,
		     int argc, char **argv, const struct kfb_notebook *book)
{
	struct kfb_note_keeper notes;
	struct kfb_request r = { .argv = argv, .notes = &notes };

	kfb_request_read(&r, settings, own, argc);
	if (r.mode == KFB_MODE_OFF || !r.options.loads || !r.options.kernel)
		return pass_on(&r);
	kfb_note_begin(&notes, own, &r.options, argc, argv, book);
	/* kfb_exec() will say why.  But if the framebuffer is required, there must be no load. */
	if (r.mode != KFB_MODE_REQUIRE && !kfb_can_exec(r.kexec))
		return kfb_note_run_plain(&notes, r.kexec, argv);
	return load(&r, own, argc);
}

int kfb_load(const struct kfb_own_options *own, int argc, char **argv,
	     const struct kfb_notebook *book)
{
	struct kfb_settings settings;
	int status;

	kfb_request_settings(own, &settings);
	status = exec_with(&settings, own, argc, argv, book);
	kfb_settings_free(&settings);
	return status;
}

static int run(const struct kfb_own_options *own, int argc, char **argv)
{
	static char name[] = "kexec";

	/* kexec's messages begin with argv[0]: keep it if we were started under kexec's name. */
	if (strcmp(argv[0], "exec") == 0)
		argv[0] = name;
	if (getenv(KFB_STARTED_ENV))
		return run_for(getenv(KFB_STARTED_ENV), argv);
	return kfb_load(own, argc, argv, NULL);
}

const struct kfb_command kfb_command_exec = {
	.name = "exec",
	.arguments = "KEXEC-ARGUMENT...",
	.summary = "run kexec, so that the kernel it loads knows what is on the screen now",
	.run = run,
};
