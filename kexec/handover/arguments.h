/* SPDX-License-Identifier: GPL-2.0-only */
/* kexec's arguments where they are not left as they are: in the child, never in its parent. */
#ifndef KFB_HANDOVER_ARGUMENTS_H
#define KFB_HANDOVER_ARGUMENTS_H

#include "handover/handover.h"

/* How many may be added. */
#define KFB_EXTRA_ARGUMENTS	4

/* A copy of @argv with room for them; NULL: no memory.  The caller frees. */
char **kfb_arguments_copy(int argc, char *const argv[]);

/* @option, static, as kexec's last one. */
void kfb_arguments_add(struct kfb_handover *h, const char *option);

/*
 * @option in front of the next kernel's command line, as kexec would make it of its
 * arguments.  0 or -errno; the strings are owned by h->fb.
 */
int kfb_arguments_add_to_cmdline(struct kfb_handover *h, const char *option);

/* Does the command line that kexec would pass on have a video=efifb: option? */
bool kfb_arguments_have_efifb(const struct kfb_handover *h);

#endif
