/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KFB_CMD_SAY_H
#define KFB_CMD_SAY_H

/*
 * "kexec-fb: ..." and a newline on stderr.  A stderr that takes nothing does no harm: no
 * signal comes of it, and after a second of waiting, for all lines together, what it does
 * not take is dropped.  Control characters are shown, not sent (see printable.h).
 */
void kfb_say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* What to do about the line before, on a line of its own; NULL or "": nothing. */
void kfb_say_hint(const char *hint);

#endif
