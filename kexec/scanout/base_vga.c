// SPDX-License-Identifier: GPL-2.0-only
/*
 * The base of a firmware framebuffer that is not shown now but will be.  QEMU's virtio-vga is
 * also a VGA.  virtio-gpu does not touch that VGA's mode and video memory, and the device shows
 * them again once the next kernel's virtio_pci resets it (virtio_gpu_base_reset(),
 * hw/display/virtio-gpu-base.c).  virtio-gpu-pci has no VGA.
 */
#include <inttypes.h>
#include <string.h>

#include "scanout/candidate.h"

/* Is @name ("0000:00:01.0") the PCI function that @device belongs to? */
static bool is_function(const char *name, const char *device)
{
	size_t len = device ? kfb_pci_function_len(device) : 0, n = strlen(name);

	return len > n && device[len - n - 1] == '/' && memcmp(device + len - n, name, n) == 0;
}

/* Find BAR 0 or, if the device's BARs cannot be read, its region in /proc/iomem. */
static bool find_bar(const struct kfb_facts *facts, struct kfb_candidate *c,
		     const struct kexec_fb_mode *m, struct kfb_resource *found)
{
	const struct kfb_bar *bar = c->card ? &c->card->bars[0] : NULL;
	const struct kfb_resource *r;

	if (bar && !c->card->bars_error) {
		*found = (struct kfb_resource){ bar->start, bar->end, 0, "BAR 0" };
		return bar->flags & KFB_IORESOURCE_MEM &&
		       kfb_resource_holds(found, m->base, m->size);
	}
	if (facts->iomem_error)
		return false;
	r = kfb_iomem_at(&facts->iomem, m->base, m->size);
	if (!r || !is_function(r->name, c->device))
		return false;
	*found = *r;
	return true;
}

int kfb_vga_base(const struct kfb_facts *facts, struct kfb_candidate *c)
{
	const struct kexec_fb_mode *m = &facts->boot.mode;
	struct kfb_resource bar;

	if (!facts->boot.usable || !find_bar(facts, c, m, &bar))
		return kfb_refuse_opaque(c, c->driver->why);
	kfb_take_base(c, m->base, KEXEC_FB_FROM_BOOT_PARAMS,
		      "screen_info of this kernel's boot, in BAR 0 of the display's device");
	kfb_take_region(c, &bar);
	kfb_debug(c->notes,
		  "%s leaves the firmware's mode in the device: the next kernel's virtio_pci brings it back",
		  c->scanout.driver);
	return 0;
}
