/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Platform devices that a devicetree describes, by their names in sysfs.
 */
#ifndef KFB_SCANOUT_OF_DEVICE_H
#define KFB_SCANOUT_OF_DEVICE_H

#include <stdbool.h>
#include <stdint.h>

/*
 * "be2590000.framebuffer", or "chosen:framebuffer" of a node without an address:
 * of_device_make_bus_id(), drivers/of/device.c, 6.12.  The kernel's own devices have a number
 * behind the name: "simple-framebuffer.0".
 */
bool kfb_of_device(const char *device);

/* The address in such a name; 0: there is none. */
uint64_t kfb_of_device_address(const char *device);

#endif
