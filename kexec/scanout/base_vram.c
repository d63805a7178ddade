// SPDX-License-Identifier: GPL-2.0-only
/*
 * The base where video memory is BAR 0.  Drivers changed how they use it: TTM (the VRAM
 * helper) scans out of the buffer that is shown, wherever it lies; a shadow plane is copied
 * to the start of video memory, whoever draws.  debugfs tells which; failing that, the
 * driver's class.
 */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "scanout/candidate.h"

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

static bool is_consoles(const char *owner)
{
	return strncmp(owner, "[fbcon]", 7) == 0;
}

static int at_buffer(struct kfb_candidate *c, const struct kfb_bar *bar)
{
	const struct kfb_card *card = c->card;

	if (card->fb_address < bar->start || card->fb_address > bar->end)
		return kfb_refuse(c, ENODEV, "%s shows a framebuffer at %#" PRIx64 " (debugfs), which is not in BAR 0 (%#" PRIx64 "-%#" PRIx64 ")",
				  c->scanout.driver, card->fb_address, bar->start, bar->end);
	take_place(c, bar, card->fb_address, KEXEC_FB_FROM_DEBUGFS,
		   kfb_strf(c->notes, "/sys/kernel/debug/dri/%u/framebuffer: framebuffer %u, bus.offset",
			    card->number, card->drm.fb));
	if (card->fb_owner && !is_consoles(card->fb_owner))
		c->warning = kfb_strf(c->notes, "the framebuffer on the screen belongs to %s, not to the console: by the time of a crash it may be gone, and the next kernel's screen with it",
				      card->fb_owner);
	return 0;
}

/*
 * Of TTM, without an address: the memory manager places its first buffer, usually fbcon's,
 * at the start and leaves it there.  A compositor's lies elsewhere.
 */
static int at_first_buffer(struct kfb_candidate *c, const struct kfb_bar *bar)
{
	const struct kfb_card *card = c->card;

	if (card->fb_owner && !is_consoles(card->fb_owner))
		return kfb_refuse(c, ENODEV, "%s shows a framebuffer of %s, not the console's, and where that lies in video memory is not known",
				  c->scanout.driver, card->fb_owner);
	kfb_debug(c->notes, "debugfs: /sys/kernel/debug/dri/%u/framebuffer does not tell where framebuffer %u lies: taken for the console's, at the start of video memory",
		  card->number, card->drm.fb);
	return at_start(c, bar);
}

int kfb_vram_base(struct kfb_candidate *c)
{
	const struct kfb_bar *bar = video_memory(c);
	const struct kfb_card *card = c->card;
	bool shadow = c->driver->class == KFB_VRAM_START;

	if (!bar)
		return c->error;
	if (card->error || !card->drm.lit)
		return at_start(c, bar);
	if (card->fb_memory != KFB_FB_MEMORY_UNKNOWN)
		shadow = card->fb_memory != KFB_FB_MEMORY_TTM;
	if (shadow)
		return at_start(c, bar);
	return card->fb_address ? at_buffer(c, bar) : at_first_buffer(c, bar);
}
