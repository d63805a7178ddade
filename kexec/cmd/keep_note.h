/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * exec's part in the notes of loads (check/state_file.h): write down what a load told the next
 * kernel, so that `check` and `refresh` know it later.  Nothing here may keep kexec from
 * loading: if a note cannot be written, there is none.
 */
#ifndef KFB_CMD_KEEP_NOTE_H
#define KFB_CMD_KEEP_NOTE_H

#include "check/state_file.h"
#include "cmd/cmd.h"
#include "handover/kexec_options.h"

struct kfb_note_keeper {
	struct kfb_notebook book; /* dir -1: no note is kept */
	bool lent;		  /* the book belongs to the caller, who holds its lock */
	bool forgets;		  /* write nothing; if the load succeeds, the old note is void */
	struct kfb_state state;
};

/*
 * Begin the note about the load of @argv.  Waits for another load or refresh, but not for ever.
 * @book is one that the caller has opened and locked, or NULL.  Keeps no note if the screen is
 * of a recorded machine (--sysroot), unless KEXEC_FB_RUN names a place for it.
 */
void kfb_note_begin(struct kfb_note_keeper *k, const struct kfb_own_options *own,
		    const struct kfb_kexec_options *options, int argc, char **argv,
		    const struct kfb_notebook *book);

/* Note what is on the screen; NULL: nothing to tell.  Nothing has been told yet. */
void kfb_note_seen(struct kfb_note_keeper *k, const uint8_t *si);

/* Note that kexec is about to tell the next kernel what was seen; @way is how. */
void kfb_note_told(struct kfb_note_keeper *k, const char *way);

/*
 * Run plain kexec, which tells the next kernel nothing.  It replaces this process or, if a note
 * is to be kept, runs as a child.  Returns the status to exit with.
 */
int kfb_note_run_plain(struct kfb_note_keeper *k, const char *kexec, char **argv);

/* The load ended with @wait_status: keep the note, or drop it and leave the earlier one. */
void kfb_note_end(struct kfb_note_keeper *k, int wait_status);

/*
 * Run kexec untouched for a load or an unload that is none of ours, and forget the note of the
 * kernel before it once that is gone.  Like kfb_note_run_plain(), it may not return.
 */
int kfb_note_pass_on(const struct kfb_kexec_options *options, const char *kexec, char **argv);

#endif
