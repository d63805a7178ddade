/* SPDX-License-Identifier: GPL-2.0-only */
/* Large files of the machine to be checked, and where kdump keeps its own. */
#ifndef KFB_CHECK_FILES_H
#define KFB_CHECK_FILES_H

#include <stdbool.h>
#include <stdint.h>

#include "kernel/config.h"
#include "sysroot.h"

struct kfb_mapping {
	uint8_t *data;
	size_t len;
};

/* -ENODATA: empty, or not a regular file; else an error of open(2) or mmap(2). */
int kfb_map(const struct kfb_sysroot *root, const char *path, struct kfb_mapping *m);
void kfb_unmap(struct kfb_mapping *m);

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

/*
 * Find config-@release beside @kernel or in /boot, or config in /lib/modules/@release: its text
 * and, in *path, its name, both allocated.  -ENOENT: none.
 */
int kfb_find_config(const struct kfb_sysroot *root, const char *kernel, const char *release,
		    struct kfb_bytes *text, char **path);

#endif
