// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where the memory of each card lies, and the regions of other VMBus devices
 * beside it. The parameters say where; a real VMBus driver searches its own
 * ranges, and gives them the same names in /proc/iomem.
 *
 * The includes decide which types are complete where the symbols are
 * exported, and so their modversion CRCs: keep them as they are.
 */
#include "vmbus_drv_types.h"

#include <linux/moduleparam.h>

#include "boot_screen.h"
#include "standin.h"

#define DISPLAY_CLASS_SHIFT 16

static unsigned long vram_base[STANDIN_CARDS_MAX];
module_param_array(vram_base, ulong, NULL, 0444);
MODULE_PARM_DESC(vram_base,
		 "address of each card's VRAM (0: firmware's framebuffer + vram_offset)");

static unsigned long vram_offset[STANDIN_CARDS_MAX];
module_param_array(vram_offset, ulong, NULL, 0444);
MODULE_PARM_DESC(vram_offset, "distance of each card's VRAM from the firmware's framebuffer");

static unsigned int vram_mb[STANDIN_CARDS_MAX] = { 8, 8 };
module_param_array(vram_mb, uint, NULL, 0444);
MODULE_PARM_DESC(vram_mb, "size of each card's VRAM in MiB");

static char *region[8];
static unsigned int regions;
module_param_array(region, charp, &regions, 0444);
MODULE_PARM_DESC(region,
		 "regions of other VMBus devices: GUID@OFFSET+SIZE[,...], OFFSET as vram_offset");

static unsigned int gen = 2;
module_param(gen, uint, 0444);
MODULE_PARM_DESC(
	gen, "2: the display's PCI function is removed, as no Gen 2 guest has one; 1: it stays");

static DEFINE_MUTEX(lock);
static struct {
	char name[UUID_STRING_LEN + 1];
	struct resource *res;
} neighbours[ARRAY_SIZE(region)];
static bool neighbours_claimed;

/* The screen shows the first card only, as a Hyper-V console does. */
static struct scanout *shown;

/* Found before the PCI function is removed. */
static u64 anchor;

/*
 * The firmware's framebuffer if it is in a display's memory, else the start
 * of the first display's memory: on arm64 the firmware draws in RAM.
 */
static u64 find_anchor(void)
{
	struct pci_dev *pdev = NULL;
	u64 base = boot_screen.lfb_base, first = 0;

	if (boot_screen.capabilities & VIDEO_CAPABILITY_64BIT_BASE)
		base |= (u64)boot_screen.ext_lfb_base << 32;

	for_each_pci_dev(pdev)
	{
		u64 start = pci_resource_start(pdev, 0);

		if (pdev->class >> DISPLAY_CLASS_SHIFT != PCI_BASE_CLASS_DISPLAY)
			continue;
		if (base >= start && base - start < pci_resource_len(pdev, 0)) {
			pci_dev_put(pdev);
			return base;
		}
		first = first ?: start;
	}
	return first;
}

int mmio_place_card(struct card *card, unsigned int index)
{
	if (!anchor)
		anchor = find_anchor();
	card->vram_base = vram_base[index] ?: anchor + vram_offset[index];
	card->vram_size = (u64)vram_mb[index] * SZ_1M;
	card->channel->offermsg.offer.mmio_megabytes = vram_mb[index];
	if (!card->vram_base || !card->vram_size || !IS_ALIGNED(card->vram_base, SZ_1M))
		return -EINVAL;
	if (index == 0) {
		shown = &card->scanout;
		scanout_find(shown, card->vram_base, card->vram_size);
	}
	return 0;
}

int mmio_claim_neighbours(void)
{
	u64 offset, size;
	unsigned int i;

	if (neighbours_claimed)
		return 0;
	neighbours_claimed = true;
	for (i = 0; i < regions; i++) {
		if (sscanf(region[i], "%36[^@]@%lli+%lli", neighbours[i].name, &offset, &size) !=
			    3 ||
		    !uuid_is_valid(neighbours[i].name)) {
			pr_err("bad parameter region=%s\n", region[i]);
			return -EINVAL;
		}
		neighbours[i].res =
			request_mem_region_exclusive(anchor + offset, size, neighbours[i].name);
		if (!neighbours[i].res) {
			pr_err("region %s is taken\n", region[i]);
			return -EBUSY;
		}
		pr_info("other device %pR %s\n", neighbours[i].res, neighbours[i].name);
	}
	return 0;
}

void mmio_release_neighbours(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(neighbours); i++) {
		if (!neighbours[i].res)
			continue;
		release_mem_region(neighbours[i].res->start, resource_size(neighbours[i].res));
		neighbours[i].res = NULL;
	}
}

int vmbus_allocate_mmio(struct resource **new, struct hv_device *device_obj, resource_size_t min,
			resource_size_t max, resource_size_t size, resource_size_t align,
			bool fb_overlap_ok)
{
	struct card *card = channel_card(device_obj->channel);
	int ret = -ENXIO;

	if (size != card->vram_size || card->vram_base < min || card->vram_base + size - 1 > max ||
	    !IS_ALIGNED(card->vram_base, align))
		return -ENXIO;

	mutex_lock(&lock);
	/*
	 * Only now: the driver has taken the screen from the firmware's
	 * framebuffer device, which is a child of the PCI function since 6.9.
	 */
	if (gen == 2)
		scanout_hide_pci_function(shown);
	if (mmio_claim_neighbours())
		goto out;
	*new = request_mem_region_exclusive(card->vram_base, size, dev_name(&device_obj->device));
	if (*new) {
		pr_info("%s: VRAM %pR\n", dev_name(&device_obj->device), *new);
		ret = 0;
	}
out:
	mutex_unlock(&lock);
	return ret;
}
EXPORT_SYMBOL_GPL(vmbus_allocate_mmio);

void vmbus_free_mmio(resource_size_t start, resource_size_t size)
{
	release_mem_region(start, size);
}
EXPORT_SYMBOL_GPL(vmbus_free_mmio);
