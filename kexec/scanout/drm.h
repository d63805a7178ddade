/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a DRM card says about itself and about the CRTC that is lit.
 */
#ifndef KFB_SCANOUT_DRM_H
#define KFB_SCANOUT_DRM_H

#include <stdbool.h>
#include <stdint.h>

#include "error.h"
#include "scanout/page_table.h"
#include "sysroot.h"

struct kfb_drm {
	char *driver;		/* DRM_IOCTL_VERSION's name; owned */
	bool lit;		/* a CRTC has a valid mode and a framebuffer */
	uint32_t crtc, fb;	/* their object ids */
	uint32_t width, height; /* of the mode, pixels */
	uint32_t x, y;		/* where in the framebuffer the CRTC starts, pixels */
	uint32_t fb_width, fb_height;
	uint32_t pitch;		/* bytes */
	uint32_t offset;	/* bytes from the start of its buffer to plane 0 */
	uint32_t fourcc;	/* 0: unknown */
	uint32_t plane_fourcc;	/* drm_plane.h; 0: unknown */
	uint64_t modifier;	/* DRM_FORMAT_MOD_LINEAR unless the driver says otherwise */
	struct kfb_runs mapped; /* where fb is, by mapped_buffer.h; count 0: not known */
	bool mapped_fbdev;	/* mapped is /dev/fb0's memory, not fb's */
	bool changing;		/* fb was replaced each time we tried to map it */
};

/*
 * Ask /dev/dri/card@card: by ioctls on a running machine, from text on a recorded one.  If
 * @root is being recorded, write that text.  -EINVAL with @err: the text is not of the form
 * that kfb_drm_format() writes.
 */
int kfb_drm_ask(const struct kfb_sysroot *root, unsigned int card, struct kfb_drm *drm,
		struct kfb_error *err);
void kfb_drm_free(struct kfb_drm *drm);

/* If @root is being recorded, store @drm as that card's answer. */
void kfb_drm_record(const struct kfb_sysroot *root, unsigned int card, const struct kfb_drm *drm);

/* Pure: the recorded text, one "key value" a line, and back. */
int kfb_drm_parse(const char *text, size_t len, struct kfb_drm *drm, struct kfb_error *err);
char *kfb_drm_format(const struct kfb_drm *drm); /* the caller frees; NULL: no memory */

#endif
