/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the buffer is that a CRTC scans out, whatever the driver: let the kernel map it into
 * this process, and see where our page tables lead.  Nothing is written to it.
 */
#ifndef KFB_MAPPED_BUFFER_H
#define KFB_MAPPED_BUFFER_H

#include "scanout/drm.h"
#include "sysroot.h"

enum kfb_mapping {
	KFB_MAP_DUMB,	/* the framebuffer of the CRTC, by DRM_IOCTL_MODE_MAP_DUMB */
	KFB_MAP_FBDEV,	/* /dev/fb0, which must be fbcon's on this card */
};

/*
 * Fill @drm->mapped, @drm being what kfb_drm_ask() said of /dev/dri/card@card, with a lit
 * CRTC.  Live roots only.  -EAGAIN: meanwhile the CRTC shows another framebuffer, so ask the card again.
 * *@what is what failed.
 */
int kfb_mapped_buffer_ask(const struct kfb_sysroot *root, unsigned int card,
			  enum kfb_mapping by, struct kfb_drm *drm, const char **what);

#endif
