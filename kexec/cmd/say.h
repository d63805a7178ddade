/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KFB_CMD_SAY_H
#define KFB_CMD_SAY_H

/*
 * Print "kexec-fb: ..." and a newline on stderr.  A stderr that accepts nothing does no harm:
 * it raises no signal, and after one second of waiting, for all lines together, the rest is
 * dropped.  Control characters are shown as text (see printable.h).
 */
void kfb_say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Print what to do about the previous line, on a line of its own; NULL or "": nothing. */
void kfb_say_hint(const char *hint);

#endif
