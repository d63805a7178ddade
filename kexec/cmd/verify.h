/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Did the load that ended well tell the crash kernel what it should have?  kexec goes on without
 * a word if its own SELinux domain may not read a file that holds the framebuffer, and then
 * leaves out the firmware's tables as well.  Nobody can ask beforehand what that domain may
 * read: the mounts and their labels are ours, and the domain is entered only when kexec starts.
 */
#ifndef KFB_CMD_VERIFY_H
#define KFB_CMD_VERIFY_H

#include <stdbool.h>

#include "cmd/request.h"

/*
 * Is what was loaded as the note of this load says?  False only if the crash kernel's memory
 * shows something else.  Where SELinux does not enforce anything, it is not looked at.
 */
bool kfb_load_is_as_noted(const struct kfb_request *r);

/* It is not: say so, and run plain kexec, unless the framebuffer is required.  Exit status. */
int kfb_load_once_more(const struct kfb_request *r);

#endif
