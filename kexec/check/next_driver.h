/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which driver of the next kernel will take the framebuffer.  Its configuration, its command
 * line and the modules of its initrd decide that.
 */
#ifndef KFB_CHECK_NEXT_DRIVER_H
#define KFB_CHECK_NEXT_DRIVER_H

#include "check/link.h"
#include "kernel/config.h"

/* The device that the next kernel makes from what it is told. */
enum kfb_told_kind {
	KFB_TOLD_EFI,  /* screen_info of type EFI: sysfb_init() */
	KFB_TOLD_VLFB, /* screen_info of type VLFB */
	KFB_TOLD_NODE, /* a simple-framebuffer node of the devicetree */
};

/* Does the initrd have that module?  1 yes, 0 no, -1 not known. */
typedef int (*kfb_has_module_fn)(void *ctx, const char *module);

struct kfb_next_kernel {
	const struct kfb_config *config; /* NULL: not known */
	const char *cmdline;		 /* NULL: not known */
	enum kfb_told_kind told;
	/*
	 * kexec-tools counts lfb_size in 64 KiB units even for EFI, so the size is less than
	 * the picture's.  sysfb_create_simplefb() and efidrm refuse that; efifb ignores it.
	 */
	bool undersized;
	kfb_has_module_fn has_module;
	void *ctx;
};

/* Set status, text and hint of the link "driver". */
void kfb_judge_driver(const struct kfb_next_kernel *next, struct kfb_link *link);

/* Does a video=efifb: on the command line count?  Where the configuration is not known, yes. */
bool kfb_takes_efifb_option(const struct kfb_next_kernel *next);

/* What a DRM driver of its own needs besides itself: fbcon, its emulation; NULL: all is there. */
const char *kfb_missing_for_drm(const struct kfb_config *config);

/*
 * Judge whether the next kernel's virtio_pci resets @driver's device, which brings back the
 * firmware's framebuffer: overwrites @link only if it does not, or if that is not known.
 */
void kfb_judge_reset(const struct kfb_next_kernel *next, const char *driver, struct kfb_link *link);

#endif
