// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "check/links.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "check/cmdline.h"
#include "check/links_told.h"
#include "handover/kexec_options.h"
#include "screen_info/formats.h"

#define AS_ROOT "run this as root"
#define ADD_DRIVER \
	"put %s into the crash kernel's initrd: Debian and Ubuntu: echo %s >>/etc/initramfs-tools/modules, then rm -f /var/lib/kdump/initrd* && kdump-config reload; Fedora and RHEL: dracut_args --add-drivers %s in /etc/kdump.conf, then kdumpctl rebuild && kdumpctl reload"

/* The module of the driver that has this name in DRM. */
static const char *module_of(const char *driver)
{
	return strcmp(driver, "bochs-drm") == 0 ? "bochs" : driver;
}

static bool has_own_driver(struct kfb_check *c)
{
	const struct kfb_screen_facts *s = &c->screen;
	const struct kfb_config *config = c->next.config.text ? &c->next.config : NULL;

	return s->driver && !s->firmware && c->initrd && config && c->cmdline &&
	       !kfb_cmdline_has(c->cmdline, "nomodeset") && !kfb_missing_for_drm(config) &&
	       kfb_check_has_module(c, module_of(s->driver)) == 1;
}

static void judge_screen(struct kfb_check *c, bool own, struct kfb_link *link)
{
	const struct kfb_screen_facts *s = &c->screen;
	char fourcc[KFB_FOURCC_TEXT_SIZE];

	if (s->found == -EACCES || s->found == -EPERM) {
		kfb_link_set(link, KFB_LINK_UNKNOWN, "%s", s->reason);
	} else if (s->found == -EALREADY) {
		kfb_link_set(link, KFB_LINK_OK, "%s", s->reason);
	} else if (s->found && own) {
		kfb_link_set(link, KFB_LINK_OK,
			     "%s leaves no framebuffer, but the crash kernel's initrd has it, too",
			     s->driver);
	} else if (s->found) {
		kfb_link_set(link, KFB_LINK_PROBLEM, "%s", s->reason);
		if (s->driver)
			kfb_link_hint(link, ADD_DRIVER, module_of(s->driver), module_of(s->driver),
				      module_of(s->driver));
	} else if (!s->lit && s->boot_known && s->boot_base != s->mode.base) {
		kfb_link_set(link, KFB_LINK_PROBLEM,
			     "%s: no mode is set, so %#" PRIx64 " is not shown yet", s->driver,
			     s->mode.base);
		kfb_link_hint(link,
			      "let a console or a compositor use the display, then load again");
	} else {
		kfb_link_set(link, KFB_LINK_OK, "%s: %ux%u at %#" PRIx64 ", stride %u, %s",
			     s->driver, s->mode.width, s->mode.height, s->mode.base, s->mode.stride,
			     kfb_fourcc_text(s->mode.fourcc, fourcc));
	}
}

static void judge_crash(const struct kfb_check *c, struct kfb_link *link)
{
	const struct kfb_screen_facts *s = &c->screen;

	if (s->found == -EACCES || s->found == -EPERM)
		kfb_link_set(link, KFB_LINK_UNKNOWN, "not known, as the screen is not");
	else if (s->found)
		kfb_link_set(link, KFB_LINK_OK, "nothing is handed over that could move");
	else if (s->warning)
		kfb_link_set(link, KFB_LINK_OK, "%s; kexec-fb refresh follows it", s->warning);
	else if (s->wanders)
		kfb_link_set(link, KFB_LINK_OK,
			     "%s moves the framebuffer when a compositor starts or ends: kexec-fb refresh follows it",
			     s->driver);
	else
		kfb_link_set(link, KFB_LINK_OK,
			     "%s keeps the framebuffer where it is, whoever draws", s->driver);
}

static const char *call_name(enum kfb_syscall call)
{
	return call == KFB_SYSCALL_FILE ? "kexec_file_load()" :
	       call == KFB_SYSCALL_LOAD ? "kexec_load()" :
					  "the system call of kexec's choice";
}

static void judge_foreseen(const struct kfb_check *c, struct kfb_link *link)
{
	if (c->foreseen_reason) {
		kfb_link_set(link, c->foreseen_failed ? KFB_LINK_PROBLEM : KFB_LINK_OK, "%s",
			     c->foreseen_reason);
		if (c->foreseen_hint)
			kfb_link_hint(link, "%s", c->foreseen_hint);
	} else {
		kfb_link_set(link, KFB_LINK_OK, "%s carries the screen%s%s%s", call_name(c->call),
			     c->call_why ? " (" : "", c->call_why ? c->call_why : "",
			     c->call_why ? ")" : "");
	}
}

static void judge_load(const struct kfb_check *c, struct kfb_link *link)
{
	const struct kfb_loaded *l = &c->loaded;

	if (c->asked) {
		judge_foreseen(c, link);
	} else if (l->loaded == 0) {
		kfb_link_set(link, KFB_LINK_PROBLEM, "no crash kernel is loaded");
		kfb_link_hint(link,
			      "load one: systemctl restart kdump-tools or kdump, or kexec-fb exec -p ...");
	} else if (l->loaded < 0) {
		kfb_link_set(link, KFB_LINK_PROBLEM,
			     "this kernel loads no crash kernel: /sys/kernel/kexec_crash_loaded: %s",
			     strerror(-l->loaded));
	} else if (l->noted && !kfb_file_is_noted(c->root, &l->state.kernel)) {
		kfb_link_set(link, KFB_LINK_UNKNOWN,
			     "loaded through kexec-fb, but %s has changed since",
			     l->state.kernel.path);
		kfb_hint_reload(c, link);
	} else if (l->noted) {
		kfb_link_set(link, KFB_LINK_OK, "loaded through kexec-fb (told by %s)",
			     l->state.way);
	} else if (l->note_error == -EACCES && l->told_by == KFB_TOLD_BY_NOBODY) {
		kfb_link_set(link, KFB_LINK_UNKNOWN, "loaded, but only root can see by what");
		kfb_link_hint(link, AS_ROOT);
	} else {
		kfb_link_set(link, KFB_LINK_OK, "loaded, but not through kexec-fb");
	}
}

static void judge_kernel(const struct kfb_check *c, struct kfb_link *link)
{
	static const char *const whose[] = {
		[KFB_FILES_ASKED] = "as asked",
		[KFB_FILES_NOTED] = "as loaded",
		[KFB_FILES_MATCHED] = "whose header is the loaded one's",
		[KFB_FILES_KDUMP] = "by its settings",
	};

	if (!c->kernel) {
		kfb_link_set(link, KFB_LINK_UNKNOWN,
			     "which file the crash kernel is loaded from is not known");
		kfb_link_hint(link,
			      "load it through kexec-fb, or name it: kexec-fb check -- -p KERNEL ...");
	} else if (c->next.error) {
		kfb_link_set(link, c->next.error == -EACCES ? KFB_LINK_UNKNOWN : KFB_LINK_PROBLEM,
			     "%s: %s", c->kernel, c->next.reason);
		if (c->next.error == -EACCES)
			kfb_link_hint(link, AS_ROOT);
	} else {
		kfb_link_set(link, KFB_LINK_OK, "%s (%s%s%s): %s %s%s%s", c->kernel,
			     c->whose && c->files == KFB_FILES_KDUMP ? c->whose : "",
			     c->whose && c->files == KFB_FILES_KDUMP ? ", " : "", whose[c->files],
			     kfb_arch_name(c->next.id.arch), kfb_kernel_kind_name(c->next.id.kind),
			     c->next.release[0] ? " " : "", c->next.release);
	}
}

static void judge_driver(struct kfb_check *c, bool own, bool undersized, struct kfb_link *link)
{
	struct kfb_next_kernel next = kfb_next_kernel_of(c, undersized);

	if (own)
		kfb_link_set(link, KFB_LINK_OK, "%s drives the display itself", c->screen.driver);
	else
		kfb_judge_driver(&next, link);
	if (link->status == KFB_LINK_OK && c->screen.reset && !c->screen.found)
		kfb_judge_reset(&next, c->screen.driver, link);
}

static void judge_console(const struct kfb_check *c, struct kfb_link *link)
{
	struct kfb_consoles consoles;

	if (!c->cmdline) {
		kfb_link_set(link, KFB_LINK_UNKNOWN,
			     "the crash kernel's command line is not known");
		kfb_link_hint(link,
			      "load it through kexec-fb, or name it: kexec-fb check -- -p KERNEL --append=...");
		return;
	}
	kfb_cmdline_consoles(c->cmdline, &consoles);
	if (consoles.any && !consoles.screen) {
		kfb_link_set(link, KFB_LINK_PROBLEM, "console=%.*s is not the screen",
			     (int)consoles.last.value_len, consoles.last.value);
		kfb_link_hint(link, "add console=tty0 to the crash kernel's command line");
	} else if (!consoles.any && c->spcr) {
		kfb_link_set(link, KFB_LINK_PROBLEM,
			     "without console=, ACPI's serial console (SPCR) is the only one");
		kfb_link_hint(link, "add console=tty0 to the crash kernel's command line");
	} else {
		kfb_link_set(link, KFB_LINK_OK, "%s%s",
			     consoles.any ? "a console= is the screen" :
					    "without console=, the screen is the console",
			     consoles.quiet ? "; quiet: few messages are shown" : "");
	}
}

static void judge_initrd(const struct kfb_check *c, struct kfb_link *link)
{
	const struct kfb_initrd_facts *f = &c->in_initrd;

	if (!c->initrd)
		kfb_link_set(link, KFB_LINK_OK, "none is known");
	else if (!f->read)
		kfb_link_set(link, KFB_LINK_OK, "%s: not read, as nothing depends on it",
			     c->initrd);
	else if (f->error)
		/* The links that depend on the initrd are unknown then; this one is not. */
		kfb_link_set(link, KFB_LINK_OK, "%s: cannot be read: %s", c->initrd, f->reason);
	else if (f->squashfs)
		kfb_link_set(link, KFB_LINK_OK, "%s: what is in its squashfs image is not known",
			     c->initrd);
	else
		kfb_link_set(link, KFB_LINK_OK, "%s: drivers for the screen: %s", c->initrd,
			     f->modules && f->modules[0] && f->modules[1] ? f->modules + 1 :
									    "none");
}

void kfb_judge(struct kfb_check *c, struct kfb_chain *chain)
{
	bool own = c->screen.found && c->screen.found != -EALREADY && c->screen.found != -EACCES &&
		   has_own_driver(c);
	struct kexec_fb_mode mode = { 0 };
	bool undersized = false;

	judge_screen(c, own, kfb_chain_add(chain, "screen"));
	judge_crash(c, kfb_chain_add(chain, "at crash"));
	judge_load(c, kfb_chain_add(chain, "load"));
	kfb_judge_told(c, own, &mode, &undersized, kfb_chain_add(chain, "told"));
	judge_kernel(c, kfb_chain_add(chain, "kernel"));
	judge_driver(c, own, undersized, kfb_chain_add(chain, "driver"));
	judge_console(c, kfb_chain_add(chain, "console"));
	judge_initrd(c, kfb_chain_add(chain, "initrd"));
}
