/* SPDX-License-Identifier: GPL-2.0-only */
/* Change kexec's arguments if needed: only in the child, never in its parent. */
#ifndef KFB_HANDOVER_ARGUMENTS_H
#define KFB_HANDOVER_ARGUMENTS_H

#include "handover/handover.h"

/* The most that may be added. */
#define KFB_EXTRA_ARGUMENTS 4

/*
 * A copy of @argv with room for KFB_EXTRA_ARGUMENTS more; NULL: out of memory.  The caller
 * frees it.
 */
char **kfb_arguments_copy(int argc, char *const argv[]);

/* Add @option, a static string, after all other options of kexec. */
void kfb_arguments_add(struct kfb_handover *h, const char *option);

/*
 * Put @option in front of the next kernel's command line, as kexec would make that from its
 * arguments.  0 or -errno; h->fb owns the strings.
 */
int kfb_arguments_add_to_cmdline(struct kfb_handover *h, const char *option);

/* Does the command line that kexec would pass on have a video=efifb: option? */
bool kfb_arguments_have_efifb(const struct kfb_handover *h);

#endif
