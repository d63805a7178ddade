/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Recognise platform devices that come from a devicetree, by their names in sysfs.
 */
#ifndef KFB_SCANOUT_OF_DEVICE_H
#define KFB_SCANOUT_OF_DEVICE_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Is it "be2590000.framebuffer", or "chosen:framebuffer" for a node without an address?  That
 * is how of_device_make_bus_id() names them (drivers/of/device.c, 6.12).  The kernel's own
 * devices end with a number: "simple-framebuffer.0".
 */
bool kfb_of_device(const char *device);

/* The address in such a name; 0: there is none. */
uint64_t kfb_of_device_address(const char *device);

#endif
