// SPDX-License-Identifier: GPL-2.0-only
/*
 * The physical address of a candidate's first pixel: by class of driver.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "scanout/candidate.h"

static void take_base(struct kfb_candidate *c, uint64_t base, enum kexec_fb_source source,
		      const char *detail)
{
	c->scanout.mode.base = base;
	kfb_take(c, KEXEC_FB_VALUE_BASE, source, detail);
}

static int need_iomem(const struct kfb_facts *facts, struct kfb_candidate *c)
{
	if (facts->iomem_error)
		return kfb_refuse(c, -facts->iomem_error, "/proc/iomem, which alone knows the framebuffer's address, cannot be read: %s",
				  strerror(-facts->iomem_error));
	if (facts->iomem.hidden)
		return kfb_refuse(c, EACCES, "/proc/iomem, which alone knows the framebuffer's address, shows this user only zeros: run as root");
	return 0;
}

static void take_region(struct kfb_candidate *c, const struct kfb_resource *r)
{
	c->room = r->end - c->scanout.mode.base + 1;
	c->region = kfb_resource_text(c->notes, r);
}

/* The innermost: sysfb's "BOOTFB" holds the driver's own region. */
static const struct kfb_resource *firmware_region(const struct kfb_iomem *iomem)
{
	const struct kfb_resource *best = NULL;

	for (size_t i = 0; i < iomem->count; i++)
		if (kfb_driver_is_firmware_region(iomem->res[i].name) &&
		    (!best || iomem->res[i].depth > best->depth))
			best = &iomem->res[i];
	return best;
}

static int firmware_base(const struct kfb_facts *facts, struct kfb_candidate *c)
{
	bool readable = !facts->iomem_error && !facts->iomem.hidden;
	const struct kfb_resource *r = readable ? firmware_region(&facts->iomem) : NULL;
	int ret;

	/*
	 * A PCI BAR that moved took the framebuffer with it: screen_info_apply_fixups()
	 * (6.9) and efifb follow, the boot parameters don't.
	 */
	if (c->fbdev && c->driver->native_fbdev && c->fbdev->smem_start) {
		take_base(c, c->fbdev->smem_start, KEXEC_FB_FROM_FBDEV, "/dev/fb0: smem_start");
	} else if (facts->boot.usable && (!r || r->start == facts->boot.mode.base)) {
		take_base(c, facts->boot.mode.base, KEXEC_FB_FROM_BOOT_PARAMS,
			  "screen_info of this kernel's boot");
	} else {
		ret = need_iomem(facts, c);
		if (ret)
			return ret;
		if (!r)
			return kfb_refuse(c, ENODEV, "%s is in use, but no region in /proc/iomem has a framebuffer's name",
					  c->scanout.driver);
		take_base(c, r->start, KEXEC_FB_FROM_IOMEM, kfb_resource_text(c->notes, r));
	}
	r = readable ? kfb_iomem_at(&facts->iomem, c->scanout.mode.base, 1) : NULL;
	if (r)
		take_region(c, r);
	return 0;
}

static bool is_guid(const char *s)
{
	static const char shape[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

	for (size_t i = 0; i < sizeof(shape); i++)
		if (shape[i] == 'x' ? !isxdigit((unsigned char)s[i]) : s[i] != shape[i])
			return false;
	return true;
}

static const struct kfb_resource *region_named(const struct kfb_iomem *iomem,
					       const char *name, size_t *count)
{
	const struct kfb_resource *found = NULL;

	*count = 0;
	for (size_t i = 0; i < iomem->count; i++) {
		const struct kfb_resource *r = &iomem->res[i];

		if (strcasecmp(r->name, name) != 0)
			continue;
		if (found && kfb_resource_holds(found, r->start, kfb_resource_size(r)))
			continue;	/* a driver's claim inside its device's */
		found = r;
		(*count)++;
	}
	return found;
}

static int synthetic_base(const struct kfb_facts *facts, struct kfb_candidate *c)
{
	const char *slash = c->device ? strrchr(c->device, '/') : NULL;
	const struct kfb_resource *r;
	size_t count;
	int ret;

	if (!slash || !is_guid(slash + 1))
		return kfb_refuse(c, ENODEV, "%s: its device %s is not named by a VMBus GUID, so its region in /proc/iomem is not known",
				  c->scanout.driver, c->device ? c->device : "(unknown)");
	ret = need_iomem(facts, c);
	if (ret)
		return ret;
	/*
	 * vmbus_allocate_mmio() names a region after the device it is for, so the
	 * instance GUID is the display's name only: hv_pci's config windows have GUIDs
	 * for names, too.  On Gen 1 before 6.0, hyperv_drm requested the BAR of the
	 * emulated PCI adapter instead, under its own name (hyperv_setup_gen1()).
	 */
	r = region_named(&facts->iomem, slash + 1, &count);
	if (!count)
		r = region_named(&facts->iomem, c->driver->name, &count);
	if (count != 1)
		return kfb_refuse(c, ENODEV, "/proc/iomem has %s region named %s, the VMBus device of %s",
				  count ? "more than one" : "no", slash + 1, c->scanout.driver);
	take_base(c, r->start, KEXEC_FB_FROM_IOMEM, kfb_resource_text(c->notes, r));
	take_region(c, r);
	return 0;
}

static int vram_base(struct kfb_candidate *c)
{
	const struct kfb_bar *bar = c->card ? &c->card->bars[0] : NULL;

	if (!bar)
		return kfb_refuse(c, ENODEV, "%s: no DRM card, so its PCI device is not known",
				  c->scanout.driver);
	if (c->card->bars_error)
		return kfb_refuse(c, -c->card->bars_error, "%s: %s", c->scanout.driver,
				  c->card->bars_reason);
	if (!bar->start || !(bar->flags & KFB_IORESOURCE_MEM))
		return kfb_refuse(c, ENODEV, "%s: BAR 0 of %s is not video memory",
				  c->scanout.driver, c->device);
	take_base(c, bar->start, KEXEC_FB_FROM_PCI_BAR,
		  kfb_strf(c->notes, "%s: BAR 0", c->device));
	c->room = bar->end - bar->start + 1;
	c->region = kfb_strf(c->notes, "BAR 0, %" PRIx64 "-%" PRIx64, bar->start, bar->end);
	return 0;
}

/*
 * A memory manager places its first buffer, fbcon's, at the start of VRAM and
 * leaves it there.  A compositor's lies elsewhere, and nothing tells where.
 */
static int ttm_base(struct kfb_candidate *c)
{
	const struct kfb_drm *d = c->card && !c->card->error ? &c->card->drm : NULL;
	const char *owner = d ? c->card->fb_owner : NULL;

	if (!d || !d->lit)
		return vram_base(c);
	if (!owner) {
		kfb_debug(c->notes, "debugfs: /sys/kernel/debug/dri/%u/framebuffer does not tell whose framebuffer %u is: taken for the console's, at the start of video memory",
			  c->card->number, d->fb);
		return vram_base(c);
	}
	kfb_debug(c->notes, "debugfs: /sys/kernel/debug/dri/%u/framebuffer: framebuffer %u is of %s",
		  c->card->number, d->fb, owner);
	if (strncmp(owner, "[fbcon]", 7) != 0)
		return kfb_refuse(c, ENODEV, "%s shows a framebuffer of %s, not the console's: where it lies in video memory is not known",
				  c->scanout.driver, owner);
	return vram_base(c);
}

int kfb_candidate_base(const struct kfb_facts *facts, struct kfb_candidate *c)
{
	switch (c->driver->class) {
	case KFB_FIRMWARE:
		return firmware_base(facts, c);
	case KFB_SYNTHETIC:
		return synthetic_base(facts, c);
	case KFB_VRAM_START:
		return vram_base(c);
	case KFB_VRAM_TTM:
		return ttm_base(c);
	case KFB_OPAQUE:
		break;
	}
	return kfb_refuse(c, ENODEV, "%s leaves no linear framebuffer", c->scanout.driver);
}
