/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KFB_CMD_PRINTABLE_H
#define KFB_CMD_PRINTABLE_H

#include <stddef.h>

/* Bytes that one byte of a text may become. */
#define KFB_PRINTABLE_GROWTH	(sizeof("\\xff") - 1)

/*
 * Copy @text to @out without what a terminal obeys: control characters, also those of
 * Latin-1 (U+0080 to U+009F), and bytes that are no UTF-8 become \xHH.  @out has room for
 * KFB_PRINTABLE_GROWTH * strlen(text) + 1 bytes.  Returns its length.
 */
size_t kfb_printable(const char *text, char *out);

#endif
