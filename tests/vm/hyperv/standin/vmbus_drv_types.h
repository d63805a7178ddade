/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Kernel headers that make complete the types which the modversion CRCs of
 * the bus's symbols are computed over: a CRC covers every structure that is
 * reachable from the prototype *and* complete at the export.
 */
#ifndef STANDIN_VMBUS_DRV_TYPES_H
#define STANDIN_VMBUS_DRV_TYPES_H

#include <linux/init.h>
#include <linux/module.h>
#include <linux/device.h>
#include <linux/platform_device.h>
#include <linux/interrupt.h>
#include <linux/sysctl.h>
#include <linux/slab.h>
#include <linux/acpi.h>
#include <linux/completion.h>
#include <linux/hyperv.h>
#include <linux/kernel_stat.h>
#include <linux/of_address.h>
#include <linux/clockchips.h>
#include <linux/cpu.h>
#include <linux/sched/isolation.h>
#include <linux/sched/task_stack.h>
#include <linux/smpboot.h>
#include <linux/delay.h>
#include <linux/panic_notifier.h>
#include <linux/ptrace.h>
#include <linux/screen_info.h>
#include <linux/efi.h>
#include <linux/random.h>
#include <linux/kernel.h>
#include <linux/syscore_ops.h>
#include <linux/dma-map-ops.h>
#include <linux/pci.h>
#include <clocksource/hyperv_timer.h>
#include <asm/mshyperv.h>
#include <asm/sync_bitops.h>
#include <linux/tracepoint.h>

#endif
