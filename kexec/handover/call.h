/* SPDX-License-Identifier: GPL-2.0-only */
/* Making kexec take the system call that carries the screen. */
#ifndef KFB_HANDOVER_CALL_H
#define KFB_HANDOVER_CALL_H

#include "handover/handover.h"
#include "handover/syscall_choice.h"

/* Ask the system, and choose.  h->args is left alone. */
struct kfb_syscall_choice kfb_call_choose(const struct kfb_handover *h, bool file_load_is_right);

/*
 * Have kexec take kexec_load(), and have the kernel update what is loaded at CPU and memory
 * hotplug, as it does by itself after kexec_file_load(), where both know how to.
 */
void kfb_call_take_load(struct kfb_handover *h);

#endif
