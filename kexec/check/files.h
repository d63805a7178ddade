/* SPDX-License-Identifier: GPL-2.0-only */
/* What kdump would load, by its settings and by what is where it looks. */
#ifndef KFB_CHECK_FILES_H
#define KFB_CHECK_FILES_H

#include <stdbool.h>

#include "sysroot.h"

/*
 * What kdump would load, as far as its files tell.  NULL members: not known.  All are
 * allocated.
 */
struct kfb_kdump_plan {
	const char *whose; /* "kdump-tools", "kdumpctl"; NULL: neither is set up here */
	char *kernel, *initrd, *cmdline;
	char *arguments; /* that its settings add to kexec's */
	bool s_is_auto;	 /* it runs us with --kdumpctl */
};

void kfb_kdump_plan(const struct kfb_sysroot *root, struct kfb_kdump_plan *plan);
void kfb_kdump_plan_free(struct kfb_kdump_plan *plan);

/* The running kernel's release, as uname -r prints it; allocated; NULL: not known. */
char *kfb_running_release(const struct kfb_sysroot *root);

/* The running kernel's command line without what belongs to this boot only; allocated. */
char *kfb_reused_cmdline(const struct kfb_sysroot *root);

/*
 * Pure: the value of the last NAME=VALUE line in a shell's settings, without quotes and with
 * nothing expanded; allocated; NULL: none, or out of memory.
 */
char *kfb_shell_value(const char *text, const char *name);

#endif
