// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a Hyper-V host does unseen by the guest: put the guest's VRAM on the
 * screen. QEMU's standard VGA and bochs-display scan out from any offset
 * of their memory when their "dispi" registers say so.
 */
#include <linux/io.h>
#include <linux/pci.h>

#include "standin.h"

#define QEMU_VGA_VENDOR	  0x1234
#define QEMU_VGA_DEVICE	  0x1111
#define BAR_VRAM	  0
#define BAR_MMIO	  2
#define VGA_OFFSET	  0x400 /* ports 0x3c0 to 0x3df */
#define VGA_ATTRIBUTES	  0x00
#define VGA_STATUS	  0x1a
#define VGA_UNBLANK	  0x20
#define DISPI_OFFSET	  0x500
#define DISPI_ID_MASK	  0xfff0
#define DISPI_ID	  0xb0c0
#define DISPI_ENABLED	  0x01
#define DISPI_LFB	  0x40
#define DISPI_KEEP_MEMORY 0x80
#define BYTES_PER_PIXEL	  4

/* QEMU, docs/specs/standard-vga.rst and Bochs' vbe.h */
enum dispi {
	DISPI_REG_ID,
	DISPI_REG_XRES,
	DISPI_REG_YRES,
	DISPI_REG_BPP,
	DISPI_REG_ENABLE,
	DISPI_REG_BANK,
	DISPI_REG_VIRT_WIDTH,
	DISPI_REG_VIRT_HEIGHT,
	DISPI_REG_X_OFFSET,
	DISPI_REG_Y_OFFSET,
};

static void dispi_write(const struct scanout *scanout, enum dispi reg, u16 value)
{
	writew(value, scanout->dispi + DISPI_OFFSET + 2 * reg);
}

static u16 dispi_read(const struct scanout *scanout, enum dispi reg)
{
	return readw(scanout->dispi + DISPI_OFFSET + 2 * reg);
}

/* If no firmware has set the adapter up, it is blank. */
static void unblank(const struct scanout *scanout)
{
	readb(scanout->dispi + VGA_OFFSET + VGA_STATUS);
	writeb(VGA_UNBLANK, scanout->dispi + VGA_OFFSET + VGA_ATTRIBUTES);
}

static struct pci_dev *display_with(u64 base, u64 size)
{
	struct pci_dev *pdev = NULL;

	while ((pdev = pci_get_device(QEMU_VGA_VENDOR, QEMU_VGA_DEVICE, pdev))) {
		u64 start = pci_resource_start(pdev, BAR_VRAM);
		u64 len = pci_resource_len(pdev, BAR_VRAM);

		if (base >= start && size <= len && base - start <= len - size)
			return pdev;
	}
	return NULL;
}

void scanout_find(struct scanout *scanout, u64 base, u64 size)
{
	struct pci_dev *pdev = display_with(base, size);

	if (!pdev) {
		pr_warn("0x%llx+0x%llx is in no display's memory: nothing will be seen\n", base,
			size);
		return;
	}
	if (pci_enable_device_mem(pdev))
		goto out;
	scanout->bar = pci_resource_start(pdev, BAR_VRAM);
	scanout->bar_size = pci_resource_len(pdev, BAR_VRAM);
	scanout->dispi = pci_ioremap_bar(pdev, BAR_MMIO);
	if (scanout->dispi && (dispi_read(scanout, DISPI_REG_ID) & DISPI_ID_MASK) != DISPI_ID) {
		pr_err("%s: no dispi registers\n", pci_name(pdev));
		scanout_release(scanout);
	}
out:
	pci_dev_put(pdev);
}

int scanout_show(const struct scanout *scanout, u64 base, const struct sv_situation *s)
{
	u64 offset = base + s->vram_offset - scanout->bar;
	u32 column;

	if (!scanout->dispi)
		return -ENODEV;

	column = do_div(offset, s->pitch);
	unblank(scanout);
	dispi_write(scanout, DISPI_REG_ENABLE, 0);
	dispi_write(scanout, DISPI_REG_XRES, s->width);
	dispi_write(scanout, DISPI_REG_YRES, s->height);
	dispi_write(scanout, DISPI_REG_BPP, s->depth);
	dispi_write(scanout, DISPI_REG_ENABLE, DISPI_ENABLED | DISPI_LFB | DISPI_KEEP_MEMORY);
	dispi_write(scanout, DISPI_REG_VIRT_WIDTH, s->pitch / BYTES_PER_PIXEL);
	dispi_write(scanout, DISPI_REG_X_OFFSET, column / BYTES_PER_PIXEL);
	dispi_write(scanout, DISPI_REG_Y_OFFSET, offset);

	/* QEMU rounds widths to multiples of 8 pixels, which skews the picture of others. */
	if (dispi_read(scanout, DISPI_REG_VIRT_WIDTH) * BYTES_PER_PIXEL != s->pitch ||
	    dispi_read(scanout, DISPI_REG_Y_OFFSET) != offset) {
		pr_warn("QEMU shows pitch %u, offset line %u for pitch %u, line %llu\n",
			dispi_read(scanout, DISPI_REG_VIRT_WIDTH) * BYTES_PER_PIXEL,
			dispi_read(scanout, DISPI_REG_Y_OFFSET), s->pitch, offset);
		return -ERANGE;
	}
	return 0;
}

void scanout_hide_pci_function(const struct scanout *scanout)
{
	struct pci_dev *pdev;

	if (!scanout->dispi)
		return;
	pdev = display_with(scanout->bar, scanout->bar_size);
	if (!pdev)
		return;
	pci_stop_and_remove_bus_device_locked(pdev);
	pci_dev_put(pdev);
}

void scanout_release(struct scanout *scanout)
{
	if (scanout->dispi)
		iounmap(scanout->dispi);
	scanout->dispi = NULL;
}
