// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "scanout/facts.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "screen_info/screen_info.h"

#define MAX_CARDS	64	/* DRM minors of one type, drm_minor_alloc() */

static char *canonical(const struct kfb_sysroot *root, const char *format,
		       unsigned int number)
{
	char path[96], *out = NULL;

	snprintf(path, sizeof(path), format, number);
	return kfb_sysroot_canonical(root, path, &out) ? NULL : out;
}

static char *base_name(char *path)
{
	char *slash = path ? strrchr(path, '/') : NULL;
	char *name = slash ? strdup(slash + 1) : NULL;

	free(path);
	return name;
}

static bool is_boot_vga(const struct kfb_sysroot *root, unsigned int number)
{
	char path[64];
	struct kfb_bytes text;
	bool yes;

	snprintf(path, sizeof(path), "/sys/class/drm/card%u/device/boot_vga", number);
	if (kfb_sysroot_read(root, path, &text))
		return false;
	yes = text.data[0] == '1';
	free(text.data);
	return yes;
}

static void log_card(struct kexec_fb *fb, const struct kfb_card *card,
		     const struct kfb_error *err)
{
	const struct kfb_drm *d = &card->drm;

	kfb_debug(fb, "sysfs: card%u is %s%s%s%s", card->number,
		  card->device ? card->device : "a device of unknown path",
		  card->sysfs_driver ? ", driver " : "",
		  card->sysfs_driver ? card->sysfs_driver : "",
		  card->boot_vga ? ", boot_vga" : "");
	if (card->error)
		kfb_debug(fb, "drm: /dev/dri/card%u: %s (at byte %" PRIu64 ")", card->number,
			  err->reason, err->offset);
	else if (!d->lit)
		kfb_debug(fb, "drm: /dev/dri/card%u: driver %s, no CRTC is lit",
			  card->number, d->driver);
	else
		kfb_debug(fb, "drm: /dev/dri/card%u: driver %s, CRTC %u shows %ux%u of framebuffer %u (%ux%u) from %u,%u: pitch %u, offset %u, %.4s, modifier %#" PRIx64,
			  card->number, d->driver, d->crtc, d->width, d->height, d->fb,
			  d->fb_width, d->fb_height, d->x, d->y, d->pitch, d->offset,
			  d->fourcc ? (const char *)&d->fourcc : "?", d->modifier);
}

static int gather_cards(struct kexec_fb *fb, struct kfb_facts *facts)
{
	unsigned int numbers[MAX_CARDS];
	int n = kfb_sysroot_numbered(&fb->root, "/sys/class/drm", "card", numbers, MAX_CARDS);

	if (n <= 0) {
		kfb_debug(fb, "drm: no card: /sys/class/drm: %s",
			  n ? strerror(-n) : "no cardN");
		return 0;
	}
	facts->cards = calloc((size_t)n, sizeof(*facts->cards));
	if (!facts->cards)
		return -ENOMEM;
	facts->ncards = (size_t)n;
	for (size_t i = 0; i < facts->ncards; i++) {
		struct kfb_card *card = &facts->cards[i];
		struct kfb_error err = { 0 };

		card->number = numbers[i];
		card->device = canonical(&fb->root, "/sys/class/drm/card%u/device", numbers[i]);
		card->sysfs_driver = base_name(canonical(&fb->root,
				"/sys/class/drm/card%u/device/driver", numbers[i]));
		card->boot_vga = is_boot_vga(&fb->root, numbers[i]);
		card->error = kfb_drm_ask(&fb->root, numbers[i], &card->drm, &err);
		log_card(fb, card, &err);
	}
	return 0;
}

static void gather_fbdev(struct kexec_fb *fb, struct kfb_facts *facts)
{
	const struct kfb_fbdev *f = &facts->fbdev;
	struct kfb_error err = { 0 };

	facts->fbdev_error = kfb_fbdev_ask(&fb->root, &facts->fbdev, &err);
	if (facts->fbdev_error) {
		kfb_debug(fb, "fbdev: /dev/fb0: %s", err.reason);
		return;
	}
	facts->fbdev_device = canonical(&fb->root, "/sys/class/graphics/fb%u/device", 0);
	kfb_debug(fb, "fbdev: fb0%s: \"%s\", smem_start %#" PRIx64 ", %ux%u, line_length %u, %u bpp",
		  f->from_sysfs ? " (sysfs only)" : "", f->id, f->smem_start, f->xres, f->yres,
		  f->line_length, f->layout.depth);
}

static void gather_iomem(struct kexec_fb *fb, struct kfb_facts *facts)
{
	struct kfb_error err = { 0 };
	struct kfb_bytes text;

	facts->iomem_error = kfb_sysroot_read(&fb->root, "/proc/iomem", &text);
	if (facts->iomem_error) {
		kfb_debug(fb, "iomem: /proc/iomem: %s", strerror(-facts->iomem_error));
		return;
	}
	facts->iomem_text = text.data;
	facts->iomem_error = kfb_iomem_parse(text.data, text.len, &facts->iomem, &err);
	if (facts->iomem_error)
		kfb_warn(fb, "/proc/iomem: byte %" PRIu64 ": %s", err.offset, err.reason);
	else
		kfb_debug(fb, "iomem: %zu regions%s", facts->iomem.count,
			  facts->iomem.hidden ? ", all addresses hidden (not root?)" : "");
}

static void gather_boot(struct kexec_fb *fb, struct kfb_facts *facts)
{
	static const char path[] = "/sys/kernel/boot_params/data";
	char hex[2 * KEXEC_FB_SCREEN_INFO_SIZE + 1];
	struct kfb_bytes bytes;
	int ret = kfb_sysroot_read(&fb->root, path, &bytes);
	bool typed;

	if (!ret && bytes.len < sizeof(fb->boot))
		ret = -ENODATA;
	if (ret) {
		kfb_debug(fb, "boot_params: %s: %s", path, strerror(-ret));
	} else {
		memcpy(fb->boot, bytes.data, sizeof(fb->boot));
		fb->has_boot = true;
		facts->boot_usable = kexec_fb_decode(fb->boot, &facts->boot) == 0;
		kfb_screen_info_hex(fb->boot, hex);
		kfb_debug(fb, "boot_params: screen_info %s%s", hex,
			  facts->boot_usable ? "" : " (no linear framebuffer)");
	}
	free(bytes.data);

	typed = fb->has_boot && kfb_screen_info_type(fb->boot, &fb->type);
	if (!typed && fb->has_boot && !kfb_sysroot_exists(&fb->root, "/sys/firmware/efi"))
		fb->type = KEXEC_FB_VIDEO_TYPE_VLFB;
}

int kfb_facts_gather(struct kexec_fb *fb, struct kfb_facts *facts)
{
	int ret;

	memset(facts, 0, sizeof(*facts));
	ret = gather_cards(fb, facts);
	if (ret)
		return ret;
	gather_fbdev(fb, facts);
	gather_iomem(fb, facts);
	gather_boot(fb, facts);
	return 0;
}

void kfb_facts_free(struct kfb_facts *facts)
{
	for (size_t i = 0; i < facts->ncards; i++) {
		kfb_drm_free(&facts->cards[i].drm);
		free(facts->cards[i].device);
		free(facts->cards[i].sysfs_driver);
	}
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
