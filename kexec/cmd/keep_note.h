/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * exec's part in the notes of loads (check/state_file.h): written down what a load told, so
 * that `check` and `refresh` know it later.  Nothing here keeps kexec from loading: where
 * no note can be written, none is.
 */
#ifndef KFB_CMD_KEEP_NOTE_H
#define KFB_CMD_KEEP_NOTE_H

#include "check/state_file.h"
#include "cmd/cmd.h"
#include "handover/kexec_options.h"

struct kfb_note_keeper {
	struct kfb_notebook book;	/* dir -1: no note is kept */
	bool lent;			/* the book is the caller's, locked by it */
	struct kfb_state state;
};

/*
 * Begin the note of the load of @argv.  Waits for another load or refresh; if that takes
 * too long, goes on.  No note is kept of a load for a screen that was recorded elsewhere
 * (--sysroot), unless KEXEC_FB_RUN names a place for it.  @book: one that is open and locked already, or NULL.
 */
void kfb_note_begin(struct kfb_note_keeper *k, const struct kfb_own_options *own,
		    const struct kfb_kexec_options *options, int argc, char **argv,
		    const struct kfb_notebook *book);

/* What is on the screen; NULL: nothing that could be told.  Nothing is told yet. */
void kfb_note_seen(struct kfb_note_keeper *k, const uint8_t *si);

/* kexec is about to tell what was seen, in the way @way. */
void kfb_note_told(struct kfb_note_keeper *k, const char *way);

/*
 * Run plain kexec, which tells nothing, in place of this process, or as its child where a
 * note is to be kept.  Returns the status to exit with.
 */
int kfb_note_run_plain(struct kfb_note_keeper *k, const char *kexec, char **argv);

/* The load ended with @wait_status: keep the note, or drop it and leave the one before. */
void kfb_note_end(struct kfb_note_keeper *k, int wait_status);

/* What was loaded is unloaded, or loaded without us: forget the note of it. */
void kfb_note_forget(const struct kfb_kexec_options *options);

#endif
