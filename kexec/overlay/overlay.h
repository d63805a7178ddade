/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Files that only one process and its children see: a mount namespace of their own, in
 * which files of a tmpfs are bound over others.  The namespace ends with its last process,
 * so nothing stays behind, however that process ends.  Mounts made outside appear inside,
 * never the reverse.
 *
 * Call kfb_overlay_begin(), then kfb_overlay_create() for each binding, then
 * kfb_overlay_bind().  After any failure the process must exit: the namespace may be half
 * made.
 */
#ifndef KFB_OVERLAY_OVERLAY_H
#define KFB_OVERLAY_OVERLAY_H

#include <stdbool.h>
#include <stddef.h>

#define KFB_MAX_BINDINGS	4

struct kfb_binding {
	const char *name;	/* of a file that will be created in the overlay */
	const char *target;	/* an existing file of any kind */
	bool closed_will_do;	/* whether who is to see it may open it does not matter */
};

struct kfb_overlay {
	const struct kfb_binding *bindings;
	size_t count;
	int targets[KFB_MAX_BINDINGS];
	int tmpfs;		/* its directory */
	const char *mountpoint;	/* where the tmpfs is in the namespace; NULL: nowhere */
	const char *step;	/* what was tried last, for the message of a failure */
};

/*
 * Enter a new mount namespace (CAP_SYS_ADMIN) with an empty tmpfs;
 * @bindings must stay until kfb_overlay_bind().
 */
int kfb_overlay_begin(struct kfb_overlay *overlay, const struct kfb_binding *bindings,
		      size_t count);

/*
 * The file of binding @index in the tmpfs, labelled like its target, open for reading and
 * writing: the caller closes it.
 */
int kfb_overlay_create(struct kfb_overlay *overlay, size_t index);

/* Bind every file over its target, and take the tmpfs itself out of sight. */
int kfb_overlay_bind(struct kfb_overlay *overlay);

#endif
