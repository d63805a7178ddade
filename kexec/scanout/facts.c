// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "scanout/facts.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "screen_info/formats.h"
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

static void log_card(struct kfb_notes *notes, const struct kfb_card *card,
		     const struct kfb_error *err)
{
	const struct kfb_drm *d = &card->drm;
	char fourcc[KFB_FOURCC_TEXT_SIZE];

	kfb_debug(notes, "sysfs: card%u is %s%s%s%s", card->number,
		  card->device ? card->device : "a device of unknown path",
		  card->sysfs_driver ? ", driver " : "",
		  card->sysfs_driver ? card->sysfs_driver : "",
		  card->boot_vga ? ", boot_vga" : "");
	if (card->error)
		kfb_debug(notes, "drm: /dev/dri/card%u: %s", card->number,
			  kfb_error_text(err).text);
	else if (!d->lit)
		kfb_debug(notes, "drm: /dev/dri/card%u: driver %s, no CRTC is lit",
			  card->number, d->driver);
	else
		kfb_debug(notes, "drm: /dev/dri/card%u: driver %s, CRTC %u shows %ux%u of framebuffer %u (%ux%u) from %u,%u: pitch %u, offset %u, %s, modifier %#" PRIx64,
			  card->number, d->driver, d->crtc, d->width, d->height, d->fb,
			  d->fb_width, d->fb_height, d->x, d->y, d->pitch, d->offset,
			  kfb_fourcc_text(d->fourcc, fourcc), d->modifier);
}

/* Only a PCI function has such a file. */
static void ask_bars(const struct kfb_sysroot *root, struct kfb_notes *notes,
		     struct kfb_card *card)
{
	struct kfb_error err = { 0 };
	struct kfb_bytes text;
	const char *path;

	card->bars_error = -ENODEV;
	card->bars_reason = "the PCI device behind it is not known";
	if (!card->device)
		return;
	path = kfb_strf(notes, "%s/resource", card->device);
	card->bars_error = kfb_sysroot_read(root, path, &text);
	if (card->bars_error) {
		card->bars_reason = kfb_strf(notes, "cannot read %s (%s)", path, strerror(-card->bars_error));
		return;
	}
	for (unsigned int i = 0; i < KFB_BARS && !card->bars_error; i++)
		card->bars_error = kfb_pci_bar(text.data, text.len, i, &card->bars[i], &err);
	if (card->bars_error)
		card->bars_reason = kfb_strf(notes, "cannot read %s (%s)", path, kfb_error_text(&err).text);
	free(text.data);
}

/* A process' name may hold anything; it is printed. */
static char *printable(const char *s, size_t len)
{
	char *copy = len ? strndup(s, len) : NULL;

	for (char *p = copy; p && *p; p++)
		if (*p < ' ' || *p > '~')
			*p = '?';
	return copy;
}

static void ask_debugfs(const struct kfb_sysroot *root, struct kfb_notes *notes,
			struct kfb_card *card)
{
	struct kfb_error err = { 0 };
	struct kfb_debugfs_fb fb;
	struct kfb_bytes text;
	char path[64];
	int ret;

	if (card->error || !card->drm.lit)
		return;
	snprintf(path, sizeof(path), "/sys/kernel/debug/dri/%u/framebuffer", card->number);
	ret = kfb_sysroot_read(root, path, &text);
	if (ret)
		return;
	ret = kfb_debugfs_fb_parse(text.data, text.len, card->drm.fb, &fb, &err);
	if (ret) {
		kfb_debug(notes, "debugfs: %s: %s", path, kfb_error_text(&err).text);
	} else {
		card->fb_owner = printable(fb.owner, fb.owner_len);
		card->fb_memory = fb.memory;
		card->fb_address = fb.address;
		kfb_debug(notes, "debugfs: %s: framebuffer %u is of %s, in %s, at %#" PRIx64, path,
			  card->drm.fb, card->fb_owner ? card->fb_owner : "nobody",
			  kfb_fb_memory_name(fb.memory), fb.address);
	}
	free(text.data);
}

static void ask_card(const struct kfb_sysroot *root, struct kfb_notes *notes,
		     struct kfb_card *card)
{
	struct kfb_error err = { 0 };

	card->device = canonical(root, "/sys/class/drm/card%u/device", card->number);
	card->sysfs_driver = base_name(canonical(root, "/sys/class/drm/card%u/device/driver",
						 card->number));
	card->boot_vga = is_boot_vga(root, card->number);
	card->error = kfb_drm_ask(root, card->number, &card->drm, &err);
	log_card(notes, card, &err);
	ask_bars(root, notes, card);
	ask_debugfs(root, notes, card);
}

static int gather_cards(const struct kfb_sysroot *root, struct kfb_notes *notes,
			struct kfb_facts *facts)
{
	unsigned int numbers[MAX_CARDS];
	int n = kfb_sysroot_numbered(root, "/sys/class/drm", "card", numbers, MAX_CARDS);

	if (n <= 0) {
		kfb_debug(notes, "drm: no card: /sys/class/drm: %s",
			  n ? strerror(-n) : "no cardN");
		return 0;
	}
	facts->cards = calloc((size_t)n, sizeof(*facts->cards));
	if (!facts->cards)
		return -ENOMEM;
	facts->ncards = (size_t)n;
	for (size_t i = 0; i < facts->ncards; i++) {
		facts->cards[i].number = numbers[i];
		ask_card(root, notes, &facts->cards[i]);
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
	kfb_debug(notes, "fbdev: fb0%s: \"%s\", smem_start %#" PRIx64 ", %ux%u, line_length %u, %u bpp",
		  f->from_sysfs ? " (sysfs only)" : "", f->id, f->smem_start, f->xres, f->yres,
		  f->line_length, f->layout.depth);
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

/* What the boot loader used; failing that, whether this machine was booted by EFI. */
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

int kfb_facts_gather(const struct kfb_sysroot *root, struct kfb_notes *notes,
		     struct kfb_facts *facts)
{
	int ret;

	memset(facts, 0, sizeof(*facts));
	ret = gather_cards(root, notes, facts);
	if (ret)
		return ret;
	gather_fbdev(root, notes, facts);
	gather_iomem(root, notes, facts);
	gather_boot(root, notes, &facts->boot);
	facts->type = video_type(root, &facts->boot);
	return 0;
}

void kfb_facts_free(struct kfb_facts *facts)
{
	for (size_t i = 0; i < facts->ncards; i++) {
		kfb_drm_free(&facts->cards[i].drm);
		free(facts->cards[i].device);
		free(facts->cards[i].sysfs_driver);
		free(facts->cards[i].fb_owner);
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
