// SPDX-License-Identifier: GPL-2.0-only
/*
 * The base if video memory is BAR 0.  How drivers use it has changed.  With TTM (the VRAM
 * helper) the CRTC scans out the buffer that is shown, wherever it lies.  With a shadow plane
 * the driver copies to the start of video memory, whoever draws.  Our page tables and debugfs
 * tell which, and must not contradict each other.  If neither does, the driver's class decides.
 */
#include <errno.h>
#include <inttypes.h>

#include "scanout/candidate.h"
#include "scanout/place.h"

static const struct kfb_bar *video_memory(struct kfb_candidate *c)
{
	const struct kfb_bar *bar = c->card ? &c->card->bars[0] : NULL;

	if (!bar)
		kfb_refuse(c, ENODEV, "%s has no DRM card, so its PCI device is not known",
			   c->scanout.driver);
	else if (c->card->bars_error)
		kfb_refuse(c, -c->card->bars_error, "%s", c->card->bars_reason);
	else if (!bar->start || !(bar->flags & KFB_IORESOURCE_MEM))
		kfb_refuse(c, ENODEV, "%s is in use, but BAR 0 of %s is not video memory",
			   c->scanout.driver, c->device);
	return c->error ? NULL : bar;
}

static void take_place(struct kfb_candidate *c, const struct kfb_bar *bar, uint64_t base,
		       enum kexec_fb_source source, const char *detail)
{
	kfb_take_base(c, base, source, detail);
	c->room = bar->end - base + 1;
	c->region = kfb_strf(c->notes, "BAR 0, %" PRIx64 "-%" PRIx64, bar->start, bar->end);
}

static int at_start(struct kfb_candidate *c, const struct kfb_bar *bar)
{
	take_place(c, bar, bar->start, KEXEC_FB_FROM_PCI_BAR,
		   kfb_strf(c->notes, "%s: BAR 0", c->device));
	return 0;
}

static void warn_of_owner(struct kfb_candidate *c, const struct kfb_bar *bar)
{
	if (!c->card->fb_owner && c->scanout.mode.base != bar->start)
		c->warning =
			"the framebuffer on the screen may not be the console's (debugfs, if mounted, would tell): by the time of a crash it may be gone, and the next kernel's screen with it";
	if (kfb_card_shows_other(c->card))
		c->warning =
			kfb_strf(c->notes,
				 "the framebuffer on the screen belongs to %s, not to the console: by the time of a crash it may be gone, and the next kernel's screen with it",
				 c->card->fb_owner);
}

static int at_buffer(struct kfb_candidate *c, const struct kfb_bar *bar)
{
	const struct kfb_card *card = c->card;

	if (card->fb_address < bar->start || card->fb_address > bar->end)
		return kfb_refuse(c, ENODEV,
				  "%s shows a framebuffer at %#" PRIx64
				  " (debugfs), which is not in BAR 0 (%#" PRIx64 "-%#" PRIx64 ")",
				  c->scanout.driver, card->fb_address, bar->start, bar->end);
	take_place(c, bar, card->fb_address, KEXEC_FB_FROM_DEBUGFS,
		   kfb_strf(c->notes,
			    "/sys/kernel/debug/dri/%u/framebuffer: framebuffer %u, bus.offset",
			    card->number, card->drm.fb));
	warn_of_owner(c, bar);
	return 0;
}

/*
 * TTM without an address: assume that the buffer is fbcon's.  That one is usually the first, so
 * the memory manager places it at the start and leaves it there.  A compositor's lies
 * elsewhere.
 */
static int at_first_buffer(struct kfb_candidate *c, const struct kfb_bar *bar)
{
	const struct kfb_card *card = c->card;

	if (kfb_card_shows_other(card))
		return kfb_refuse(c, ENODEV,
				  "%s shows a framebuffer of %s, not the console's, and where that lies in video memory is not known",
				  c->scanout.driver, card->fb_owner);
	kfb_debug(c->notes,
		  "debugfs: /sys/kernel/debug/dri/%u/framebuffer does not tell where framebuffer %u lies: taken for the console's, at the start of video memory",
		  card->number, card->drm.fb);
	return at_start(c, bar);
}

static int contradiction(struct kfb_candidate *c)
{
	const struct kfb_card *card = c->card;

	return kfb_refuse(c, EINVAL,
			  "the framebuffer of %s, %u, is at %#" PRIx64
			  " by our page tables, but %s by debugfs",
			  c->scanout.driver, card->drm.fb, card->drm.mapped.start,
			  !card->fb_address ? kfb_fb_memory_name(card->fb_memory) :
					      kfb_strf(c->notes, "at %#" PRIx64, card->fb_address));
}

static int at_mapped(struct kfb_candidate *c, const struct kfb_bar *bar)
{
	const struct kfb_card *card = c->card;
	const struct kfb_runs *m = &card->drm.mapped;

	if (card->fb_memory == KFB_FB_MEMORY_SHMEM || card->fb_memory == KFB_FB_MEMORY_DMA ||
	    (card->fb_address && card->fb_address != m->start))
		return contradiction(c);
	if (kfb_place_bar(card, m->start, m->length) != 0)
		return kfb_refuse(c, ENODEV,
				  "%s shows a framebuffer at %#" PRIx64
				  ", which is not in BAR 0 (%#" PRIx64 "-%#" PRIx64 ")",
				  c->scanout.driver, m->start, bar->start, bar->end);
	take_place(c, bar, m->start, KEXEC_FB_FROM_PAGE_TABLES,
		   kfb_strf(c->notes, "framebuffer %u, mapped here: BAR 0 of %s", card->drm.fb,
			    c->device));
	warn_of_owner(c, bar);
	return 0;
}

/* A buffer in RAM is a shadow: what is scanned out is the copy. */
static int at_copy(struct kfb_candidate *c, const struct kfb_bar *bar)
{
	const struct kfb_card *card = c->card;

	if (card->fb_memory == KFB_FB_MEMORY_TTM && card->fb_address)
		return contradiction(c);
	if (card->fb_memory != KFB_FB_MEMORY_SHMEM && !c->driver->shadow)
		return kfb_refuse(c, ENODEV,
				  "%s shows a framebuffer in System RAM, and is not known to copy it to video memory",
				  c->scanout.driver);
	kfb_debug(c->notes,
		  "%s: framebuffer %u is in System RAM: the driver copies it to the start of video memory",
		  c->scanout.driver, card->drm.fb);
	return at_start(c, bar);
}

/* Without page tables, debugfs tells whether there is a shadow; otherwise the driver's class. */
static int by_debugfs(struct kfb_candidate *c, const struct kfb_bar *bar)
{
	const struct kfb_card *card = c->card;
	bool shadow = c->driver->class == KFB_VRAM_START;

	if (card->fb_memory != KFB_FB_MEMORY_UNKNOWN)
		shadow = card->fb_memory != KFB_FB_MEMORY_TTM;
	if (shadow)
		return at_start(c, bar);
	if (card->drm.changing && !card->fb_address)
		return kfb_refuse(c, ENODEV,
				  "%s shows one framebuffer after the other, and where they lie in video memory is not known",
				  c->scanout.driver);
	return card->fb_address ? at_buffer(c, bar) : at_first_buffer(c, bar);
}

/* The buffer may be anywhere, and this user may read neither debugfs nor page tables. */
static bool hidden_from_user(const struct kfb_facts *facts, const struct kfb_candidate *c)
{
	const struct kfb_card *card = c->card;

	return facts->iomem.hidden && c->driver->class == KFB_VRAM_HELPER &&
	       card->fb_memory == KFB_FB_MEMORY_UNKNOWN && !card->drm.mapped.count &&
	       (card->error || card->drm.lit);
}

int kfb_vram_base(const struct kfb_facts *facts, struct kfb_candidate *c)
{
	const struct kfb_bar *bar = video_memory(c);
	enum kfb_place place;

	if (!bar)
		return c->error;
	if (hidden_from_user(facts, c))
		return kfb_refuse(c, EACCES,
				  "where in video memory %s has its framebuffer is hidden from this user",
				  c->scanout.driver);
	if (c->card->error || !c->card->drm.lit)
		return at_start(c, bar);
	place = kfb_place(facts, c->card);
	switch (place) {
	case KFB_PLACE_UNKNOWN:
		return by_debugfs(c, bar);
	case KFB_PLACE_BAR:
		return at_mapped(c, bar);
	case KFB_PLACE_RAM:
		return at_copy(c, bar);
	case KFB_PLACE_RESERVED:
	case KFB_PLACE_PIECES:
	case KFB_PLACE_ELSEWHERE:
		break;
	}
	return kfb_refuse(c, ENODEV,
			  "%s shows a framebuffer %s (from %#" PRIx64
			  "), where another kernel cannot find it",
			  c->scanout.driver, kfb_place_text(place), c->card->drm.mapped.start);
}
