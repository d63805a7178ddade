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

/* A message for a person.  All members are 0 until it is written. */
struct kfb_note {
	char *text;	  /* one line, owned; NULL: not written, or out of memory */
	const char *hint; /* what to do about it; static, or NULL */
	bool written;
};

/* A file that kexec sees in place of another, and how to make its content. */
struct kfb_handover_file {
	const char *name;    /* in the overlay; static */
	const char *target;  /* the path that kexec opens */
	bool closed_will_do; /* it is enough that kexec does not see the target */
	/* Write the file to @fd, inside the namespace, before anything is bound. */
	int (*write)(struct kfb_handover *h, struct kfb_handover_file *file, int fd);
	/* Does the target now show what was written?  NULL: there is no way to tell. */
	int (*verify)(struct kfb_handover *h, const struct kfb_handover_file *file);
	uint64_t offset; /* of screen_info in it, set by write() */
};

/* What the administrator allows us to change. */
struct kfb_policy {
	bool verbatim;	/* leave kexec's arguments as they are */
	bool s_is_auto; /* an -s is the distribution's, and means -a */
};

struct kfb_handover {
	/* Set by the caller: */
	const struct kfb_handover_arch *arch;
	struct kexec_fb *fb;		/* after a successful kexec_fb_find() */
	const struct kfb_sysroot *live; /* what kexec itself will read: "/", except in tests */
	const char *kexec;		/* the real one's path */
	char *const *argv;		/* kexec's */
	char **args;			/* the arguments it will run with: see arguments.h */
	const struct kfb_policy *policy;
	const struct kfb_kexec_options *options;
	bool required; /* the framebuffer must certainly be passed on */
	uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE];

	/* Set by the plan: */
	struct kfb_handover_file files[KFB_MAX_BINDINGS];
	size_t count; /* 0: kexec sees the original files */
	size_t added; /* arguments in args that are not in argv */
	bool args_changed;
	struct kfb_note later;	 /* what will happen to the screen before the next kernel runs */
	struct kfb_note done;	 /* changes of args that a person should know about */
	struct kfb_note warning; /* the plan works, but a person should know this */
	struct kfb_note problem; /* why the plan, or a later step, failed */
};

struct kfb_handover_arch {
	const char *machine; /* as from uname(2) */
	enum kfb_arch arch;  /* of the kernels that it runs */
	/*
	 * Why kexec_file_load() might reject our files, and what to do then; NULL: it never
	 * sees them.
	 */
	const char *refusable;
	/*
	 * Judge, and fill in h->files, without changing the system: 0, possibly with
	 * h->warning, or -errno with h->problem.
	 */
	int (*plan)(struct kfb_handover *h);
};

/*
 * The architectures that this build supports, ended by NULL.  Only one by_*.c is linked, so
 * that a build for x86 does not contain the code for kernel images.
 */
extern const struct kfb_handover_arch *const kfb_handover_archs[];

/* The running machine's; NULL: we know no way to tell the next kernel. */
const struct kfb_handover_arch *kfb_handover_arch(void);

/* Write @note, replacing an earlier text. */
void kfb_note(struct kfb_note *note, const char *hint, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Write h->problem and return -@errnum, so that a check takes one line; @hint may be NULL. */
int kfb_handover_fail(struct kfb_handover *h, int errnum, const char *hint, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/*
 * For when kexec_fb_find() says that the devicetree tells the next kernel: 0, with nothing
 * planned; or -errno with h->problem, if kexec passes on another devicetree.
 */
int kfb_handover_by_devicetree(struct kfb_handover *h);

/*
 * Enter the namespace; write, bind and verify the planned files.  0, or -errno with h->problem,
 * and then the process must exit.  Does nothing if no files are planned.
 */
int kfb_handover_enter(struct kfb_handover *h);

/*
 * Write h->later if the display's driver switches the display off before the loaded kernel
 * starts: kexec -e shuts drivers down, a panic does not.
 */
void kfb_handover_foresee_exec(struct kfb_handover *h);

/* Free the notes. */
void kfb_handover_release(struct kfb_handover *h);

#endif
