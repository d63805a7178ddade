/* SPDX-License-Identifier: GPL-2.0-only */
/* Making kexec take the system call that carries the screen. */
#ifndef KFB_HANDOVER_CALL_H
#define KFB_HANDOVER_CALL_H

#include "handover/handover.h"
#include "handover/syscall_choice.h"

/* Ask the system everything but whether kexec_file_load() is right. */
void kfb_call_ask(const struct kfb_handover *h, struct kfb_syscall_facts *facts);

/*
 * Choose, and where kexec_load() is to be taken ask the kernel whether it would be.
 * h->args is left alone.
 */
struct kfb_syscall_choice kfb_call_choose(const struct kfb_handover *h,
					  struct kfb_syscall_facts *facts);

/*
 * Have kexec take kexec_load(), and have the kernel update what is loaded at CPU and memory
 * hotplug, as it does by itself after kexec_file_load(), where both know how to.
 */
void kfb_call_take_load(struct kfb_handover *h);

#endif
