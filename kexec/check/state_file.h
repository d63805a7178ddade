/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The notes of loads in /run/kexec-fb, which only root may use, and the lock on them.
 *
 * A note is written as "crash.new" before kexec runs, and becomes "crash" once kexec has
 * succeeded.  So a load that is killed leaves "crash.new" behind, which means that either may
 * be loaded.
 */
#ifndef KFB_CHECK_STATE_FILE_H
#define KFB_CHECK_STATE_FILE_H

#include <sys/stat.h>

#include "check/state.h"

#define KFB_STATE_DIR "/run/kexec-fb"

/* The value of KEXEC_FB_RUN, or else KFB_STATE_DIR. */
const char *kfb_state_dir_path(void);

struct kfb_notebook {
	int dir;	  /* -1: there is none, so nothing is written */
	int lock;	  /* -1: not held */
	const char *name; /* "crash", or "kexec" for kexec -l */
};

/*
 * Open the directory, after making it if @create: 0, -ENOENT, -EACCES, or -EPERM if it is not
 * this user's own.
 */
int kfb_notebook_open(const char *path, bool create, const char *name, struct kfb_notebook *n);
void kfb_notebook_close(struct kfb_notebook *n);

/* Wait for a running load or refresh to end: 0, or -ETIMEDOUT. */
int kfb_notebook_lock(struct kfb_notebook *n, unsigned int patience_ms);

void kfb_notebook_unlock(const struct kfb_notebook *n);

/* Tells one note from another without reading them; all zero: there is none. */
void kfb_notebook_stamp(const struct kfb_notebook *n, struct kfb_file_note *stamp);

/* -ENOENT: no note; otherwise like kfb_state_parse(). */
int kfb_notebook_read(const struct kfb_notebook *n, struct kfb_state *state, struct kfb_error *err);

/* Likewise, the note of a load that was interrupted. */
int kfb_notebook_read_new(const struct kfb_notebook *n, struct kfb_state *state,
			  struct kfb_error *err);

int kfb_notebook_write_new(const struct kfb_notebook *n, const struct kfb_state *state);
int kfb_notebook_commit(const struct kfb_notebook *n);
void kfb_notebook_drop_new(const struct kfb_notebook *n);
void kfb_notebook_forget(const struct kfb_notebook *n); /* both notes */

/* A time that cannot be noted is 0: before 1970, and from 2262 on. */
int64_t kfb_mtime_ns(const struct stat *st);

/* Fill @note from the file at @path; nothing but the path where it cannot be looked at. */
int kfb_file_note(const char *path, struct kfb_file_note *note);

#endif
