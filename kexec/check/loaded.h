/* SPDX-License-Identifier: GPL-2.0-only */
/* The crash kernel that is loaded now, asked of the kernel and of its memory. */
#ifndef KFB_CHECK_LOADED_H
#define KFB_CHECK_LOADED_H

#include "check/boot_page.h"
#include "check/state.h"
#include "sysroot.h"

enum kfb_told_by {
	KFB_TOLD_BY_NOBODY,	/* what it was told is not known */
	KFB_TOLD_BY_ITSELF,	/* read in its own boot parameters */
	KFB_TOLD_BY_NOTE,	/* written down when it was loaded */
};

struct kfb_loaded {
	int loaded;		/* 1, 0, or -errno: not known */
	bool noted;		/* state holds the note of this very load */
	int note_error;		/* of reading the note: 0, -ENOENT, or e.g. -EACCES */
	struct kfb_state state;
	enum kfb_told_by told_by;
	bool told;		/* anything at all */
	uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE];
	char *cmdline;		/* out of its memory; NULL: not known */
	struct kfb_boot_page page;	/* told_by ITSELF */
	const char *page_reason;	/* why its memory was not read; NULL: it was, or no x86 */
};

/* Fills @l; the caller kfb_loaded_free()s it. */
void kfb_loaded_ask(const struct kfb_sysroot *root, const char *state_dir, struct kfb_loaded *l);
void kfb_loaded_free(struct kfb_loaded *l);

/* Is a crash kernel loaded?  1, 0, or -errno. */
int kfb_crash_is_loaded(const struct kfb_sysroot *root);

/* Is the file of @note still the one that was loaded? */
bool kfb_file_is_noted(const struct kfb_sysroot *root, const struct kfb_file_note *note);

#endif
