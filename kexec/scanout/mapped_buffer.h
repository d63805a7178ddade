/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Find where the buffer is that a CRTC scans out, whatever the driver: have the kernel map it
 * into this process, and follow our own page tables.  Nothing is written to it.
 */
#ifndef KFB_MAPPED_BUFFER_H
#define KFB_MAPPED_BUFFER_H

#include "scanout/drm.h"
#include "sysroot.h"

enum kfb_mapping {
	KFB_MAP_DUMB,  /* the framebuffer of the CRTC, by DRM_IOCTL_MODE_MAP_DUMB */
	KFB_MAP_FBDEV, /* /dev/fb0, which must be fbcon's on this card */
};

/*
 * Fill in @drm->mapped; @drm is what kfb_drm_ask() said about /dev/dri/card@card, with a lit
 * CRTC.  Live roots only.  -EAGAIN: the CRTC shows another framebuffer now, so ask the card
 * again.  On failure *@what tells what failed.
 */
int kfb_mapped_buffer_ask(const struct kfb_sysroot *root, unsigned int card, enum kfb_mapping by,
			  struct kfb_drm *drm, const char **what);

#endif
