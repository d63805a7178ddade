// SPDX-License-Identifier: GPL-2.0-only
/*
 * The base of the firmware's framebuffer, which is either where the firmware put it, or where
 * the kernel moved it together with its PCI BAR.
 */
#include <errno.h>
#include <string.h>

#include "scanout/candidate.h"
#include "scanout/of_device.h"

/* The innermost one: the driver's own region lies inside sysfb's "BOOTFB". */
static const struct kfb_resource *firmware_region(const struct kfb_iomem *iomem)
{
	const struct kfb_resource *best = NULL;

	for (size_t i = 0; i < iomem->count; i++)
		if (kfb_driver_is_firmware_region(iomem->res[i].name) &&
		    (!best || iomem->res[i].depth > best->depth))
			best = &iomem->res[i];
	return best;
}

/* If a devicetree reserves the framebuffer's memory, it has no region of its own. */
static int from_devicetree(struct kfb_candidate *c)
{
	uint64_t address = kfb_of_device_address(c->device);

	if (!address)
		return kfb_refuse(c, ENODEV,
				  "%s is in use, but no region in /proc/iomem has a framebuffer's name",
				  c->scanout.driver);
	kfb_take_base(c, address, KEXEC_FB_FROM_SYSFS, "the device's name");
	return 0;
}

int kfb_firmware_base(const struct kfb_facts *facts, struct kfb_candidate *c)
{
	bool readable = !facts->iomem_error && !facts->iomem.hidden;
	const struct kfb_resource *r = c->claim;
	bool boot = facts->boot.usable;
	int ret;

	if (readable && !r)
		r = firmware_region(&facts->iomem);
	/*
	 * Kernels with DRM drivers for it may also move it, so trust the boot only if the
	 * region agrees.
	 */
	if (facts->iomem.hidden && !c->driver->native_fbdev)
		boot = false;
	/*
	 * A PCI BAR that moved took the framebuffer with it: screen_info_apply_fixups()
	 * (6.9) and efifb follow, the boot parameters don't.
	 */
	if (c->fbdev && c->driver->native_fbdev && c->fbdev->smem_start) {
		kfb_take_base(c, c->fbdev->smem_start, KEXEC_FB_FROM_FBDEV, "/dev/fb0: smem_start");
	} else if (boot && (!r || r->start == facts->boot.mode.base)) {
		kfb_take_base(c, facts->boot.mode.base, KEXEC_FB_FROM_BOOT_PARAMS,
			      "screen_info of this kernel's boot");
	} else {
		ret = kfb_need_iomem(facts, c);
		if (ret)
			return ret;
		ret = r ? 0 : from_devicetree(c);
		if (ret)
			return ret;
		if (r)
			kfb_take_base(c, r->start, KEXEC_FB_FROM_IOMEM,
				      kfb_resource_text(c->notes, r));
	}
	r = readable ? kfb_iomem_at(&facts->iomem, c->scanout.mode.base, 1) : NULL;
	if (r)
		kfb_take_region(c, r);
	return 0;
}

const struct kfb_resource *kfb_fbdev_claim(const struct kfb_facts *facts)
{
	const struct kfb_resource *r = NULL;
	const struct kfb_driver *driver;

	if (!facts->iomem_error && !facts->iomem.hidden)
		r = firmware_region(&facts->iomem);
	driver = r ? kfb_driver_by_claim(r->name) : NULL;
	return driver && driver->native_fbdev ? r : NULL;
}
