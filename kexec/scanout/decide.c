// SPDX-License-Identifier: GPL-2.0-only
/*
 * Decide what is on the screen, from the facts alone.  Nothing else decides this.
 */
#include <errno.h>
#include <inttypes.h>

#include "scanout/candidate.h"
#include "scanout/of_device.h"
#include "screen_info/formats.h"

/* Larger than any mode; below it, products of two of them fit 64 bits. */
#define MAX_SIDE 65535u

static int check_mode(struct kfb_candidate *c)
{
	const struct kexec_fb_mode *m = &c->scanout.mode;
	const struct kfb_format *f = kfb_format_by_fourcc(m->fourcc);
	char fourcc[KFB_FOURCC_TEXT_SIZE];

	if (!m->fourcc)
		return kfb_refuse(c, ENODEV,
				  "%s does not tell its pixel format in a way that screen_info can describe",
				  c->scanout.driver);
	if (!f)
		return kfb_refuse(c, ENODEV,
				  "%s uses a pixel format (%s) that screen_info cannot describe",
				  c->scanout.driver, kfb_fourcc_text(m->fourcc, fourcc));
	if (!m->width || !m->height || m->width > MAX_SIDE || m->height > MAX_SIDE ||
	    m->stride > MAX_SIDE)
		return kfb_refuse(c, EINVAL,
				  "%s reports %ux%u with stride %u, which screen_info cannot hold",
				  c->scanout.driver, m->width, m->height, m->stride);
	if (m->stride < (uint64_t)m->width * kfb_format_bytes(f))
		return kfb_refuse(c, EINVAL,
				  "%s reports a stride of %u bytes, too short for %u pixels of %u bytes",
				  c->scanout.driver, m->stride, m->width, kfb_format_bytes(f));
	return 0;
}

static int check_region(const struct kfb_facts *facts, struct kfb_candidate *c)
{
	const struct kexec_fb_mode *m = &c->scanout.mode;
	const char *driver = c->scanout.driver;

	if (!m->base || m->size > UINT64_MAX - m->base)
		return kfb_refuse(c, EINVAL,
				  "%s says %#" PRIx64 " bytes at %#" PRIx64
				  ", which are no framebuffer",
				  driver, m->size, m->base);
	if (m->size > UINT32_MAX)
		return kfb_refuse(c, EINVAL,
				  "%s has a framebuffer of %" PRIu64
				  " bytes, which screen_info cannot hold",
				  driver, m->size);
	if (c->region && m->size > c->room)
		return kfb_refuse(c, EINVAL,
				  "%s shows %ux%u with stride %u, which does not fit at %#" PRIx64
				  " in %s",
				  driver, m->width, m->height, m->stride, m->base, c->region);
	if (c->driver->class != KFB_FIRMWARE && c->driver->class != KFB_DMA &&
	    !facts->iomem_error && kfb_iomem_is_ram(&facts->iomem, m->base, m->size))
		return kfb_refuse(c, EINVAL,
				  "%s says %#" PRIx64
				  ", which is System RAM, where only firmware puts a framebuffer",
				  driver, m->base);
	return 0;
}

/* A crash kernel that writes to a sleeping GPU may hang, and then there is no dump. */
static int check_tried(const struct kfb_facts *facts, struct kfb_candidate *c)
{
	if (!c->driver->untried || facts->allow_untried ||
	    c->scanout.origin[KEXEC_FB_VALUE_BASE].source != KEXEC_FB_FROM_PAGE_TABLES)
		return 0;
	kfb_refuse(c, ENODEV,
		   "%s shows the console at %#" PRIx64
		   ", where nobody has seen a crash kernel draw yet",
		   c->scanout.driver, c->scanout.mode.base);
	c->hint =
		"set KEXEC_FB_UNTRIED=yes to have it handed over, try a crash, and report how it went";
	return c->error;
}

/*
 * On Hyper-V, use the driver's whole region.  vmbus_reserve_fb() in the next kernel keeps
 * lfb_size bytes free (at least 8 MiB), and if that is less than the region, hv_pci's config
 * window may be placed in the rest.
 */
static void find_size(struct kfb_candidate *c)
{
	struct kexec_fb_mode *m = &c->scanout.mode;
	uint64_t shown = (uint64_t)m->stride * m->height;

	if (c->driver->class == KFB_SYNTHETIC && c->room > shown) {
		m->size = c->room;
		kfb_take(c, KEXEC_FB_VALUE_SIZE, KEXEC_FB_FROM_IOMEM, c->region);
		return;
	}
	m->size = shown;
	kfb_take(c, KEXEC_FB_VALUE_SIZE, KEXEC_FB_FROM_CALCULATION,
		 kfb_strf(c->notes, "%u lines of %u bytes", m->height, m->stride));
}

/* Look for the mode even if the base is unknown: `show` prints what is known. */
static int without_base(const struct kfb_facts *facts, struct kfb_candidate *c)
{
	struct kfb_candidate mode = *c;

	kfb_candidate_geometry(facts, &mode);
	c->scanout = mode.scanout;
	return c->error;
}

static int examine(const struct kfb_facts *facts, struct kfb_candidate *c)
{
	int ret = kfb_candidate_driver(c);

	if (ret)
		return ret;
	if (kfb_candidate_base(facts, c))
		return without_base(facts, c);
	ret = kfb_candidate_geometry(facts, c);
	if (!ret)
		ret = check_mode(c);
	if (ret)
		return ret;
	find_size(c);
	ret = check_region(facts, c);
	return ret ? ret : check_tried(facts, c);
}

/*
 * Some value is not known, but kexec passes on the devicetree, which describes the framebuffer
 * to the next kernel as it did to this one.
 */
static void leave_to_devicetree(const struct kfb_facts *facts, struct kfb_candidate *c)
{
	if (c->error == -ENODEV && c->driver && c->driver->class == KFB_FIRMWARE &&
	    !facts->boot.known && kfb_of_device(c->device))
		kfb_refuse(c, EALREADY,
			   "there is nothing to do, since the devicetree that kexec passes on describes the framebuffer of %s",
			   c->scanout.driver);
}

/* Keep @c in @best if it is usable, or the first.  true: look no further. */
static bool consider(const struct kfb_facts *facts, struct kfb_candidate c,
		     struct kfb_candidate *best)
{
	bool is_first = !best->card && !best->fbdev && !best->claim;

	c.notes = best->notes;
	kfb_scanout_clear(&c.scanout);
	if (examine(facts, &c))
		kfb_debug(c.notes, "not usable: %s", c.reason);
	leave_to_devicetree(facts, &c);
	if (!c.error || c.error == -EALREADY || is_first)
		*best = c;
	return !c.error || c.error == -EALREADY;
}

/* Consider what fbcon draws on: a card, an fbdev without a card, or an fbdev without /dev/fb0. */
static bool consider_console(const struct kfb_facts *facts, const struct kfb_card *card,
			     struct kfb_candidate *best)
{
	struct kfb_candidate c = {
		.card = card,
		.device = card ? card->device : facts->fbdev_device,
		.fbdev = facts->fbdev_error ? NULL : &facts->fbdev,
	};

	if (!c.fbdev)
		c.claim = kfb_fbdev_claim(facts);
	return (c.fbdev || c.claim) && consider(facts, c, best);
}

static bool consider_card(const struct kfb_facts *facts, const struct kfb_card *card,
			  struct kfb_candidate *best)
{
	const struct kfb_candidate c = { .card = card, .device = card->device };

	return consider(facts, c, best);
}

/* The console's display first, then the firmware's, then any other. */
struct kfb_candidate kfb_decide(const struct kfb_facts *facts, struct kfb_notes *notes)
{
	const struct kfb_card *console = kfb_facts_console_card(facts);
	struct kfb_candidate best = { .notes = notes };

	kfb_scanout_clear(&best.scanout);
	if (facts->iomem.hidden && facts->boot.usable)
		kfb_refuse(&best, EACCES,
			   "there is neither a DRM card nor /dev/fb0, and only /proc/iomem knows whether the firmware's framebuffer is in use");
	else
		kfb_refuse(&best, ENODEV, "there is neither a DRM card nor /dev/fb0");
	if (consider_console(facts, console, &best))
		return best;
	for (int boot_vga = 1; boot_vga >= 0; boot_vga--)
		for (size_t i = 0; i < facts->ncards; i++)
			if (&facts->cards[i] != console && facts->cards[i].boot_vga == boot_vga &&
			    consider_card(facts, &facts->cards[i], &best))
				return best;
	return best;
}
