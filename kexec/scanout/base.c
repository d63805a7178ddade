// SPDX-License-Identifier: GPL-2.0-only
/*
 * The physical address of a candidate's first pixel, found according to its driver's class.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "scanout/candidate.h"

int kfb_need_iomem(const struct kfb_facts *facts, struct kfb_candidate *c)
{
	if (facts->iomem_error)
		return kfb_refuse(c, -facts->iomem_error,
				  "/proc/iomem, which alone knows the framebuffer's address, cannot be read (%s)",
				  strerror(-facts->iomem_error));
	if (facts->iomem.hidden)
		return kfb_refuse(c, EACCES,
				  "/proc/iomem, which alone knows the framebuffer's address, shows this user only zeros");
	return 0;
}

void kfb_take_region(struct kfb_candidate *c, const struct kfb_resource *r)
{
	c->room = r->end - c->scanout.mode.base + 1;
	c->region = kfb_resource_text(c->notes, r);
}

static bool is_guid(const char *s)
{
	static const char shape[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

	for (size_t i = 0; i < sizeof(shape); i++)
		if (shape[i] == 'x' ? !isxdigit((unsigned char)s[i]) : s[i] != shape[i])
			return false;
	return true;
}

static const struct kfb_resource *region_named(const struct kfb_iomem *iomem, const char *name,
					       size_t *count)
{
	const struct kfb_resource *found = NULL;

	*count = 0;
	for (size_t i = 0; i < iomem->count; i++) {
		const struct kfb_resource *r = &iomem->res[i];

		if (strcasecmp(r->name, name) != 0)
			continue;
		if (found && kfb_resource_holds(found, r->start, kfb_resource_size(r)))
			continue; /* a driver's claim nested in its device's */
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
		return kfb_refuse(c, ENODEV,
				  "the region of %s in /proc/iomem is not known, since its device %s is not named by a VMBus GUID",
				  c->scanout.driver, c->device ? c->device : "(unknown)");
	ret = kfb_need_iomem(facts, c);
	if (ret)
		return ret;
	/*
	 * vmbus_allocate_mmio() names a region after its device, and the name is an instance
	 * GUID.  Look for the display's own: hv_pci's config windows are named by GUIDs too.
	 * On Gen 1 before 6.0, hyperv_drm instead requested the BAR of the emulated PCI adapter
	 * under its own name (hyperv_setup_gen1()).
	 */
	r = region_named(&facts->iomem, slash + 1, &count);
	if (!count)
		r = region_named(&facts->iomem, c->driver->name, &count);
	if (count != 1)
		return kfb_refuse(c, ENODEV,
				  "/proc/iomem has %s region named %s, the VMBus device of %s",
				  count ? "more than one" : "no", slash + 1, c->scanout.driver);
	kfb_take_base(c, r->start, KEXEC_FB_FROM_IOMEM, kfb_resource_text(c->notes, r));
	kfb_take_region(c, r);
	return 0;
}

int kfb_candidate_base(const struct kfb_facts *facts, struct kfb_candidate *c)
{
	switch (c->driver->class) {
	case KFB_FIRMWARE:
		return kfb_firmware_base(facts, c);
	case KFB_SYNTHETIC:
		return synthetic_base(facts, c);
	case KFB_VRAM_START:
	case KFB_VRAM_HELPER:
		return kfb_vram_base(facts, c);
	case KFB_GPU:
		return kfb_gpu_base(facts, c);
	case KFB_DMA:
		return kfb_dma_base(facts, c);
	case KFB_VGA_BELOW:
		return kfb_vga_base(facts, c);
	case KFB_OPAQUE:
		break;
	}
	return kfb_refuse_opaque(c, c->driver->why);
}
