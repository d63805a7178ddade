// SPDX-License-Identifier: GPL-2.0-only
/*
 * The whole decision, for a system whose sources may say anything.  They must back the answer:
 * the base is inside memory that a source names for it, and the size ends inside that memory.
 *
 * Floor: scanout/facts.c 90
 * Floor: scanout/decide.c 80
 * Floor: scanout/base.c 85
 * Floor: scanout/base_firmware.c 85
 * Floor: scanout/base_vga.c 80
 * Floor: scanout/stride.c 75
 * Floor: scanout/geometry.c 90
 * Floor: scanout/driver.c 90
 */
#include <stdlib.h>
#include <string.h>

#include "archive.h"
#include "context.h"
#include "scanout/facts.h"
#include "scanout/of_device.h"
#include "screen_info/screen_info.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool in_iomem(const struct kfb_facts *facts, const struct kexec_fb_mode *m)
{
	if (facts->iomem_error || facts->iomem.hidden)
		return false;
	/* Not only the innermost: what is nested in the framebuffer may be smaller than it. */
	for (size_t i = 0; i < facts->iomem.count; i++)
		if (kfb_resource_holds(&facts->iomem.res[i], m->base, m->size))
			return true;
	return false;
}

static bool in_bar(const struct kfb_facts *facts, const struct kexec_fb_mode *m)
{
	for (size_t i = 0; i < facts->ncards; i++) {
		const struct kfb_card *card = &facts->cards[i];

		for (size_t b = 0; !card->bars_error && b < KFB_BARS; b++)
			if (m->base >= card->bars[b].start && m->base <= card->bars[b].end &&
			    m->size - 1 <= card->bars[b].end - m->base)
				return true;
	}
	return false;
}

static bool is_backed(const struct kexec_fb *fb, const struct kfb_facts *facts)
{
	const struct kexec_fb_mode *m = kexec_fb_get_mode(fb);

	switch (kexec_fb_get_origin(fb, KEXEC_FB_VALUE_BASE)->source) {
	case KEXEC_FB_FROM_BOOT_PARAMS:
		return m->base == facts->boot.mode.base;
	case KEXEC_FB_FROM_FBDEV:
		return m->base == facts->fbdev.smem_start;
	case KEXEC_FB_FROM_PCI_BAR:
		return in_bar(facts, m);
	case KEXEC_FB_FROM_SYSFS: /* a devicetree's device, whose name begins with its address */
		return m->base == kfb_of_device_address(kexec_fb_get_device(fb));
	default:
		return in_iomem(facts, m) || in_bar(facts, m);
	}
}

static void check_found(const struct kexec_fb *fb)
{
	const struct kexec_fb_mode *m = kexec_fb_get_mode(fb);
	uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE];
	struct kfb_notes notes = { 0 };
	struct kexec_fb_mode back;
	struct kfb_facts facts;

	if (!m->base || !m->size || m->size > UINT64_MAX - m->base ||
	    (uint64_t)m->stride * m->height > m->size)
		abort();
	if (kexec_fb_screen_info(fb, si) || kexec_fb_decode(si, &back) || back.base != m->base ||
	    back.width != m->width || back.height != m->height || back.stride != m->stride)
		abort();
	if (kfb_facts_gather(&fb->root, &notes, &facts) || !is_backed(fb, &facts))
		abort();
	kfb_facts_free(&facts);
	kfb_notes_free(&notes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct archive input = { (const char *)data, size };
	struct kexec_fb *fb;
	int ret;

	archive = &input;
	if (kexec_fb_new("/proc/self", &fb)) /* a root directory that is not live */
		abort();
	ret = kexec_fb_find(fb);
	if ((ret == 0) != (*kexec_fb_reason(fb) == '\0'))
		abort();
	if (ret == 0)
		check_found(fb);
	kexec_fb_free(fb);
	return 0;
}
