// SPDX-License-Identifier: GPL-2.0-only
#include "scanout/drm_plane.h"

#include <stdbool.h>

#include <xf86drm.h>
#include <xf86drmMode.h>

static bool shows(int fd, uint32_t id, uint32_t crtc, uint32_t fb, uint32_t *fourcc)
{
	drmModePlanePtr plane = drmModeGetPlane(fd, id);
	bool yes;

	if (!plane)
		return false;
	yes = plane->crtc_id == crtc && plane->fb_id == fb && plane->count_formats;
	if (yes)
		*fourcc = plane->formats[0];
	drmModeFreePlane(plane);
	return yes;
}

uint32_t kfb_drm_plane_fourcc(int fd, uint32_t crtc, uint32_t fb)
{
	drmModePlaneResPtr planes;
	uint32_t fourcc = 0;

	/* Otherwise the kernel does not list primary planes.  Closing @fd undoes this. */
	if (drmSetClientCap(fd, DRM_CLIENT_CAP_UNIVERSAL_PLANES, 1))
		return 0;
	planes = drmModeGetPlaneResources(fd);
	if (!planes)
		return 0;
	for (uint32_t i = 0; i < planes->count_planes; i++)
		if (shows(fd, planes->planes[i], crtc, fb, &fourcc))
			break;
	drmModeFreePlaneResources(planes);
	return fourcc;
}
