// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "scanout/facts.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scanout/kernel_screen_info.h"
#include "scanout/stride.h"
#include "screen_info/formats.h"
#include "screen_info/screen_info.h"

#define MAX_CARDS 64 /* DRM minors of one type, drm_minor_alloc() */

static char *canonical(const struct kfb_sysroot *root, const char *format, unsigned int number)
{
	char path[96], *out = NULL;

	snprintf(path, sizeof(path), format, number);
	return kfb_sysroot_canonical(root, path, &out) ? NULL : out;
}

static int gather_cards(const struct kfb_sysroot *root, struct kfb_notes *notes,
			struct kfb_facts *facts)
{
	unsigned int numbers[MAX_CARDS];
	int n = kfb_sysroot_numbered(root, "/sys/class/drm", "card", numbers, MAX_CARDS);

	if (n <= 0) {
		kfb_debug(notes, "drm: no card: /sys/class/drm: %s", n ? strerror(-n) : "no cardN");
		return 0;
	}
	facts->cards = calloc((size_t)n, sizeof(*facts->cards));
	if (!facts->cards)
		return -ENOMEM;
	facts->ncards = (size_t)n;
	for (size_t i = 0; i < facts->ncards; i++) {
		facts->cards[i].number = numbers[i];
		kfb_card_ask(root, notes, &facts->cards[i]);
	}
	return 0;
}

static void gather_fbdev(const struct kfb_sysroot *root, struct kfb_notes *notes,
			 struct kfb_facts *facts)
{
	const struct kfb_fbdev *f = &facts->fbdev;
	struct kfb_error err = { 0 };

	facts->fbdev_error = kfb_fbdev_ask(root, &facts->fbdev, &err);
	if (facts->fbdev_error) {
		kfb_debug(notes, "fbdev: /dev/fb0: %s", err.reason);
		return;
	}
	facts->fbdev_device = canonical(root, "/sys/class/graphics/fb%u/device", 0);
	kfb_debug(notes,
		  "fbdev: fb0%s: \"%s\", smem_start %#" PRIx64 ", %ux%u, line_length %u, %u bpp",
		  f->from_sysfs ? " (sysfs only)" : "", f->id, f->smem_start, f->xres, f->yres,
		  f->line_length, f->layout.depth);
}

/*
 * This comes after fbdev's answer, because the console's buffer can also be mapped through
 * /dev/fb0.
 */
static void gather_places(const struct kfb_sysroot *root, struct kfb_notes *notes,
			  struct kfb_facts *facts)
{
	const struct kfb_card *console = kfb_facts_console_card(facts);

	for (size_t i = 0; i < facts->ncards; i++)
		kfb_card_ask_place(root, notes, &facts->cards[i] == console, &facts->cards[i]);
}

static void gather_iomem(const struct kfb_sysroot *root, struct kfb_notes *notes,
			 struct kfb_facts *facts)
{
	struct kfb_error err = { 0 };
	struct kfb_bytes text;

	facts->iomem_error = kfb_sysroot_read(root, "/proc/iomem", &text);
	if (facts->iomem_error) {
		kfb_debug(notes, "iomem: /proc/iomem: %s", strerror(-facts->iomem_error));
		return;
	}
	facts->iomem_text = text.data;
	facts->iomem_error = kfb_iomem_parse(text.data, text.len, &facts->iomem, &err);
	if (facts->iomem_error)
		kfb_warn(notes, "cannot use /proc/iomem: %s", kfb_error_text(&err).text);
	else
		kfb_debug(notes, "iomem: %zu regions%s", facts->iomem.count,
			  facts->iomem.hidden ? ", all addresses hidden (not root?)" : "");
}

static void gather_boot(const struct kfb_sysroot *root, struct kfb_notes *notes,
			struct kfb_boot *boot)
{
	char hex[2 * KEXEC_FB_SCREEN_INFO_SIZE + 1];
	struct kfb_bytes bytes;
	int ret = kfb_sysroot_read(root, KFB_BOOT_PARAMS_PATH, &bytes);

	if (!ret && bytes.len < sizeof(boot->si))
		ret = -ENODATA;
	if (ret) {
		kfb_debug(notes, "boot_params: %s: %s", KFB_BOOT_PARAMS_PATH, strerror(-ret));
	} else {
		memcpy(boot->si, bytes.data, sizeof(boot->si));
		boot->known = true;
		boot->usable = kexec_fb_decode(boot->si, &boot->mode) == 0;
		kfb_screen_info_hex(boot->si, hex);
		kfb_debug(notes, "boot_params: screen_info %s%s", hex,
			  boot->usable ? "" : " (no linear framebuffer)");
	}
	free(bytes.data);
}

/* The running kernel's page size: this process has the same one. */
static uint64_t ask_page_size(const struct kfb_sysroot *root, struct kfb_notes *notes,
			      const struct kfb_boot *boot)
{
	struct kfb_bytes auxv;
	uint64_t size = boot->known ? 4096 : 0; /* only x86 has boot parameters */

	if (kfb_sysroot_read(root, "/proc/self/auxv", &auxv))
		return size;
	size = kfb_auxv_page_size(auxv.data, auxv.len);
	kfb_debug(notes, "auxv: pages of %" PRIu64 " bytes", size);
	free(auxv.data);
	return size;
}

/* The type the boot loader used; otherwise it depends on whether this machine booted by EFI. */
static enum kexec_fb_video_type video_type(const struct kfb_sysroot *root,
					   const struct kfb_boot *boot)
{
	enum kexec_fb_video_type type;

	if (!boot->known)
		return KEXEC_FB_VIDEO_TYPE_EFI;
	if (kfb_screen_info_type(boot->si, &type))
		return type;
	return kfb_sysroot_exists(root, "/sys/firmware/efi") ? KEXEC_FB_VIDEO_TYPE_EFI :
							       KEXEC_FB_VIDEO_TYPE_VLFB;
}

/* Reading this takes a while and no decision here needs it, so do it only for a recording. */
static void record_kernel(const struct kfb_sysroot *root)
{
	struct kfb_kernel_screen_info info;

	if (root->record_fd >= 0)
		kfb_kernel_screen_info_ask(root, &info);
}

int kfb_facts_gather(const struct kfb_sysroot *root, struct kfb_notes *notes,
		     struct kfb_facts *facts)
{
	int ret;

	memset(facts, 0, sizeof(*facts));
	ret = gather_cards(root, notes, facts);
	if (ret)
		return ret;
	gather_fbdev(root, notes, facts);
	gather_places(root, notes, facts);
	gather_iomem(root, notes, facts);
	gather_boot(root, notes, &facts->boot);
	facts->page_size = ask_page_size(root, notes, &facts->boot);
	facts->type = video_type(root, &facts->boot);
	record_kernel(root);
	return 0;
}

void kfb_facts_free(struct kfb_facts *facts)
{
	for (size_t i = 0; i < facts->ncards; i++)
		kfb_card_free(&facts->cards[i]);
	free(facts->cards);
	free(facts->fbdev_device);
	kfb_iomem_free(&facts->iomem);
	free(facts->iomem_text);
}

const struct kfb_card *kfb_facts_console_card(const struct kfb_facts *facts)
{
	for (size_t i = 0; i < facts->ncards; i++)
		if (facts->fbdev_device && facts->cards[i].device &&
		    strcmp(facts->fbdev_device, facts->cards[i].device) == 0)
			return &facts->cards[i];
	return NULL;
}
