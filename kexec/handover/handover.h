/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What has to stand where, in kexec's sight only, so that it hands the
 * scanout on: one plan per architecture.
 */
#ifndef KFB_HANDOVER_HANDOVER_H
#define KFB_HANDOVER_HANDOVER_H

#include "handover/kexec_options.h"
#include "kernel/kind.h"
#include "kexec-fb.h"
#include "overlay/overlay.h"

struct kfb_handover {
	const struct kfb_handover_arch *arch;
	struct kexec_fb *fb;
	char *const *argv;	/* kexec's */
	const struct kfb_kexec_options *options;
	uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE];
	struct kfb_binding bindings[KFB_MAX_BINDINGS];
	size_t count;
	const char *problem;	/* why a step failed, one line; allocated or static */
	uint64_t offset;	/* of the filled bytes in the first binding's file */
};

struct kfb_handover_arch {
	const char *machine;	/* as uname(2) says */
	enum kfb_arch arch;	/* the kernels that it runs */
	/* What of the files kexec_file_load() may refuse, for a person; NULL: it sees none. */
	const char *refusable;
	/* What must be said beforehand: 0, or -errno with a problem (the warning). */
	int (*foresee)(struct kfb_handover *h);
	/* Fill h->bindings; none at all: run kexec as it is. */
	int (*plan)(struct kfb_handover *h);
	/* Write one binding's file, in the namespace. */
	int (*write)(struct kfb_handover *h, const struct kfb_binding *binding, int fd);
	/* Is what kexec will read what was written? */
	int (*verify)(struct kfb_handover *h);
};

/*
 * What this build can run on, ended by NULL: one handover_*.c is linked, so
 * that a build for x86 does not load what only reads kernel images.
 */
extern const struct kfb_handover_arch *const kfb_handover_archs[];

/* The running machine's; NULL: there is no way to tell the next kernel. */
const struct kfb_handover_arch *kfb_handover_arch(void);

/* Format h->problem and return -@errnum. */
int kfb_handover_fail(struct kfb_handover *h, int errnum, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * Namespace, files, check: struct kfb_job's prepare.  @handover was planned; with
 * nothing to bind, nothing is done.
 */
const char *kfb_handover_enter(void *handover, bool *changed);

#endif
