/* SPDX-License-Identifier: GPL-2.0-only */
/* What the next kernel's file says about itself: kind, release, configuration. */
#ifndef KFB_CHECK_NEXT_FILE_H
#define KFB_CHECK_NEXT_FILE_H

#include "kernel/config.h"
#include "kernel/kind.h"
#include "kernel/release.h"
#include "map_file.h"

struct kfb_next_file {
	int error;	    /* why it could not be read; 0: it could */
	const char *reason; /* the reason; static */
	struct kfb_mapped_file file;
	struct kfb_kernel_id id;
	char release[KFB_RELEASE_SIZE]; /* "": not known */
	struct kfb_config config;	/* text NULL: not found */
	char *config_path;		/* its file; NULL: it is in the image */
	char *config_text;		/* owned */
};

/* Fill in @n, even if @path is missing or damaged. */
void kfb_next_file_read(const struct kfb_sysroot *root, const char *path, struct kfb_next_file *n);
void kfb_next_file_free(struct kfb_next_file *n);

/*
 * Get the kernel proper, unpacking it if it is compressed; if *owned, the caller frees its
 * data.  -ENOTSUP: an unknown compression.
 */
int kfb_next_file_unpack(const struct kfb_next_file *n, struct kfb_mapped_file *image, bool *owned);

#endif
