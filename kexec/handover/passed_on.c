// SPDX-License-Identifier: GPL-2.0-only
#include "handover/passed_on.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "bytes.h"
#include "context.h"
#include "scanout/kernel_screen_info.h"
#include "screen_info/screen_info.h"

/*
 * On a Gen 2 machine, which always boots by EFI, hvfb_getmem() clears the kernel's screen_info
 * (drivers/video/fbdev/hyperv_fb.c, 5.10 to 6.x).
 */
static bool is_cleared(const struct kexec_fb *fb)
{
	const char *driver = kexec_fb_get_driver(fb);

	return driver && strcmp(driver, "hyperv_fb") == 0 &&
	       kfb_sysroot_exists(&fb->root, "/sys/firmware/efi");
}

void kfb_passed_on(const struct kexec_fb *fb, struct kfb_passed_on *passed)
{
	struct kfb_kernel_screen_info kernel;
	char hex[2 * KEXEC_FB_SCREEN_INFO_SIZE + 1];

	*passed = (struct kfb_passed_on){ .cleared = is_cleared(fb) };
	kfb_kernel_screen_info_ask(&fb->root, &kernel);
	if (!kernel.error) {
		memcpy(passed->si, kernel.si, sizeof(passed->si));
		kfb_screen_info_hex(passed->si, hex);
		kfb_debug(&fb->notes,
			  "kernel: %s: screen_info %s, which kexec_file_load() passes on",
			  kernel.path, hex);
		return;
	}
	kfb_debug(&fb->notes, "kernel: %s: %s; taken for what kexec_file_load() passes on: %s",
		  kernel.path, kernel.reason,
		  passed->cleared ? "nothing, as hyperv_fb clears it" :
				    "the boot loader's screen_info");
	if (!passed->cleared)
		kexec_fb_boot_screen_info(fb, passed->si);
}

bool kfb_passed_on_shows(const uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE],
			 const struct kexec_fb_mode *mode)
{
	struct kexec_fb_mode picture = *mode;
	struct kexec_fb_mode passed = { 0 };

	picture.size = (uint64_t)mode->stride * mode->height;
	if (kexec_fb_decode(si, &passed) || passed.size < picture.size)
		return false;
	return passed.base == mode->base && passed.width == mode->width &&
	       passed.height == mode->height && passed.stride == mode->stride &&
	       passed.fourcc == mode->fourcc;
}

/* Is only the size field wrong?  kexec-tools writes it in units of 64 KiB for EFI, too. */
static bool is_only_too_small(const uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE],
			      const struct kexec_fb_mode *mode)
{
	uint8_t larger[KEXEC_FB_SCREEN_INFO_SIZE];

	memcpy(larger, si, sizeof(larger));
	kfb_put_le32(larger + KFB_SI_LFB_SIZE, UINT32_MAX);
	return kfb_passed_on_shows(larger, mode);
}

void kfb_passed_on_text(const struct kfb_passed_on *passed, const struct kexec_fb_mode *mode,
			char text[KFB_PASSED_ON_TEXT])
{
	enum kexec_fb_video_type type;
	uint64_t base = kfb_screen_info_base(passed->si);

	if (!kfb_screen_info_type(passed->si, &type) || !base)
		snprintf(text, KFB_PASSED_ON_TEXT,
			 "kexec_file_load() passes on no framebuffer%s, but the screen is at %#" PRIx64,
			 passed->cleared ? " (hyperv_fb has cleared the kernel's)" : "",
			 mode->base);
	else if (is_only_too_small(passed->si, mode))
		snprintf(text, KFB_PASSED_ON_TEXT,
			 "kexec_file_load() passes on a size of %u bytes for the framebuffer at %#" PRIx64
			 " (kexec-tools, which started this kernel, counts 64 KiB units), which simpledrm and efidrm refuse",
			 kfb_get_le32(passed->si + KFB_SI_LFB_SIZE), base);
	else
		snprintf(text, KFB_PASSED_ON_TEXT,
			 "kexec_file_load() passes on %ux%u at %#" PRIx64
			 ", but the screen is %ux%u at %#" PRIx64 " now",
			 kfb_get_le16(passed->si + KFB_SI_LFB_WIDTH),
			 kfb_get_le16(passed->si + KFB_SI_LFB_HEIGHT), base, mode->width,
			 mode->height, mode->base);
}
