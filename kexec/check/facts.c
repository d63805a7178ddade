// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "check/facts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check/files.h"
#include "check/foresee.h"
#include "context.h"
#include "scanout/driver_table.h"
#include "screen_info/screen_info.h"
#include "util.h"

static char *copy(const char *text)
{
	return text ? strdup(text) : NULL;
}

static void ask_screen(const struct kexec_fb *fb, struct kfb_screen_facts *s)
{
	const struct kexec_fb_origin *width = kexec_fb_get_origin(fb, KEXEC_FB_VALUE_WIDTH);
	uint8_t boot[KEXEC_FB_SCREEN_INFO_SIZE];
	const struct kfb_driver *driver;

	s->found = fb->found;
	s->reason = kexec_fb_reason(fb);
	s->driver = kexec_fb_get_driver(fb);
	s->mode = *kexec_fb_get_mode(fb);
	driver = s->driver ? kfb_driver_by_name(s->driver) : NULL;
	s->firmware = driver && driver->class == KFB_FIRMWARE;
	s->wanders = driver && driver->class == KFB_VRAM_HELPER;
	s->reset = driver && driver->class == KFB_VGA_BELOW;
	s->warning = fb->warning;
	s->lit = s->firmware || width->source != KEXEC_FB_FROM_BOOT_PARAMS;
	if (kexec_fb_boot_screen_info(fb, boot) == 0) {
		s->boot_base = kfb_screen_info_base(boot);
		s->boot_known = s->boot_base != 0;
		s->efi = boot[KFB_SI_ORIG_VIDEO_ISVGA] == KEXEC_FB_VIDEO_TYPE_EFI;
	}
}

static void ask_machine(struct kfb_check *c)
{
	bool efi = kfb_sysroot_exists(c->root, "/sys/firmware/efi");
	bool acpi = kfb_sysroot_exists(c->root, "/sys/firmware/acpi/tables");

	c->x86 = kfb_sysroot_exists(c->root, KFB_BOOT_PARAMS_PATH);
	c->devicetree =
		!c->x86 && !efi && !acpi && kfb_sysroot_exists(c->root, "/sys/firmware/fdt");
	c->spcr = !c->x86 && kfb_sysroot_exists(c->root, "/sys/firmware/acpi/tables/SPCR");
	c->hyperv = kfb_sysroot_exists(c->root, "/sys/bus/vmbus");
	/* Generation 2 always boots by EFI. */
	c->gen1 = c->hyperv && !efi && !c->screen.efi;
}

/* What kexec makes of --reuse-cmdline, --append and --command-line. */
char *kfb_cmdline_of(const struct kfb_sysroot *root, const struct kfb_kexec_options *o)
{
	char *reused = o->reuse_cmdline ? kfb_reused_cmdline(root) : strdup("");
	char *both;

	if (!reused || asprintf(&both, "%s%s%s", reused, o->append && *reused ? " " : "",
				o->append ? o->append : "") < 0)
		both = NULL;
	free(reused);
	return both;
}

/* An argument's path as seen from the directory in which kexec was started. */
static char *path_in(const char *directory, const char *path)
{
	char *full;

	if (!path || path[0] == '/' || !directory)
		return copy(path);
	return asprintf(&full, "%s/%s", directory, path) < 0 ? NULL : full;
}

static void take_options(struct kfb_check *c, const struct kfb_kexec_options *o,
			 const char *directory)
{
	c->kernel = path_in(directory, o->kernel);
	c->initrd = path_in(directory, o->initrd);
	if (!c->cmdline)
		c->cmdline = kfb_cmdline_of(c->root, o);
}

/* Is @path the loaded kernel?  The header in that kernel's own boot parameters tells. */
static bool matches(const struct kfb_check *c, const char *path)
{
	struct kfb_mapped_file file;
	bool same;

	if (c->loaded.told_by != KFB_TOLD_BY_ITSELF || kfb_map_file(c->root, path, &file))
		return false;
	same = kfb_boot_page_is_of(&c->loaded.page, file.data, file.len);
	kfb_unmap_file(&file);
	return same;
}

static void take_kdump(struct kfb_check *c)
{
	struct kfb_kdump_plan plan;

	kfb_kdump_plan(c->root, &plan);
	c->whose = plan.whose;
	if (plan.kernel)
		c->files = KFB_FILES_KDUMP;
	c->kernel = plan.kernel;
	c->initrd = plan.initrd;
	c->kdump_args = plan.arguments;
	c->kdump_s_is_auto = plan.s_is_auto;
	if (c->cmdline)
		free(plan.cmdline);
	else
		c->cmdline = plan.cmdline;
}

/* Something else loaded the kernel: look for it in kdump's files, then in the usual places. */
static void take_matching(struct kfb_check *c)
{
	static const char *const usual[] = {
		"/boot/vmlinuz-%s",
		"/lib/modules/%s/vmlinuz",
		"/boot/vmlinuz",
		"/vmlinuz",
	};
	char *release, *path;

	take_kdump(c);
	if (c->loaded.told_by != KFB_TOLD_BY_ITSELF)
		return;
	if (c->kernel && matches(c, c->kernel)) {
		c->files = KFB_FILES_MATCHED;
		return;
	}
	/* kdump's kernel is not the one that is loaded. */
	free(c->kernel);
	free(c->initrd);
	c->kernel = c->initrd = NULL;
	c->files = KFB_FILES_UNKNOWN;
	release = kfb_running_release(c->root);
	for (size_t i = 0; i < ARRAY_SIZE(usual) && !c->kernel; i++) {
		if (asprintf(&path, usual[i], release ? release : "") < 0)
			break;
		if (matches(c, path)) {
			c->kernel = path;
			c->files = KFB_FILES_MATCHED;
		} else {
			free(path);
		}
	}
	free(release);
}

static void ask_files(struct kfb_check *c, const struct kfb_question *q)
{
	const struct kfb_state *note = &c->loaded.state;
	struct kfb_kexec_options options;

	if (q->argc) {
		kfb_kexec_options(q->argc, q->argv, &options);
		c->files = KFB_FILES_ASKED;
		take_options(c, &options, NULL);
		return;
	}
	c->cmdline = copy(c->loaded.cmdline);
	if (c->loaded.noted) {
		kfb_kexec_options((int)note->argc, note->argv, &options);
		c->files = KFB_FILES_NOTED;
		take_options(c, &options, note->directory);
		return;
	}
	if (c->loaded.loaded == 1)
		take_matching(c);
	else
		take_kdump(c);
}

/* A kexec built with libkexecfb also tells the next kernel, and writes no note of that. */
static bool tells_by_itself(const struct kfb_check *c, const char *kexec)
{
	struct kfb_bytes program;
	bool tells;

	if (!kexec || kfb_sysroot_read(c->root, kexec, &program))
		return false;
	tells = memmem(program.data, program.len, "kexec_fb_find", sizeof("kexec_fb_find") - 1);
	free(program.data);
	return tells;
}

static void take_told(struct kfb_check *c, const struct kexec_fb *fb, const struct kfb_question *q)
{
	if (c->asked || c->loaded.loaded != 1) {
		if (c->kernel)
			kfb_foresee(c, fb, q);
		return;
	}
	c->told_known = c->loaded.told_by != KFB_TOLD_BY_NOBODY;
	c->told = c->loaded.told;
	memcpy(c->si, c->loaded.si, sizeof(c->si));
	/*
	 * Without kexec-fb or such a kexec, only a devicetree can tell a kernel that is not for
	 * x86.
	 */
	if (!c->told_known && !c->x86)
		c->told_known = !tells_by_itself(c, q->kexec);
}

void kfb_check_gather(struct kfb_check *c, const struct kfb_sysroot *root,
		      const struct kexec_fb *fb, const struct kfb_question *question)
{
	memset(c, 0, sizeof(*c));
	c->root = root;
	c->asked = question->argc != 0;
	ask_screen(fb, &c->screen);
	ask_machine(c);
	if (!c->asked)
		kfb_loaded_ask(root, question->state_dir, &c->loaded);
	ask_files(c, question);
	if (c->kernel)
		kfb_next_file_read(root, c->kernel, &c->next);
	take_told(c, fb, question);
}

void kfb_check_free(struct kfb_check *c)
{
	kfb_loaded_free(&c->loaded);
	kfb_next_file_free(&c->next);
	free(c->kernel);
	free(c->initrd);
	free(c->cmdline);
	free(c->kdump_args);
	free(c->in_initrd.modules);
	free(c->foreseen_reason);
	memset(c, 0, sizeof(*c));
}
