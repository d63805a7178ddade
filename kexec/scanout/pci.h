/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * /sys/bus/pci/devices/.../resource: one line per BAR, "start end flags", resource_show(),
 * drivers/pci/pci-sysfs.c, 6.12.
 */
#ifndef KFB_SCANOUT_PCI_H
#define KFB_SCANOUT_PCI_H

#include <stddef.h>
#include <stdint.h>

#include "error.h"

#define KFB_BARS 6 /* of a PCI function: PCI_STD_NUM_BARS, <linux/pci.h> */

struct kfb_bar {
	uint64_t start, end; /* inclusive; both 0: not there */
	uint64_t flags;	     /* IORESOURCE_*, <linux/ioport.h> */
};

#define KFB_IORESOURCE_MEM 0x200u

/* How much of @device, a path in sysfs, is the PCI function; a virtio device lies below it. */
size_t kfb_pci_function_len(const char *device);

/* -ENOENT: no such line; -EINVAL: not of that form. */
int kfb_pci_bar(const char *text, size_t len, unsigned int index, struct kfb_bar *bar,
		struct kfb_error *err);

#endif
