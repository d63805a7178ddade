// SPDX-License-Identifier: GPL-2.0-only
/*
 * The base if only our page tables tell it.  This is so for GPUs, whose buffer the CPU reaches
 * through a BAR, and for displays that read contiguous RAM.  Use only fbcon's own buffer: it is
 * linear and stays.  A compositor's may be tiled, and may be freed before a crash.
 */
#include <errno.h>
#include <inttypes.h>

#include "scanout/candidate.h"
#include "scanout/place.h"

static void take_bar(struct kfb_candidate *c, int index, uint64_t base, enum kexec_fb_source source,
		     const char *detail)
{
	const struct kfb_bar *bar = &c->card->bars[index];

	kfb_take_base(c, base, source, detail);
	c->room = bar->end - base + 1;
	c->region = kfb_strf(c->notes, "BAR %d, %" PRIx64 "-%" PRIx64, index, bar->start, bar->end);
}

static void take_mapped(struct kfb_candidate *c, const char *where)
{
	const struct kfb_runs *m = &c->card->drm.mapped;

	kfb_take_base(c, m->start, KEXEC_FB_FROM_PAGE_TABLES,
		      kfb_strf(c->notes, "framebuffer %u, mapped here: %s", c->card->drm.fb,
			       where));
	c->room = m->length;
	c->region = kfb_strf(c->notes, "%" PRIx64 "-%" PRIx64, m->start, m->start + m->length - 1);
}

/*
 * With drm_leak_fbdev_smem=1 fbdev tells its buffer's address (drm_fb_helper.c, since 4.17).
 * That is the address on the screen as long as the CRTC shows the same buffer.
 */
static bool is_leaked(const struct kfb_candidate *c)
{
	const struct kfb_drm *d = &c->card->drm;
	const struct kfb_fbdev *f = c->fbdev;

	return f && f->smem_start && !kfb_card_shows_other(c->card) && f->line_length == d->pitch &&
	       f->xres == d->width && f->yres == d->height;
}

static int at_leaked(struct kfb_candidate *c)
{
	uint64_t start = c->fbdev->smem_start, length = c->fbdev->smem_len;
	int bar = kfb_place_bar(c->card, start, length);

	if (bar < 0)
		return kfb_refuse(c, ENODEV,
				  "/dev/fb0 of %s says that it is at %#" PRIx64
				  ", which is in no memory BAR of %s",
				  c->scanout.driver, start, c->device ? c->device : "its device");
	take_bar(c, bar, start, KEXEC_FB_FROM_FBDEV, "/dev/fb0: smem_start");
	return 0;
}

static int at_mapped(const struct kfb_facts *facts, struct kfb_candidate *c)
{
	const struct kfb_runs *m = &c->card->drm.mapped;
	enum kfb_place place = kfb_place(facts, c->card);
	int bar = kfb_place_bar(c->card, m->start, m->length);

	if (c->card->fb_address && c->card->fb_memory == KFB_FB_MEMORY_TTM &&
	    place != KFB_PLACE_UNKNOWN && c->card->fb_address != m->start)
		return kfb_refuse(c, EINVAL,
				  "the framebuffer of %s, %u, is at %#" PRIx64
				  " by our page tables, but at %#" PRIx64 " by debugfs",
				  c->scanout.driver, c->card->drm.fb, m->start,
				  c->card->fb_address);
	switch (place) {
	case KFB_PLACE_BAR:
		take_bar(c, bar, m->start, KEXEC_FB_FROM_PAGE_TABLES,
			 kfb_strf(c->notes, "framebuffer %u, mapped here: BAR %d of %s",
				  c->card->drm.fb, bar, c->device));
		return 0;
	case KFB_PLACE_RESERVED:
		if (!c->driver->reserved)
			break;
		take_mapped(c, "memory that the firmware reserved");
		return 0;
	case KFB_PLACE_UNKNOWN:
		return kfb_refuse_opaque(c, c->driver->why);
	case KFB_PLACE_RAM:
	case KFB_PLACE_PIECES:
	case KFB_PLACE_ELSEWHERE:
		break;
	}
	return kfb_refuse_opaque(c, kfb_strf(c->notes, "it is %s (from %#" PRIx64 ")",
					     kfb_place_text(place), m->start));
}

int kfb_gpu_base(const struct kfb_facts *facts, struct kfb_candidate *c)
{
	const struct kfb_runs *m = c->card ? &c->card->drm.mapped : NULL;

	if (!c->card || c->card->error || !c->card->drm.lit)
		return kfb_refuse_opaque(c, c->driver->why);
	if (is_leaked(c) && m->count && m->start != c->fbdev->smem_start)
		return kfb_refuse(c, EINVAL,
				  "the framebuffer of %s, %u, is at %#" PRIx64
				  " by our page tables, but at %#" PRIx64 " by /dev/fb0",
				  c->scanout.driver, c->card->drm.fb, m->start,
				  c->fbdev->smem_start);
	if (is_leaked(c))
		return at_leaked(c);
	if (kfb_card_shows_other(c->card))
		return kfb_refuse_opaque(c,
					 kfb_strf(c->notes,
						  "the framebuffer on the screen belongs to %s, not to the console",
						  c->card->fb_owner));
	if (m->count && !kfb_card_shows_console(c->card))
		return kfb_refuse_opaque(c,
					 "whose framebuffer is on the screen is not known, because debugfs is not mounted");
	return at_mapped(facts, c);
}

/*
 * Without an IOMMU the address for DMA is the CPU's.  drm_gem_dma_create(),
 * drm_gem_dma_helper.c, 6.1, allocates one contiguous piece, and nobody else uses it while it
 * is shown.
 */
int kfb_dma_base(const struct kfb_facts *facts, struct kfb_candidate *c)
{
	const struct kfb_runs *m = &c->card->drm.mapped;

	if (c->card->error || !c->card->drm.lit || !m->count)
		return kfb_refuse_opaque(c,
					 "nobody has looked at that driver, and where its framebuffer is cannot be seen");
	if (m->count != 1 || kfb_place(facts, c->card) != KFB_PLACE_RAM ||
	    c->card->fb_address != m->start)
		return kfb_refuse_opaque(c,
					 "nobody has looked at that driver, and its framebuffer is not simply a piece of RAM");
	if (!kfb_card_shows_console(c->card))
		return kfb_refuse_opaque(c,
					 "the framebuffer on the screen is not known to be the console's, and may be other memory by the time of a crash");
	take_mapped(c, "contiguous RAM, whose address for DMA is the same");
	if (!facts->allow_ram)
		return kfb_refuse(c, ENODEV,
				  "%s shows a framebuffer in RAM, which any kernel but a crash kernel would use for something else",
				  c->scanout.driver);
	return 0;
}
