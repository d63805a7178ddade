// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where our page tables or /dev/fb0 say that a framebuffer is, among RAM, BARs and memory that the
 * firmware reserved; each byte chooses one value.  What is handed over must be inside memory of
 * the display, or, for a crash kernel, be one piece of RAM.
 *
 * Floor: scanout/base_mapped.c 90
 * Floor: scanout/place.c 85
 */
#include <drm_fourcc.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "scanout/candidate.h"

#define DEVICE	     "/sys/devices/pci0000:00/0000:00:02.0"
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char device[] = DEVICE, fbcon[] = "[fbcon]", client[] = "weston";
static char ram[] = "System RAM", reserved[] = "Reserved", bus[] = "PCI Bus 0000:00";
static const uint64_t starts[] = {
	0,	     0x3ff00000, /* RAM; what follows it is reserved */
	0x40000000,  0x40300000, /* reserved */
	0xc0000000,  0xc0400000, /* BAR 0 */
	0x800000000, 0xf0000000, /* BAR 2; nothing */
};
static const uint64_t lengths[] = { 1024 * 768 * 4, 0x1000, 0x300000, 0x1000000, UINT64_MAX >> 12 };

struct choices {
	const uint8_t *data;
	size_t size, used;
};

/* A number below @count. */
static unsigned int choose(struct choices *c, unsigned int count)
{
	return c->used < c->size ? c->data[c->used++] % count : 0;
}

static uint64_t address(struct choices *c)
{
	uint64_t start = starts[choose(c, COUNT(starts))];

	return start + ((uint64_t)choose(c, 256) << 12);
}

static void choose_card(struct choices *c, struct kfb_card *card)
{
	static const char *const drivers[] = { "i915",	  "xe",	      "amdgpu",	   "radeon",
					       "nouveau", "gma500",   "bochs-drm", "ast",
					       "mgag200", "not known" };
	static char driver[16], *const owners[] = { fbcon, NULL, client };
	static const uint32_t fourccs[] = { DRM_FORMAT_XRGB8888, DRM_FORMAT_RGB565, 0 };
	struct kfb_drm *d = &card->drm;

	strcpy(driver, drivers[choose(c, COUNT(drivers))]);
	*card = (struct kfb_card){ .device = device, .fb_owner = owners[choose(c, 3)] };
	card->fb_memory = (enum kfb_fb_memory)choose(c, KFB_FB_MEMORY_DMA + 1);
	card->error = choose(c, 8) == 7 ? -EIO : 0;
	card->bars_error = choose(c, 8) == 7 ? -EACCES : 0;
	card->bars[0] = (struct kfb_bar){ 0xc0000000, 0xc0ffffff, KFB_IORESOURCE_MEM };
	card->bars[2] = (struct kfb_bar){ 0x800000000, 0x8007fffff, KFB_IORESOURCE_MEM };
	card->bars[5] = (struct kfb_bar){ 0xf000, 0xf03f, 0x100 /* ports */ };
	*d = (struct kfb_drm){ .driver = driver, .lit = choose(c, 8) != 7, .crtc = 34, .fb = 36 };
	d->width = d->fb_width = 1024;
	d->height = d->fb_height = 768 + 256 * choose(c, 16);
	d->fourcc = fourccs[choose(c, COUNT(fourccs))];
	d->pitch = 4096;
	d->mapped.start = address(c);
	d->mapped.length = lengths[choose(c, COUNT(lengths))];
	d->mapped.count = choose(c, 4);
	card->fb_address = choose(c, 2) ? d->mapped.start : address(c);
}

static void choose_fbdev(struct choices *c, struct kfb_facts *facts)
{
	const struct kfb_drm *d = &facts->cards[0].drm;

	facts->fbdev_error = choose(c, 2) ? 0 : -ENOENT;
	facts->fbdev = (struct kfb_fbdev){
		.id = "fb",
		.smem_start = choose(c, 2) ? d->mapped.start : address(c),
		.smem_len = (uint32_t)lengths[choose(c, COUNT(lengths))],
		.line_length = d->pitch,
		.xres = d->width,
		.yres = choose(c, 4) == 3 ? 1 : d->height,
	};
	facts->fbdev_device = facts->fbdev_error ? NULL : device;
}

static bool inside(const struct kexec_fb_mode *m, uint64_t start, uint64_t length)
{
	return m->base >= start && m->base - start < length &&
	       m->size <= length - (m->base - start);
}

static bool in_bar(const struct kfb_card *card, const struct kexec_fb_mode *m)
{
	for (size_t i = 0; !card->bars_error && i < KFB_BARS; i++)
		if (card->bars[i].flags & KFB_IORESOURCE_MEM &&
		    inside(m, card->bars[i].start, card->bars[i].end - card->bars[i].start + 1))
			return true;
	return false;
}

static void check_found(const struct kfb_facts *facts, const struct kfb_candidate *c)
{
	const struct kexec_fb_mode *m = &c->scanout.mode;
	const struct kfb_runs *run = &c->card->drm.mapped;
	bool mapped = c->scanout.origin[KEXEC_FB_VALUE_BASE].source == KEXEC_FB_FROM_PAGE_TABLES;
	bool one_piece = run->count == 1 && inside(m, run->start, run->length);

	if (mapped && c->driver->untried && !facts->allow_untried)
		abort();
	if (c->driver->class == KFB_DMA) {
		if (!facts->allow_ram || !one_piece)
			abort();
		return;
	}
	if (!facts->iomem_error && kfb_iomem_is_ram(&facts->iomem, m->base, m->size))
		abort();
	if (c->driver->class == KFB_GPU && !in_bar(c->card, m) &&
	    !(c->driver->reserved && one_piece && inside(m, 0x40000000, 0x800000)))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kfb_resource regions[] = {
		{ 0x100000, 0x3fffffff, 0, ram },
		{ 0x40000000, 0x407fffff, 0, reserved },
		{ 0xc0000000, 0xfebfffff, 0, bus },
	};
	struct choices choices = { data, size, 0 };
	struct kfb_notes notes = { 0 };
	struct kfb_card card;
	struct kfb_facts facts = {
		.cards = &card,
		.ncards = 1,
		.iomem = { regions, COUNT(regions), false },
		.page_size = 4096,
		.type = KEXEC_FB_VIDEO_TYPE_EFI,
	};
	struct kfb_candidate c;

	choose_card(&choices, &card);
	choose_fbdev(&choices, &facts);
	facts.iomem_error = choose(&choices, 8) == 7 ? -EACCES : 0;
	facts.allow_untried = choose(&choices, 2);
	facts.allow_ram = choose(&choices, 2);
	c = kfb_decide(&facts, &notes);
	if (!c.error)
		check_found(&facts, &c);
	else if (!c.reason || !*c.reason)
		abort();
	kfb_notes_free(&notes);
	return 0;
}
