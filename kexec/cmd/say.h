/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KFB_CMD_SAY_H
#define KFB_CMD_SAY_H

/* "kexec-fb: ..." and a newline on stderr; a stderr that takes nothing does no harm. */
void kfb_say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* What to do about the line before, on a line of its own; NULL or "": nothing. */
void kfb_say_hint(const char *hint);

#endif
