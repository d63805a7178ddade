// SPDX-License-Identifier: GPL-2.0-only
/*
 * kexec-fb exec: kexec as it is, with the framebuffer where it looks for it.
 * Whatever goes wrong here, plain kexec runs: a dump matters more than a picture.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <inttypes.h>
#include <linux/capability.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "cmd/run.h"
#include "cmd/say.h"
#include "handover/handover.h"
#include "screen_info/screen_info.h"

/* Milliseconds are usual; what takes this long hangs. */
#define PATIENCE_MS	30000

enum mode { MODE_AUTO, MODE_OFF, MODE_REQUIRE };

struct request {
	const char *kexec;
	char **argv;		/* for the real kexec, argv[0] included */
	enum mode mode;
	struct kfb_kexec_options options;
};

static enum mode get_mode(void)
{
	const char *value = getenv("KEXEC_FB");

	if (!value || !*value || strcmp(value, "auto") == 0)
		return MODE_AUTO;
	if (strcmp(value, "off") == 0)
		return MODE_OFF;
	if (strcmp(value, "require") == 0)
		return MODE_REQUIRE;
	kfb_say("KEXEC_FB=%s is none of auto, off, require: taken for auto",
		value);
	return MODE_AUTO;
}

/*
 * KEXEC_PATH may name several, separated by colons, as a distribution needs while
 * /sbin and /usr/sbin are becoming one: the first that is there, or the first.
 */
static const char *installed_kexec(void)
{
	static char paths[] = KEXEC_PATH;
	char *path = paths, *next;

	for (; path; path = next) {
		next = strchr(path, ':');
		if (next)
			*next++ = '\0';
		if (access(path, X_OK) == 0 && !kfb_is_ourselves(path))
			return path;
	}
	return paths;
}

/* One line why, and plain kexec; or, where it is required, no kexec at all. */
static int without(const struct request *r, const char *why)
{
	if (r->mode == MODE_REQUIRE) {
		kfb_say("%s: nothing is loaded (KEXEC_FB=require)", why);
		return EXIT_FAILURE;
	}
	kfb_say("%s: loading as plain kexec does", why);
	return kfb_exec(r->kexec, r->argv);
}

static bool may_boot(void)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = { 0 };

	return syscall(SYS_capget, &header, data) == 0 &&
	       data[0].effective & (1u << CAP_SYS_BOOT);
}

/* Could kexec's failure come from our files?  Not from what fails without them. */
static bool worth_another_try(const struct request *r, const struct kfb_outcome *o)
{
	int status = WIFEXITED(o->status) ? WEXITSTATUS(o->status) : 0;

	return r->mode == MODE_AUTO && o->changed && status && !o->interrupted &&
	       !r->options.misused &&
	       status != KFB_EXIT_NOT_FOUND && status != KFB_EXIT_NOT_RUNNABLE &&
	       may_boot() && access(r->options.kernel, R_OK) == 0;
}

/* What the first try's failure may be about that an administrator can change. */
static const char *hint(const struct request *r)
{
	const struct kfb_handover_arch *arch = kfb_handover_arch();

	if (!arch || !arch->refusable || r->options.syscall == KFB_SYSCALL_LOAD)
		return "";
	return arch->refusable;
}

static void say_screen_info(const struct kfb_handover *h)
{
	const struct kexec_fb_scanout *s = kexec_fb_scanout(h->fb);
	char hex[2 * KEXEC_FB_SCREEN_INFO_SIZE + 1];

	kfb_screen_info_hex(h->si, hex);
	kfb_say("%s: %ux%u, stride %u, %.4s at %#" PRIx64 ", %" PRIu64 " bytes",
		s->driver, s->width, s->height, s->stride, (const char *)&s->fourcc, s->base,
		s->size);
	kfb_say("screen_info %s", hex);
}

/* In the child: what is on the screen, and what has to stand where.  NULL, or why not. */
static const char *ask(void *data)
{
	struct kfb_handover *h = data;
	int ret = kexec_fb_find(h->fb);

	if (ret)
		return kexec_fb_reason(h->fb);
	ret = kexec_fb_screen_info(h->fb, h->si);
	if (ret)
		return strerror(-ret);
	if (h->options->debug)
		say_screen_info(h);

	h->arch = kfb_handover_arch();
	if (!h->arch)
		return "no way is known to tell the next kernel on this architecture";
	if (h->arch->foresee(h)) {
		if (h->options->syscall == KFB_SYSCALL_FILE)
			return h->problem;
		/* With -a, kexec_load() may still be what is used in the end. */
		kfb_say("%s", h->problem);
	}
	return h->arch->plan(h) ? h->problem : NULL;
}

static int hand_over(const struct request *r, struct kexec_fb *fb)
{
	struct kfb_handover h = { .fb = fb, .argv = r->argv, .options = &r->options };
	const struct kfb_job job = {
		.ask = ask, .prepare = kfb_handover_enter, .data = &h,
		.patience_ms = PATIENCE_MS,
	};
	struct kfb_outcome outcome;
	int ret = kfb_run(r->kexec, r->argv, &job, &outcome);

	if (ret)
		return without(r, strerror(-ret));
	if (outcome.problem[0])
		return without(r, outcome.problem);
	if (worth_another_try(r, &outcome)) {
		kfb_say("%s failed (exit status %d) with the framebuffer's files in place%s: once more without them",
			r->kexec, WEXITSTATUS(outcome.status), hint(r));
		return kfb_exec(r->kexec, r->argv);
	}
	return kfb_exit_like(outcome.status);
}

int kfb_cmd_exec(const struct kfb_own_options *own, int argc, char **argv)
{
	struct kfb_own_options options = *own;
	struct request r = { .argv = argv, .mode = get_mode() };
	static char name[] = "kexec";
	struct kexec_fb *fb;
	int status;

	r.kexec = getenv("KEXEC_FB_KEXEC");
	if (!r.kexec || !*r.kexec)
		r.kexec = installed_kexec();
	/* Started under the name kexec: argv[0] stays what kexec's own messages begin with. */
	if (strcmp(argv[0], "exec") == 0)
		argv[0] = name;
	if (kfb_kexec_options(argc, argv, &r.options))
		return without(&r, "out of memory");
	if (r.mode == MODE_OFF || !r.options.loads || !r.options.kernel)
		return kfb_exec(r.kexec, argv);

	options.debug |= r.options.debug;
	fb = kfb_open(&options, &options.debug);
	if (!fb)
		return without(&r, "the system cannot be read");
	status = hand_over(&r, fb);
	kexec_fb_free(fb);
	return status;
}
