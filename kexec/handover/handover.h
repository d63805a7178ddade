/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which files kexec must see, and with what contents, to pass the framebuffer
 * on: one plan per architecture.
 */
#ifndef KFB_HANDOVER_HANDOVER_H
#define KFB_HANDOVER_HANDOVER_H

#include "handover/kexec_options.h"
#include "kernel/kind.h"
#include "kexec-fb.h"
#include "overlay/overlay.h"
#include "sysroot.h"

struct kfb_handover;

/* What a person is told.  A note that was never written is all 0. */
struct kfb_note {
	char *text;		/* one line, owned; NULL although written: out of memory */
	const char *hint;	/* what to do about it; static, or NULL */
	bool written;
};

/* One file that kexec sees in place of another, and where its bytes come from. */
struct kfb_handover_file {
	const char *name;	/* in the overlay; static */
	const char *target;	/* the path that kexec opens */
	bool closed_will_do;	/* all that matters is that kexec does not see the target */
	/* Write the file to @fd, in the namespace, before anything is bound. */
	int (*write)(struct kfb_handover *h, struct kfb_handover_file *file, int fd);
	/* Does the target now show what was written?  NULL: nothing can tell. */
	int (*verify)(struct kfb_handover *h, const struct kfb_handover_file *file);
	uint64_t offset;	/* of screen_info in it, set by write() */
};

/* What the administrator allows. */
struct kfb_policy {
	bool verbatim;		/* kexec's arguments stay as they are */
	bool s_is_auto;		/* an -s among them is the distribution's, and means -a */
};

struct kfb_handover {
	/* The caller's. */
	const struct kfb_handover_arch *arch;
	struct kexec_fb *fb;	/* after a successful kexec_fb_find() */
	const struct kfb_sysroot *live;	/* what kexec itself will read: "/", but for tests */
	const char *kexec;	/* the real one's path */
	char *const *argv;	/* kexec's */
	char **args;		/* what it is run with: see arguments.h */
	const struct kfb_policy *policy;
	const struct kfb_kexec_options *options;
	bool required;		/* a maybe is not enough */
	uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE];

	/* The plan's. */
	struct kfb_handover_file files[KFB_MAX_BINDINGS];
	size_t count;		/* 0: kexec sees no other files */
	size_t added;		/* arguments in args that argv has not */
	bool args_changed;
	struct kfb_note later;	/* what will become of the screen before the next kernel runs */
	struct kfb_note done;	/* what was done to args that a person should know */
	struct kfb_note warning;	/* the plan holds, but a person should know this */
	struct kfb_note problem;	/* why the plan, or a later step, failed */
};

struct kfb_handover_arch {
	const char *machine;	/* as uname(2) says */
	enum kfb_arch arch;	/* the kernels that it runs */
	/*
	 * Why kexec_file_load() might reject our files, and what would help; NULL if it
	 * never sees them.
	 */
	const char *refusable;
	/*
	 * Judge and fill h->files, changing nothing on the system: 0, maybe with a
	 * h->warning, or -errno with h->problem.
	 */
	int (*plan)(struct kfb_handover *h);
};

/*
 * What this build can run on, ended by NULL: one by_*.c is linked, so that a build
 * for x86 does not contain the code for kernel images.
 */
extern const struct kfb_handover_arch *const kfb_handover_archs[];

/* The running machine's; NULL: there is no way to tell the next kernel. */
const struct kfb_handover_arch *kfb_handover_arch(void);

/* Write @note, over an earlier text if any. */
void kfb_note(struct kfb_note *note, const char *hint, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Write h->problem and return -@errnum, so that a check is one line; @hint may be NULL. */
int kfb_handover_fail(struct kfb_handover *h, int errnum, const char *hint,
		      const char *format, ...) __attribute__((format(printf, 4, 5)));

/*
 * When kexec_fb_find() says that the devicetree does it: 0, and nothing is planned; or
 * -errno with h->problem if kexec passes on another devicetree.
 */
int kfb_handover_by_devicetree(struct kfb_handover *h);

/*
 * Enter the namespace, write the planned files, bind and verify them.  0, or -errno
 * with h->problem: the process must exit then.  Without planned files nothing is done.
 */
int kfb_handover_enter(struct kfb_handover *h);

/*
 * Write h->later if the display's driver switches it off on the way to the kernel that is
 * loaded: kexec -e shuts drivers down, a panic does not.
 */
void kfb_handover_foresee_exec(struct kfb_handover *h);

/* Free the notes. */
void kfb_handover_release(struct kfb_handover *h);

#endif
