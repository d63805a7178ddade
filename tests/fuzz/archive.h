/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A whole system in one buffer, in place of the files below a root directory: the linker
 * replaces what sysroot.h offers by what archive.c reads in it.
 *
 *	entry: TYPE path '\n' contents, up to the next byte that is a type
 */
#ifndef FUZZ_ARCHIVE_H
#define FUZZ_ARCHIVE_H

#include <stddef.h>

enum archive_type {
	/* bytes of no text, and seldom in a screen_info */
	ARCHIVE_FILE = 0xf1,	/* contents: the file's */
	ARCHIVE_LINK = 0xf2,	/* contents: the path without symbolic links */
	ARCHIVE_NUMBERS = 0xf3,	/* path: directory, '/', prefix; contents: the numbers */
	ARCHIVE_DIRECTORY = 0xf4,	/* exists */
	ARCHIVE_TYPES_END,
};

struct archive {
	const char *data;
	size_t len;
};

/* What is read from now on; NULL: the files below the real root, noted by archive_note. */
extern const struct archive *archive;

/* What kfb_sysroot_open_file() opens, whatever its name; -1: a file of the archive. */
extern int archive_file;

/* An entry of @type as found in the real root; NULL: noted by nobody. */
extern void (*archive_note)(enum archive_type type, const char *path, const char *contents,
			    size_t len);

/* The contents of the first entry, 0 or -ENOENT. */
int archive_find(enum archive_type type, const char *path, struct archive *contents);

#endif
