/* SPDX-License-Identifier: GPL-2.0-only */
/* What the next kernel's file says of itself: kind, release, configuration. */
#ifndef KFB_CHECK_NEXT_FILE_H
#define KFB_CHECK_NEXT_FILE_H

#include "check/files.h"
#include "kernel/kind.h"
#include "kernel/release.h"

struct kfb_next_file {
	int error;			/* of reading it; 0 */
	const char *reason;		/* why; static */
	struct kfb_mapping file;
	struct kfb_kernel_id id;
	char release[KFB_RELEASE_SIZE];	/* "": not known */
	struct kfb_config config;	/* text NULL: not found */
	char *config_path;		/* where; NULL: in the image */
	char *config_text;		/* owned */
};

/* Fills @n whatever is wrong with @path. */
void kfb_next_file_read(const struct kfb_sysroot *root, const char *path,
			struct kfb_next_file *n);
void kfb_next_file_free(struct kfb_next_file *n);

/*
 * The kernel proper, unpacked where it is compressed; the caller frees data if it is not
 * the file's own.  -ENOTSUP: a compression that is not known.
 */
int kfb_next_file_unpack(const struct kfb_next_file *n, struct kfb_mapping *image, bool *owned);

/* Pure: the release in a bzImage's header (Documentation/arch/x86/boot.rst, kernel_version). */
bool kfb_bzimage_release(const uint8_t *image, size_t len, char release[KFB_RELEASE_SIZE]);

#endif
