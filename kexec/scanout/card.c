// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "scanout/card.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scanout/driver_table.h"
#include "scanout/mapped_buffer.h"
#include "screen_info/formats.h"

#define MAX_TRIES 3 /* in case the CRTC shows another framebuffer meanwhile */

static char *canonical(const struct kfb_sysroot *root, const char *format, unsigned int number)
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
		  card->sysfs_driver ? card->sysfs_driver : "", card->boot_vga ? ", boot_vga" : "");
	if (card->error)
		kfb_debug(notes, "drm: /dev/dri/card%u: %s", card->number,
			  kfb_error_text(err).text);
	else if (!d->lit)
		kfb_debug(notes, "drm: /dev/dri/card%u: driver %s, no CRTC is lit", card->number,
			  d->driver);
	else
		kfb_debug(notes,
			  "drm: /dev/dri/card%u: driver %s, CRTC %u shows %ux%u of framebuffer %u (%ux%u) from %u,%u: pitch %u, offset %u, %s, modifier %#" PRIx64,
			  card->number, d->driver, d->crtc, d->width, d->height, d->fb, d->fb_width,
			  d->fb_height, d->x, d->y, d->pitch, d->offset,
			  kfb_fourcc_text(d->fourcc, fourcc), d->modifier);
}

/* Only a PCI function has such a file. */
static void ask_bars(const struct kfb_sysroot *root, struct kfb_notes *notes, struct kfb_card *card)
{
	struct kfb_error err = { 0 };
	struct kfb_bytes text;
	const char *path;

	card->bars_error = -ENODEV;
	card->bars_reason = "the PCI device behind it is not known";
	if (!card->device)
		return;
	path = kfb_strf(notes, "%.*s/resource", (int)kfb_pci_function_len(card->device),
			card->device);
	card->bars_error = kfb_sysroot_read(root, path, &text);
	if (card->bars_error) {
		card->bars_reason =
			kfb_strf(notes, "cannot read %s (%s)", path, strerror(-card->bars_error));
		return;
	}
	for (unsigned int i = 0; i < KFB_BARS && !card->bars_error; i++)
		card->bars_error = kfb_pci_bar(text.data, text.len, i, &card->bars[i], &err);
	if (card->bars_error)
		card->bars_reason =
			kfb_strf(notes, "cannot read %s (%s)", path, kfb_error_text(&err).text);
	free(text.data);
}

/* Escape a process's name: it may contain anything, and we print it. */
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

void kfb_card_ask(const struct kfb_sysroot *root, struct kfb_notes *notes, struct kfb_card *card)
{
	struct kfb_error err = { 0 };

	card->device = canonical(root, "/sys/class/drm/card%u/device", card->number);
	card->sysfs_driver =
		base_name(canonical(root, "/sys/class/drm/card%u/device/driver", card->number));
	card->boot_vga = is_boot_vga(root, card->number);
	card->error = kfb_drm_ask(root, card->number, &card->drm, &err);
	log_card(notes, card, &err);
	ask_bars(root, notes, card);
	ask_debugfs(root, notes, card);
}

/* Ask again what is shown: it is another framebuffer now, perhaps another owner's. */
static void ask_again(const struct kfb_sysroot *root, struct kfb_notes *notes,
		      struct kfb_card *card)
{
	struct kfb_error err = { 0 };

	kfb_drm_free(&card->drm);
	free(card->fb_owner);
	card->fb_owner = NULL;
	card->fb_memory = KFB_FB_MEMORY_UNKNOWN;
	card->fb_address = 0;
	card->error = kfb_drm_ask(root, card->number, &card->drm, &err);
	log_card(notes, card, &err);
	ask_debugfs(root, notes, card);
}

static int ask_mapped(const struct kfb_sysroot *root, enum kfb_mapping by, struct kfb_notes *notes,
		      struct kfb_card *card)
{
	const char *what = "";
	int ret = kfb_mapped_buffer_ask(root, card->number, by, &card->drm, &what);

	if (ret)
		kfb_debug(notes, "page tables: where framebuffer %u is cannot be seen: %s: %s",
			  card->drm.fb, what, strerror(-ret));
	return ret;
}

static int ask_place(const struct kfb_sysroot *root, struct kfb_notes *notes, bool is_console,
		     struct kfb_card *card)
{
	const struct kfb_driver *driver = kfb_driver_by_name(card->drm.driver);
	bool fbdev = is_console && kfb_card_shows_console(card);
	int ret = -ENOTSUP;

	if (!driver || !driver->fbdev_only)
		ret = ask_mapped(root, KFB_MAP_DUMB, notes, card);
	if (ret && ret != -EAGAIN && fbdev)
		ret = ask_mapped(root, KFB_MAP_FBDEV, notes, card);
	return ret;
}

/* A driver that is not in our table can only be used if its buffer is in DMA memory. */
static bool place_matters(const struct kfb_card *card)
{
	const struct kfb_driver *driver;

	if (card->error || !card->drm.lit)
		return false;
	driver = kfb_driver_by_name(card->drm.driver);
	return driver ? driver->look_for_buffer : card->fb_memory == KFB_FB_MEMORY_DMA;
}

static void look_for_place(const struct kfb_sysroot *root, struct kfb_notes *notes, bool is_console,
			   struct kfb_card *card)
{
	int ret = -EAGAIN;

	for (int i = 0; i < MAX_TRIES && ret == -EAGAIN; i++) {
		if (i)
			ask_again(root, notes, card);
		ret = place_matters(card) ? ask_place(root, notes, is_console, card) : -ENODEV;
	}
	card->drm.changing = ret == -EAGAIN;
	if (!card->error)
		kfb_drm_record(root, card->number, &card->drm);
}

void kfb_card_ask_place(const struct kfb_sysroot *root, struct kfb_notes *notes, bool is_console,
			struct kfb_card *card)
{
	const struct kfb_runs *m = &card->drm.mapped;

	if (root->live && place_matters(card))
		look_for_place(root, notes, is_console, card);
	if (m->count)
		kfb_debug(notes,
			  "page tables: framebuffer %u%s is %#" PRIx64
			  " bytes in %u piece%s, from %#" PRIx64,
			  card->drm.fb, card->drm.mapped_fbdev ? " (/dev/fb0)" : "", m->length,
			  m->count, m->count == 1 ? "" : "s", m->start);
}

void kfb_card_free(struct kfb_card *card)
{
	kfb_drm_free(&card->drm);
	free(card->device);
	free(card->sysfs_driver);
	free(card->fb_owner);
}

bool kfb_card_shows_console(const struct kfb_card *card)
{
	return card->fb_owner && strncmp(card->fb_owner, "[fbcon]", 7) == 0;
}

bool kfb_card_shows_other(const struct kfb_card *card)
{
	return card->fb_owner && !kfb_card_shows_console(card);
}
