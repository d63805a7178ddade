// SPDX-License-Identifier: GPL-2.0-only
#include "scanout/driver_table.h"

#include <stddef.h>
#include <string.h>

#define PAGE_TABLES	"it scans out through its own page tables"
#define OWN_MEMORY	"it manages its video memory itself and can move the framebuffer"
#define GUEST_PAGES	"it sends pictures to the host from scattered guest memory"

/*
 * Names: struct drm_driver.name and fb_fix_screeninfo.id in the drivers' own
 * sources, 5.10 to 6.12; efidrm and vesadrm came with 6.16.
 */
static const struct kfb_driver drivers[] = {
	{ "EFI VGA",	KFB_FIRMWARE,	NULL,	true },		/* efifb */
	{ "VESA VGA",	KFB_FIRMWARE,	NULL,	true },		/* vesafb */
	{ "simple",	KFB_FIRMWARE,	NULL,	true },		/* simplefb */
	{ "simpledrm",	KFB_FIRMWARE,	NULL,	false },
	{ "efidrm",	KFB_FIRMWARE,	NULL,	false },
	{ "vesadrm",	KFB_FIRMWARE,	NULL,	false },
	{ "ofdrm",	KFB_FIRMWARE,	NULL,	false },

	{ "hyperv_drm",	KFB_SYNTHETIC,	NULL,	false },
	{ "hyperv_fb",	KFB_SYNTHETIC,	NULL,	true },		/* removed in 7.0 */

	{ "mgag200",	KFB_VRAM_START,	NULL,	false },	/* shadow plane since 5.8 */
	{ "cirrus",	KFB_VRAM_PACKED, NULL,	false },
	{ "cirrus-qemu", KFB_VRAM_START, NULL,	false },	/* its name since 6.14 */
	{ "ast",	KFB_VRAM_TTM,	NULL,	false },	/* shadow plane since 6.3 */
	{ "bochs-drm",	KFB_VRAM_TTM,	NULL,	false },	/* shadow plane since 6.13 */

	{ "i915",	KFB_OPAQUE,	PAGE_TABLES,	false },
	{ "xe",		KFB_OPAQUE,	PAGE_TABLES,	false },
	{ "amdgpu",	KFB_OPAQUE,	OWN_MEMORY,	false },
	{ "radeon",	KFB_OPAQUE,	OWN_MEMORY,	false },
	{ "nouveau",	KFB_OPAQUE,	OWN_MEMORY,	false },
	{ "nvidia-drm",	KFB_OPAQUE,	OWN_MEMORY,	false },
	{ "gma500",	KFB_OPAQUE,	PAGE_TABLES,	false },
	{ "vboxvideo",	KFB_OPAQUE,	OWN_MEMORY,	false },
	{ "hibmc",	KFB_OPAQUE,	OWN_MEMORY,	false },
	{ "vmwgfx",	KFB_OPAQUE,	OWN_MEMORY,	false },
	{ "qxl",	KFB_OPAQUE,	OWN_MEMORY,	false },
	{ "virtio_gpu",	KFB_OPAQUE,	GUEST_PAGES,	false },
	{ "udl",	KFB_OPAQUE,	"it is a USB display",	false },
	{ "vkms",	KFB_OPAQUE,	"it is a virtual display without hardware",	false },
	{ "xen-front",	KFB_OPAQUE,	GUEST_PAGES,	false },
};

/* Device drivers whose name in sysfs is not that of their DRM driver. */
static const struct {
	const char *sysfs, *drm;
} sysfs_names[] = {
	{ "simple-framebuffer",	"simpledrm" },
	{ "hibmc-drm",		"hibmc" },
	{ "nvidia",		"nvidia-drm" },
};

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define FBDEV_ID_SIZE	16	/* struct fb_fix_screeninfo, include/uapi/linux/fb.h */

const struct kfb_driver *kfb_driver_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(drivers); i++)
		if (strcmp(drivers[i].name, name) == 0)
			return &drivers[i];
	return NULL;
}

/* fix.id holds 15 characters: "cirrus-qemudrmf" (drm_fb_helper_fill_info(), 6.12). */
static bool is_emulation_of(const char *id, const char *driver)
{
	static const char suffix[] = "drmfb";
	size_t n = strlen(driver), max = FBDEV_ID_SIZE - 1;
	size_t head = n < max ? n : max;

	return strncmp(id, driver, head) == 0 &&
	       strncmp(id + head, suffix, max - head) == 0 && strlen(id) <= max;
}

const struct kfb_driver *kfb_driver_by_fbdev_id(const char *id)
{
	for (size_t i = 0; i < ARRAY_SIZE(drivers); i++)
		if (is_emulation_of(id, drivers[i].name))
			return &drivers[i];
	return kfb_driver_find(id);
}

const struct kfb_driver *kfb_driver_by_sysfs(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(sysfs_names); i++)
		if (strcmp(sysfs_names[i].sysfs, name) == 0)
			return kfb_driver_find(sysfs_names[i].drm);
	return kfb_driver_find(name);
}
