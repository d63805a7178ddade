// SPDX-License-Identifier: GPL-2.0-only
/*
 * Logs what the VMBus driver of a kernel older than the fixes of 2026 would do
 * with this kernel's screen_info in a Gen 2 guest: which range
 * vmbus_reserve_fb() would keep free, and where hv_pci's config window would
 * then go. It changes nothing. Meant for the crash kernel.
 */
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/sizes.h>

#include "boot_screen.h"

#undef pr_fmt
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#define RESERVE_MIN  SZ_8M
#define RESERVE_STOP SZ_1M
#define WINDOW_SIZE  SZ_8K
#define WINDOW_ALIGN SZ_4K

static unsigned long low_mmio;
module_param(low_mmio, ulong, 0444);
MODULE_PARM_DESC(low_mmio, "start of the VMBus's MMIO range below 4 GiB");

static unsigned long low_mmio_end = 0xfedfffff;
module_param(low_mmio_end, ulong, 0444);
MODULE_PARM_DESC(low_mmio_end, "its last byte");

static unsigned long fb_base;
module_param(fb_base, ulong, 0444);
MODULE_PARM_DESC(fb_base, "the framebuffer that is really in use");

static unsigned long fb_size = SZ_8M;
module_param(fb_size, ulong, 0444);
MODULE_PARM_DESC(fb_size, "its size in bytes");

/* The driver takes only the low 32 bits, even if ext_lfb_base holds more. */
static struct resource *reserve(struct resource *mmio)
{
	resource_size_t size = max_t(u32, boot_screen.lfb_size, RESERVE_MIN);
	struct resource *fb = NULL;

	if (!boot_screen.lfb_base)
		return NULL;
	for (; !fb && size >= RESERVE_STOP; size >>= 1)
		fb = __request_region(mmio, boot_screen.lfb_base, size, "fb_range", 0);
	return fb;
}

static struct resource window(const struct resource *mmio, const struct resource *fb)
{
	struct resource w = { .flags = IORESOURCE_MEM };
	resource_size_t start;

	for (start = mmio->start; start + WINDOW_SIZE - 1 <= mmio->end; start += WINDOW_ALIGN) {
		w.start = start;
		w.end = start + WINDOW_SIZE - 1;
		if (!fb || !resource_overlaps(&w, (struct resource *)fb))
			return w;
	}
	w.start = w.end = 0;
	return w;
}

static int __init report_init(void)
{
	struct resource mmio = {
		.start = low_mmio,
		.end = low_mmio_end,
		.flags = IORESOURCE_MEM,
		.name = "hyperv mmio",
	};
	struct resource used = {
		.start = fb_base,
		.end = fb_base + fb_size - 1,
		.flags = IORESOURCE_MEM,
	};
	struct resource *fb, w;

	if (!low_mmio || !fb_base || !fb_size || fb_base + fb_size <= fb_base) {
		pr_err("low_mmio, fb_base and fb_size are needed\n");
		return -EINVAL;
	}
	pr_info("screen_info lfb_base 0x%x ext_lfb_base 0x%x lfb_size 0x%x\n", boot_screen.lfb_base,
		boot_screen.ext_lfb_base, boot_screen.lfb_size);
	fb = reserve(&mmio);
	if (fb)
		pr_info("reserves 0x%llx-0x%llx\n", (u64)fb->start, (u64)fb->end);
	else
		pr_info("reserves nothing\n");
	pr_info("framebuffer 0x%llx-0x%llx covered=%s\n", (u64)used.start, (u64)used.end,
		fb && resource_contains(fb, &used) ? "yes" : "no");
	w = window(&mmio, fb);
	pr_info("config window 0x%llx-0x%llx collides=%s\n", (u64)w.start, (u64)w.end,
		resource_overlaps(&w, &used) ? "yes" : "no");
	if (fb)
		__release_region(&mmio, fb->start, resource_size(fb));
	return 0;
}

static void __exit report_exit(void)
{
}

module_init(report_init);
module_exit(report_exit);
MODULE_DESCRIPTION("stand-in for tests, not Hyper-V: reports what vmbus_reserve_fb() would reserve");
MODULE_LICENSE("GPL");
