/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Files that only one process and its children see: in a mount namespace of their own, files of
 * a tmpfs are bound over others.  The namespace ends with its last process, so nothing stays
 * behind, however that process ends.  Mounts made outside appear inside, never the reverse.
 *
 * Call kfb_overlay_begin(), then kfb_overlay_create() for each binding, then
 * kfb_overlay_bind().  After any failure the process must exit, because the namespace may be
 * half made.
 */
#ifndef KFB_OVERLAY_OVERLAY_H
#define KFB_OVERLAY_OVERLAY_H

#include <stdbool.h>
#include <stddef.h>

#define KFB_MAX_BINDINGS 4

struct kfb_binding {
	const char *name;    /* name of a file to create in the overlay */
	const char *target;  /* an existing file of any kind */
	bool closed_will_do; /* it does not matter if the reader may not open it */
};

struct kfb_overlay {
	const struct kfb_binding *bindings;
	size_t count;
	int targets[KFB_MAX_BINDINGS];
	int tmpfs;		/* its directory */
	const char *mountpoint; /* where the tmpfs is in the namespace; NULL: nowhere */
	const char *step;	/* what was tried last, for the message if it fails */
};

/*
 * Enter a new mount namespace (CAP_SYS_ADMIN) with an empty tmpfs.  @bindings must stay valid
 * until kfb_overlay_bind().
 */
int kfb_overlay_begin(struct kfb_overlay *overlay, const struct kfb_binding *bindings,
		      size_t count);

/*
 * Create the file of binding @index in the tmpfs, labelled like its target.  It is open for
 * reading and writing, and the caller closes it.
 */
int kfb_overlay_create(struct kfb_overlay *overlay, size_t index);

/* Bind every file over its target, and take the tmpfs itself out of sight. */
int kfb_overlay_bind(struct kfb_overlay *overlay);

#endif
