/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The plane that shows a framebuffer.
 */
#ifndef KFB_SCANOUT_DRM_PLANE_H
#define KFB_SCANOUT_DRM_PLANE_H

#include <stdint.h>

/*
 * The fourcc that the plane showing @fb on @crtc lists first; 0: not known.  For simpledrm and
 * its like this is the hardware's format: they list it first, and then those that they convert
 * (drm_fb_build_fourcc_list(), drm_format_helper.c, 6.1; simpledrm_device_formats(),
 * tiny/simpledrm.c, 5.14).
 */
uint32_t kfb_drm_plane_fourcc(int fd, uint32_t crtc, uint32_t fb);

#endif
