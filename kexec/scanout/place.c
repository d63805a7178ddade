// SPDX-License-Identifier: GPL-2.0-only
#include "scanout/place.h"

#include <string.h>

static bool in_bar(const struct kfb_bar *bar, uint64_t start, uint64_t length)
{
	return bar->start && bar->flags & KFB_IORESOURCE_MEM && start >= bar->start &&
	       start <= bar->end && length && length - 1 <= bar->end - start;
}

int kfb_place_bar(const struct kfb_card *card, uint64_t start, uint64_t length)
{
	if (card->bars_error)
		return -1;
	for (int i = 0; i < KFB_BARS; i++)
		if (in_bar(&card->bars[i], start, length))
			return i;
	return -1;
}

/* E820_TYPE_RESERVED, e820_type_to_string(), arch/x86/kernel/e820.c, 6.12 */
static bool is_reserved(const struct kfb_iomem *iomem, uint64_t start, uint64_t length)
{
	const struct kfb_resource *r = kfb_iomem_at(iomem, start, length);

	return r && strcmp(r->name, "Reserved") == 0;
}

enum kfb_place kfb_place(const struct kfb_facts *facts, const struct kfb_card *card)
{
	const struct kfb_runs *m = &card->drm.mapped;
	bool iomem = !facts->iomem_error && !facts->iomem.hidden;

	if (!m->count)
		return KFB_PLACE_UNKNOWN;
	if (iomem && kfb_iomem_is_ram(&facts->iomem, m->start, 1))
		return KFB_PLACE_RAM;
	if (m->count > 1)
		return KFB_PLACE_PIECES;
	if (kfb_place_bar(card, m->start, m->length) >= 0)
		return KFB_PLACE_BAR;
	return iomem && is_reserved(&facts->iomem, m->start, m->length) ? KFB_PLACE_RESERVED :
									  KFB_PLACE_ELSEWHERE;
}

const char *kfb_place_text(enum kfb_place place)
{
	static const char *const texts[] = {
		[KFB_PLACE_UNKNOWN] = "at a place that is not known",
		[KFB_PLACE_BAR] = "in the display's own memory",
		[KFB_PLACE_RAM] = "in System RAM",
		[KFB_PLACE_RESERVED] = "in memory that the firmware reserved",
		[KFB_PLACE_PIECES] = "in several pieces",
		[KFB_PLACE_ELSEWHERE] = "outside the display's own memory",
	};

	return texts[place];
}
