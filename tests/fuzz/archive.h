/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A whole system in one buffer instead of files below a root directory: the linker replaces
 * the functions of sysroot.h by archive.c's, which read that buffer.
 *
 *	entry: TYPE path '\n' contents, up to the next byte that is a type
 */
#ifndef FUZZ_ARCHIVE_H
#define FUZZ_ARCHIVE_H

#include <stddef.h>

enum archive_type {
	/* bytes that occur in no text, and seldom in a screen_info */
	ARCHIVE_FILE = 0xf1,	  /* contents: the file's */
	ARCHIVE_LINK = 0xf2,	  /* contents: the path without symbolic links */
	ARCHIVE_NUMBERS = 0xf3,	  /* path: directory, '/', prefix; contents: the numbers */
	ARCHIVE_DIRECTORY = 0xf4, /* exists */
	ARCHIVE_TYPES_END,
};

struct archive {
	const char *data;
	size_t len;
};

/* Read from this archive; NULL: from the real root, calling archive_note for each file. */
extern const struct archive *archive;

/* What kfb_sysroot_open_file() returns for any name; -1: a file of the archive. */
extern int archive_file;

/* Called for each entry of @type found in the real root; NULL: nobody wants to know. */
extern void (*archive_note)(enum archive_type type, const char *path, const char *contents,
			    size_t len);

/* Get the contents of the first such entry: 0 or -ENOENT. */
int archive_find(enum archive_type type, const char *path, struct archive *contents);

#endif
