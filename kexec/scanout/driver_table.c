// SPDX-License-Identifier: GPL-2.0-only
#include "scanout/driver_table.h"

#include <stddef.h>
#include <string.h>

#include "util.h"

#define PAGE_TABLES "it scans out through its own page tables"
#define OWN_MEMORY  "it manages its video memory itself and can move the framebuffer"
#define GUEST_PAGES "it sends pictures to the host from scattered guest memory"

/* vbva_buffer_begin_update(), vboxvideo/vbva_base.c, since 4.13. */
#define REPORTED "VirtualBox shows only what its guest's driver reports as drawn"
/* lsdc_get_dedicated_vram(), loongson/lsdc_drv.c, since 6.6: BAR 2 of the GPU. */
#define OTHER_FUNCTION "it scans out of the memory of another PCI function, the GPU beside it"

/* What cirrus' pitch register holds: CIRRUS_MAX_PITCH, tiny/cirrus.c, 5.2 to 6.13. */
#define CIRRUS_MAX_PITCH (0x1ff << 3)

/*
 * Names: struct drm_driver.name and fb_fix_screeninfo.id in the drivers' own sources, 5.10 to
 * 6.12; efidrm and vesadrm came with 6.16, corebootdrm with 7.1.  Regions: the drivers' calls
 * of request_mem_region() and devm_request_mem_region(), except "BOOTFB", which is
 * sysfb_create_simplefb()'s.
 */
/* Its .shutdown calls drm_atomic_helper_shutdown(): kexec -e runs that, and a panic does not. */
#define SHUT_DOWN KFB_SINCE(6, 8)
/* i915_driver_shutdown(), i915_driver.c */
#define I915_SHUT_DOWN KFB_SINCE(5, 11)

/* clang-format off */
static const struct kfb_driver drivers[] = {
	{ .name = "EFI VGA", .class = KFB_FIRMWARE, .native_fbdev = true,
	  .regions = { "efifb", "efi-framebuffer" } },
	{ .name = "VESA VGA", .class = KFB_FIRMWARE, .native_fbdev = true, .regions = { "vesafb" } },
	{ .name = "simple", .class = KFB_FIRMWARE, .native_fbdev = true,	/* simplefb */
	  .regions = { "simplefb", "simple-framebuffer", "BOOTFB" } },
	{ .name = "simpledrm", .class = KFB_FIRMWARE, .sysfs = { "simple-framebuffer" },
	  .regions = { "simpledrm", "simple-framebuffer", "BOOTFB" } },
	{ .name = "efidrm", .class = KFB_FIRMWARE, .sysfs = { "efi-framebuffer" },
	  .regions = { "efidrm" } },
	{ .name = "vesadrm", .class = KFB_FIRMWARE, .sysfs = { "vesa-framebuffer" },
	  .regions = { "vesadrm" } },
	{ .name = "ofdrm", .class = KFB_FIRMWARE, .sysfs = { "of-display" },
	  .regions = { "ofdrm" } },
	{ .name = "corebootdrm", .class = KFB_FIRMWARE, .sysfs = { "coreboot-framebuffer" },
	  .regions = { "corebootdrm", "Coreboot Framebuffer" } },

	{ .name = "hyperv_drm", .class = KFB_SYNTHETIC, .dark_since = SHUT_DOWN },
	{ .name = "hyperv_fb", .class = KFB_SYNTHETIC, .native_fbdev = true },	/* removed in 7.0 */

	{ .name = "mgag200", .class = KFB_VRAM_START /* shadow plane since 5.8 */,
	  .dark_since = SHUT_DOWN },
	{ .name = "cirrus", .class = KFB_VRAM_START, .max_pitch = CIRRUS_MAX_PITCH,
	  .dark_since = SHUT_DOWN },
	{ .name = "cirrus-qemu" /* since 6.14 */, .class = KFB_VRAM_START,
	  .dark_since = SHUT_DOWN },
	{ .name = "ast", .class = KFB_VRAM_HELPER, .look_for_buffer = true,
	  .shadow = true /* since 6.3 */, .dark_since = SHUT_DOWN },
	{ .name = "bochs-drm", .class = KFB_VRAM_HELPER, .look_for_buffer = true,
	  .shadow = true /* since 6.13 */, .dark_since = SHUT_DOWN },
	{ .name = "hibmc", .class = KFB_VRAM_HELPER, .look_for_buffer = true, .sysfs = { "hibmc-drm" },
	  .dark_since = SHUT_DOWN },

	/*
	 * fbdev_only: i915 and xe map a dumb buffer's pages rather than the aperture:
	 * i915_gem_dumb_mmap_offset(), i915/gem/i915_gem_mman.c, 6.1.  nouveau's BAR has page
	 * tables, in which only the buffer of its own fbcon stays; if generic code draws,
	 * /dev/fb0 is in RAM.  reserved: amdgpu does not use the BAR if its memory is a part of
	 * RAM: gmc_v9_0_mc_init(), gmc_v9_0.c, 6.1.
	 */
	{ .name = "i915", .class = KFB_GPU, .why = PAGE_TABLES, .look_for_buffer = true,
	  .fbdev_only = true, .untried = true,
	  .dark_since = I915_SHUT_DOWN },
	{ .name = "xe", .class = KFB_GPU, .why = PAGE_TABLES, .look_for_buffer = true,
	  .fbdev_only = true, .untried = true },
	{ .name = "nouveau", .class = KFB_GPU, .why = OWN_MEMORY, .look_for_buffer = true,
	  .fbdev_only = true, .untried = true },
	{ .name = "amdgpu", .class = KFB_GPU, .why = OWN_MEMORY, .look_for_buffer = true,
	  .reserved = true, .untried = true,
	  .dark_since = SHUT_DOWN },
	{ .name = "radeon", .class = KFB_GPU, .why = OWN_MEMORY, .look_for_buffer = true },
	{ .name = "nvidia-drm", .class = KFB_OPAQUE, .why = OWN_MEMORY, .sysfs = { "nvidia" } },
	{ .name = "gma500", .class = KFB_GPU, .why = PAGE_TABLES, .look_for_buffer = true,
	  .reserved = true, .untried = true },
	{ .name = "vboxvideo", .class = KFB_OPAQUE, .why = REPORTED },
	{ .name = "loongson", .class = KFB_OPAQUE, .why = OTHER_FUNCTION },
	{ .name = "vmwgfx", .class = KFB_OPAQUE, .why = OWN_MEMORY },
	{ .name = "qxl", .class = KFB_OPAQUE, .why = OWN_MEMORY },
	{ .name = "virtio_gpu", .class = KFB_VGA_BELOW, .why = GUEST_PAGES,
	  .sysfs = { "virtio-pci" } },
	{ .name = "udl", .class = KFB_OPAQUE, .why = "it is a USB display" },
	{ .name = "vkms", .class = KFB_OPAQUE, .why = "it is a virtual display without hardware",
	  .screenless = true },
	{ .name = "xendrm-du", .class = KFB_OPAQUE, .why = GUEST_PAGES, .sysfs = { "vdispl" } },
};
/* clang-format on */

const struct kfb_driver kfb_driver_dma = { .name = "", .class = KFB_DMA };

#define FBDEV_ID_SIZE 16 /* struct fb_fix_screeninfo, include/uapi/linux/fb.h */

const struct kfb_driver *kfb_driver_by_name(const char *name)
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

	return strncmp(id, driver, head) == 0 && strncmp(id + head, suffix, max - head) == 0 &&
	       strlen(id) <= max;
}

const struct kfb_driver *kfb_driver_by_fbdev_id(const char *id)
{
	for (size_t i = 0; i < ARRAY_SIZE(drivers); i++)
		if (is_emulation_of(id, drivers[i].name))
			return &drivers[i];
	return kfb_driver_by_name(id);
}

const struct kfb_driver *kfb_driver_by_sysfs(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(drivers); i++)
		for (size_t k = 0; k < KFB_DRIVER_NAMES && drivers[i].sysfs[k]; k++)
			if (strcmp(drivers[i].sysfs[k], name) == 0)
				return &drivers[i];
	return kfb_driver_by_name(name);
}

/* The regions of platform devices end with an instance: "simple-framebuffer.0". */
static bool is_region(const char *name, const char *of)
{
	size_t n = strlen(of);

	return strncmp(name, of, n) == 0 && (!name[n] || name[n] == '.');
}

const struct kfb_driver *kfb_driver_by_claim(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(drivers); i++)
		if (drivers[i].regions[0] && is_region(name, drivers[i].regions[0]))
			return &drivers[i];
	return NULL;
}

bool kfb_driver_is_firmware_region(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(drivers); i++)
		for (size_t k = 0; k < KFB_DRIVER_NAMES && drivers[i].regions[k]; k++)
			if (is_region(name, drivers[i].regions[k]))
				return true;
	return false;
}
