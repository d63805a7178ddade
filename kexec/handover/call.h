/* SPDX-License-Identifier: GPL-2.0-only */
/* Make kexec use the system call that passes the framebuffer on. */
#ifndef KFB_HANDOVER_CALL_H
#define KFB_HANDOVER_CALL_H

#include "handover/handover.h"
#include "handover/syscall_choice.h"

/* Ask the system for all the facts, except whether kexec_file_load() is right. */
void kfb_call_ask(const struct kfb_handover *h, struct kfb_syscall_facts *facts);

/*
 * Choose the system call.  If it is to be kexec_load(), ask the kernel whether that is allowed.
 * Does not change h->args.
 */
struct kfb_syscall_choice kfb_call_choose(const struct kfb_handover *h,
					  struct kfb_syscall_facts *facts);

/*
 * Make kexec use kexec_load().  If both know how to, also make the kernel update what is loaded
 * when CPUs or memory are hotplugged, which it does by itself after kexec_file_load().
 */
void kfb_call_take_load(struct kfb_handover *h);

#endif
