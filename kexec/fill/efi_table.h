/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * LINUX_EFI_SCREEN_INFO_TABLE_GUID, and how it would undo our work.
 *
 * A zboot kernel's stub (CONFIG_EFI_ZBOOT) cannot reach the kernel's global, so it hands
 * screen_info over in an EFI configuration table of this GUID. Per version:
 *  - 5.10 ... 6.1: only 32-bit ARM reads such a table (drivers/firmware/efi/efi-init.c,
 *    arch tables); arm64 images do not contain the GUID (checked: Debian 5.10, 6.1).
 *  - >= 6.2: init_screen_info() copies the table, if common_tables[] matched one, over
 *    the global and then clears the table's memory (memset; 6.12 and 7.2 read).
 *  - >= 7.0: same value, named LINUX_EFI_PRIMARY_DISPLAY_TABLE_GUID,
 *    init_primary_display() and the larger struct sysfb_display_info.
 * The configuration table array itself lives on, so the next kernel finds the cleared
 * table and overwrites its filled global with zeros.
 *
 * Nothing tells reliably whether the running kernel was started by zboot.  The entry has no
 * name in common_tables[], and match_config_table() prints only named ones, so neither the
 * log nor /sys/firmware/efi/systab mentions it.  The stub's messages go to the firmware's
 * console.  /proc/iomem shows the table's memory as one "reserved" among others.
 *
 * So always neutralise it.  Where that was not needed it does no harm: no firmware uses the
 * changed GUID, the entry never matches, the address stays EFI_INVALID_TABLE_ADDR, and
 * init_screen_info() does nothing, exactly as under a stub that links to the global and
 * installs no such table.
 */
#ifndef KFB_FILL_EFI_TABLE_H
#define KFB_FILL_EFI_TABLE_H

#include "error.h"
#include "kernel/scan.h"

#define KFB_EFI_GUID_SIZE 16

/*
 * The byte that changes, and its new value.  The result must not be the null GUID, which
 * ends the array, so the new value is not zero.
 */
#define KFB_EFI_GUID_BYTE 15
#define KFB_EFI_GUID_OLD  0x95
#define KFB_EFI_GUID_NEW  0x6a

void kfb_efi_table_needle(struct kfb_needle *needle);

/*
 * Sets *@offset to the byte to change.  -ENOENT: the image has no such GUID, so there is
 * nothing to do; -EEXIST: it has several, and only one can be the table's.
 */
int kfb_efi_table_locate(const struct kfb_needle *needle, uint64_t *offset, struct kfb_error *err);

#endif
