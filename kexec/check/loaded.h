/* SPDX-License-Identifier: GPL-2.0-only */
/* The crash kernel that is loaded now, as the kernel and that memory show it. */
#ifndef KFB_CHECK_LOADED_H
#define KFB_CHECK_LOADED_H

#include "check/boot_page.h"
#include "check/state.h"
#include "sysroot.h"

enum kfb_told_by {
	KFB_TOLD_BY_NOBODY, /* what it was told is not known */
	KFB_TOLD_BY_ITSELF, /* read from its own boot parameters */
	KFB_TOLD_BY_NOTE,   /* written down when it was loaded */
};

struct kfb_loaded {
	int loaded;	/* 1, 0, or -errno: not known */
	bool noted;	/* state holds the note of this very load */
	int note_error; /* why the note could not be read: 0, -ENOENT, -EACCES, ... */
	struct kfb_state state;
	enum kfb_told_by told_by;
	bool told; /* it was told something */
	uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE];
	char *cmdline;		   /* from its memory; NULL: not known */
	struct kfb_boot_page page; /* if told_by is KFB_TOLD_BY_ITSELF */
	const char *page_reason;   /* why its memory was not read; NULL: it was, or not x86 */
};

/* Fill in @l, which the caller releases with kfb_loaded_free(). */
void kfb_loaded_ask(const struct kfb_sysroot *root, const char *state_dir, struct kfb_loaded *l);
void kfb_loaded_free(struct kfb_loaded *l);

/* Does the crash kernel's own memory show that it was not told what @note says? */
bool kfb_loaded_contradicts(const struct kfb_sysroot *root, const struct kfb_state *note);

/* Is a crash kernel loaded?  1, 0, or -errno. */
int kfb_crash_is_loaded(const struct kfb_sysroot *root);

/* Is the file of @note still the one that was loaded? */
bool kfb_file_is_noted(const struct kfb_sysroot *root, const struct kfb_file_note *note);

#endif
