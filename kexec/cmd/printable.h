/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KFB_CMD_PRINTABLE_H
#define KFB_CMD_PRINTABLE_H

#include <stddef.h>

/* The most bytes that one byte of text can become. */
#define KFB_PRINTABLE_GROWTH (sizeof("\\xff") - 1)

/*
 * Copy @text to @out without anything that a terminal obeys: control characters, including
 * Latin-1's (U+0080 to U+009F), and bytes that are not UTF-8 become \xHH.  @out has room for
 * KFB_PRINTABLE_GROWTH * strlen(text) + 1 bytes.  Returns the length of @out.
 */
size_t kfb_printable(const char *text, char *out);

#endif
