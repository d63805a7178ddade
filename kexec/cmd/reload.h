/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KFB_CMD_RELOAD_H
#define KFB_CMD_RELOAD_H

#include "check/state_file.h"
#include "cmd/ask_screen.h"
#include "sysroot.h"

/*
 * Load the crash kernel of the note @state again, exactly as it was loaded, if the screen is
 * not what it was then, and say so.  The caller holds the lock of @book.  An exit status.
 */
int kfb_reload_if_changed(const struct kfb_own_options *own, const struct kfb_sysroot *root,
			  const struct kfb_screen *now, struct kfb_notebook *book,
			  struct kfb_state *state);

/* Say that the crash kernel stays, as it cannot be told whose it is.  An exit status. */
int kfb_reload_cannot_tell(int error);

#endif
