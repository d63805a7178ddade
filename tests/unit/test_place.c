// SPDX-License-Identifier: GPL-2.0-only
/*
 * The decision when our page tables and debugfs show where a framebuffer is: a pure function of
 * the facts.
 */
#include "unit.h"

#include <drm_fourcc.h>

#include "scanout/candidate.h"
#include "scanout/place.h"

#define VGA	"/sys/devices/pci0000:00/0000:00:01.0"
#define BAR	0xc0000000ull
#define BAR_END 0xc0ffffffull
#define LENGTH	0x300000ull /* 1024x768 pixels of 4 bytes */

struct machine {
	struct kfb_facts facts;
	struct kfb_card card;
	struct kfb_resource regions[4];
	struct kfb_notes notes;
	struct kfb_candidate answer;
};

static char *text(const char *s)
{
	return (char *)(uintptr_t)s; /* facts own their strings, but these are never freed */
}

static void add_region(struct machine *m, uint64_t start, uint64_t end, const char *name)
{
	m->regions[m->facts.iomem.count++] = (struct kfb_resource){ start, end, 0, name };
}

/* A display of @driver with a BAR.  It shows a framebuffer that belongs to @owner. */
static void set_up(struct machine *m, const char *driver, const char *owner)
{
	*m = (struct machine){ .card = {
		.device = text(VGA), .fb_owner = text(owner),
		.bars = { [0] = { BAR, BAR_END, KFB_IORESOURCE_MEM },
			  [2] = { 0x380000000000, 0x38000fffffff, KFB_IORESOURCE_MEM } },
		.drm = {
			.driver = text(driver), .lit = true, .crtc = 34, .fb = 36,
			.width = 1024, .height = 768, .fb_width = 1024, .fb_height = 768,
			.pitch = 4096, .fourcc = DRM_FORMAT_XRGB8888,
		},
	} };
	m->facts.cards = &m->card;
	m->facts.ncards = 1;
	m->facts.fbdev_error = -ENOENT;
	m->facts.iomem.res = m->regions;
	add_region(m, 0x1000, 0x7fffffff, "System RAM");
	add_region(m, 0x80000000, 0x8fffffff, "Reserved");
	add_region(m, BAR, BAR_END, "0000:00:01.0");
}

static void mapped(struct machine *m, uint64_t start, uint32_t pieces)
{
	m->card.drm.mapped = (struct kfb_runs){ start, LENGTH, pieces };
}

static void debugfs(struct machine *m, enum kfb_fb_memory memory, uint64_t address)
{
	m->card.fb_memory = memory;
	m->card.fb_address = address;
}

static void found(struct machine *m, uint64_t base, enum kexec_fb_source source)
{
	m->answer = kfb_decide(&m->facts, &m->notes);
	if (m->answer.error)
		fail_msg("%s", m->answer.reason);
	assert_true(m->answer.scanout.mode.base == base);
	assert_int_equal(m->answer.scanout.origin[KEXEC_FB_VALUE_BASE].source, source);
}

static void refused(struct machine *m, int error, const char *part)
{
	m->answer = kfb_decide(&m->facts, &m->notes);
	assert_int_equal(m->answer.error, error);
	if (!strstr(m->answer.reason, part))
		fail_msg("\"%s\" does not say \"%s\"", m->answer.reason, part);
	kfb_notes_free(&m->notes);
}

/* Each place, and what is almost such a place. */
static void places(void **state)
{
	static const struct {
		uint64_t start;
		uint32_t pieces;
		enum kfb_place place;
	} cases[] = {
		{ 0, 0, KFB_PLACE_UNKNOWN },
		{ BAR, 1, KFB_PLACE_BAR },
		{ BAR_END + 1 - LENGTH, 1, KFB_PLACE_BAR },
		{ BAR_END + 2 - LENGTH, 1, KFB_PLACE_ELSEWHERE },
		{ BAR - 1, 1, KFB_PLACE_ELSEWHERE },
		{ BAR, 2, KFB_PLACE_PIECES },
		{ 0x380000000000, 1, KFB_PLACE_BAR },
		{ 0x1000, 1, KFB_PLACE_RAM },
		{ 0x7ffff000, 768, KFB_PLACE_RAM },
		{ 0x80000000, 1, KFB_PLACE_RESERVED },
		{ 0x8fffffff, 1, KFB_PLACE_ELSEWHERE },
		{ UINT64_MAX, 1, KFB_PLACE_ELSEWHERE },
	};
	struct machine m;

	(void)state;
	set_up(&m, "bochs-drm", NULL);
	for (size_t i = 0; i < COUNT(cases); i++) {
		mapped(&m, cases[i].start, cases[i].pieces);
		assert_int_equal(kfb_place(&m.facts, &m.card), cases[i].place);
		assert_non_null(kfb_place_text(cases[i].place));
	}
	/* Neither a device's I/O ports nor a BAR at 0 are memory. */
	m.card.bars[0].flags = 0x100;
	mapped(&m, BAR, 1);
	assert_int_equal(kfb_place(&m.facts, &m.card), KFB_PLACE_ELSEWHERE);
	/* Without /proc/iomem we know nothing about RAM. */
	m.facts.iomem.hidden = true;
	mapped(&m, 0x1000, 1);
	assert_int_equal(kfb_place(&m.facts, &m.card), KFB_PLACE_ELSEWHERE);
	m.card.bars_error = -ENOENT;
	mapped(&m, 0x380000000000, 1);
	assert_int_equal(kfb_place(&m.facts, &m.card), KFB_PLACE_ELSEWHERE);
}

static void vram_helper(void **state)
{
	struct machine m;

	(void)state;
	set_up(&m, "bochs-drm", NULL);
	mapped(&m, BAR + 0x6e8000, 1);
	found(&m, BAR + 0x6e8000, KEXEC_FB_FROM_PAGE_TABLES);
	assert_non_null(strstr(m.answer.warning, "may not be the console's"));
	kfb_notes_free(&m.notes);
	mapped(&m, BAR, 1);
	found(&m, BAR, KEXEC_FB_FROM_PAGE_TABLES);
	assert_null(m.answer.warning);
	kfb_notes_free(&m.notes);

	/* Only debugfs knows whose it is. */
	mapped(&m, BAR + 0x6e8000, 1);
	m.card.fb_owner = text("[fbcon]");
	debugfs(&m, KFB_FB_MEMORY_TTM, BAR + 0x6e8000);
	found(&m, BAR + 0x6e8000, KEXEC_FB_FROM_PAGE_TABLES);
	assert_null(m.answer.warning);
	kfb_notes_free(&m.notes);
	m.card.fb_owner = text("weston");
	found(&m, BAR + 0x6e8000, KEXEC_FB_FROM_PAGE_TABLES);
	assert_non_null(strstr(m.answer.warning, "belongs to weston"));
	kfb_notes_free(&m.notes);

	/* At present it is not mapped, so debugfs has no address. */
	debugfs(&m, KFB_FB_MEMORY_TTM, 0);
	found(&m, BAR + 0x6e8000, KEXEC_FB_FROM_PAGE_TABLES);
	kfb_notes_free(&m.notes);

	mapped(&m, BAR, 3);
	refused(&m, -ENODEV, "in several pieces (from 0xc0000000)");
	mapped(&m, 0x380000000000, 1);
	refused(&m, -ENODEV, "at 0x380000000000, which is not in BAR 0 (0xc0000000-0xc0ffffff)");
	mapped(&m, 0x80000000, 1);
	refused(&m, -ENODEV, "in memory that the firmware reserved");
}

static void shadow(void **state)
{
	struct machine m;

	(void)state;
	set_up(&m, "bochs-drm", "weston");
	mapped(&m, 0x1000000, 768);
	found(&m, BAR, KEXEC_FB_FROM_PCI_BAR);
	assert_null(m.answer.warning); /* the copy stays in place, whoever draws */
	kfb_notes_free(&m.notes);
	debugfs(&m, KFB_FB_MEMORY_SHMEM, 0);
	found(&m, BAR, KEXEC_FB_FROM_PCI_BAR);
	kfb_notes_free(&m.notes);

	/* as far as we know hibmc has no shadow plane, but debugfs knows better */
	set_up(&m, "hibmc", NULL);
	mapped(&m, 0x1000000, 768);
	refused(&m, -ENODEV, "in System RAM, and is not known to copy it");
	debugfs(&m, KFB_FB_MEMORY_SHMEM, 0);
	found(&m, BAR, KEXEC_FB_FROM_PCI_BAR);
	kfb_notes_free(&m.notes);
}

static void contradictions(void **state)
{
	struct machine m;

	(void)state;
	set_up(&m, "bochs-drm", "weston");
	mapped(&m, BAR + 0x300000, 1);
	debugfs(&m, KFB_FB_MEMORY_TTM, BAR + 0x6e8000);
	refused(&m, -EINVAL, "at 0xc0300000 by our page tables, but at 0xc06e8000 by debugfs");
	debugfs(&m, KFB_FB_MEMORY_SHMEM, 0);
	refused(&m, -EINVAL, "at 0xc0300000 by our page tables, but a shadow in shmem by debugfs");
	mapped(&m, 0x1000000, 768);
	debugfs(&m, KFB_FB_MEMORY_TTM, BAR);
	refused(&m, -EINVAL, "at 0x1000000 by our page tables, but at 0xc0000000 by debugfs");

	set_up(&m, "radeon", "[fbcon]");
	mapped(&m, BAR + 0x300000, 1);
	debugfs(&m, KFB_FB_MEMORY_TTM, BAR);
	refused(&m, -EINVAL, "at 0xc0300000 by our page tables, but at 0xc0000000 by debugfs");
}

static void changing(void **state)
{
	struct machine m;

	(void)state;
	set_up(&m, "bochs-drm", NULL);
	m.card.drm.changing = true;
	refused(&m, -ENODEV, "shows one framebuffer after the other");
	debugfs(&m, KFB_FB_MEMORY_SHMEM, 0);
	found(&m, BAR, KEXEC_FB_FROM_PCI_BAR);
	kfb_notes_free(&m.notes);
}

static void gpu(void **state)
{
	struct machine m;

	(void)state;
	set_up(&m, "radeon", "[fbcon]");
	refused(&m, -ENODEV, "manages its video memory itself");
	mapped(&m, 0x380000000000, 1);
	found(&m, 0x380000000000, KEXEC_FB_FROM_PAGE_TABLES);
	kfb_notes_free(&m.notes);
	mapped(&m, 0x1000000, 768);
	refused(&m, -ENODEV, "it is in System RAM (from 0x1000000)");
	mapped(&m, 0x80000000, 1);
	refused(&m, -ENODEV, "it is in memory that the firmware reserved");
	mapped(&m, BAR, 1);
	m.card.fb_owner = NULL;
	refused(&m, -ENODEV, "debugfs is not mounted");
	m.card.fb_owner = text("Xorg");
	refused(&m, -ENODEV, "belongs to Xorg, not to the console");
	m.card.drm.lit = false;
	refused(&m, -ENODEV, "leaves no linear framebuffer");

	/* A tiled framebuffer is of no use, wherever it is. */
	set_up(&m, "radeon", "[fbcon]");
	mapped(&m, BAR, 1);
	m.card.drm.modifier = 1;
	refused(&m, -ENODEV, "tiled or compressed");
}

static void untried(void **state)
{
	static const char *const names[] = { "i915", "xe", "amdgpu", "nouveau", "gma500" };
	struct machine m;

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++) {
		set_up(&m, names[i], "[fbcon]");
		mapped(&m, BAR, 1);
		m.answer = kfb_decide(&m.facts, &m.notes);
		assert_int_equal(m.answer.error, -ENODEV);
		assert_non_null(strstr(m.answer.reason, "nobody has seen"));
		assert_non_null(strstr(m.answer.hint, "KEXEC_FB_UNTRIED=yes"));
		/* It is found and shown all the same. */
		assert_true(m.answer.scanout.mode.base == BAR);
		assert_int_equal(m.answer.scanout.mode.width, 1024);
		kfb_notes_free(&m.notes);
		m.facts.allow_untried = true;
		found(&m, BAR, KEXEC_FB_FROM_PAGE_TABLES);
		kfb_notes_free(&m.notes);
		/* But only the console's own. */
		m.card.fb_owner = text("sway");
		refused(&m, -ENODEV, "belongs to sway");
	}
	/* An APU's video memory is a part of RAM that the firmware reserved. */
	set_up(&m, "amdgpu", "[fbcon]");
	m.facts.allow_untried = true;
	mapped(&m, 0x80000000, 1);
	found(&m, 0x80000000, KEXEC_FB_FROM_PAGE_TABLES);
	kfb_notes_free(&m.notes);
}

/* drm_leak_fbdev_smem=1: the administrator makes the kernel itself tell the address. */
static void leaked(void **state)
{
	struct machine m;

	(void)state;
	set_up(&m, "i915", NULL);
	m.facts.fbdev_error = 0;
	m.facts.fbdev_device = text(VGA);
	m.facts.fbdev = (struct kfb_fbdev){ .id = "i915drmfb",
					    .smem_start = BAR + 0x40000,
					    .smem_len = LENGTH,
					    .line_length = 4096,
					    .xres = 1024,
					    .yres = 768 };
	found(&m, BAR + 0x40000, KEXEC_FB_FROM_FBDEV);
	kfb_notes_free(&m.notes);
	m.card.fb_owner = text("[fbcon]");
	mapped(&m, BAR + 0x40000, 1);
	found(&m, BAR + 0x40000, KEXEC_FB_FROM_FBDEV);
	kfb_notes_free(&m.notes);
	mapped(&m, BAR, 1);
	refused(&m, -EINVAL, "at 0xc0000000 by our page tables, but at 0xc0040000 by /dev/fb0");

	/* The CRTC shows something else than /dev/fb0. */
	m.card.drm.mapped.count = 0;
	m.card.fb_owner = text("sway");
	refused(&m, -ENODEV, "belongs to sway");
	m.card.fb_owner = NULL;
	m.card.drm.pitch = 8192;
	refused(&m, -ENODEV, "its own page tables");
	m.card.drm.pitch = 4096;
	m.facts.fbdev.smem_start = BAR_END;
	refused(&m, -ENODEV, "in no memory BAR");
}

/* A driver that is not in the table, on a board without an IOMMU. */
static void dma(void **state)
{
	struct machine m;

	(void)state;
	set_up(&m, "some-panel", "[fbcon]");
	m.card.bars_error = -ENOENT;
	refused(&m, -ENODEV, "not known to leave a linear framebuffer");
	debugfs(&m, KFB_FB_MEMORY_DMA, 0x2000000);
	refused(&m, -ENODEV, "cannot be seen");
	mapped(&m, 0x2000000, 1);
	refused(&m, -ENODEV, "any kernel but a crash kernel");
	m.facts.allow_ram = true;
	found(&m, 0x2000000, KEXEC_FB_FROM_PAGE_TABLES);
	assert_string_equal(m.answer.scanout.driver, "some-panel");
	kfb_notes_free(&m.notes);

	debugfs(&m, KFB_FB_MEMORY_DMA, 0xf0000000); /* an IOMMU's */
	refused(&m, -ENODEV, "not simply a piece of RAM");
	debugfs(&m, KFB_FB_MEMORY_DMA, 0x2000000);
	mapped(&m, 0x2000000, 2);
	refused(&m, -ENODEV, "not simply a piece of RAM");
	mapped(&m, 0x2000000, 1);
	m.card.fb_owner = text("weston");
	refused(&m, -ENODEV, "by the time of a crash");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(places),   cmocka_unit_test(vram_helper),
		cmocka_unit_test(shadow),   cmocka_unit_test(contradictions),
		cmocka_unit_test(changing), cmocka_unit_test(gpu),
		cmocka_unit_test(untried),  cmocka_unit_test(leaked),
		cmocka_unit_test(dma),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
