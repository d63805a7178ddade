// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the system says: /proc/iomem, PCI resources, recorded device answers, a screen_info.
 * The first byte chooses.  Whatever a parser accepts must be consistent.
 *
 * Floor: scanout/iomem.c 90
 * Floor: scanout/pci.c 90
 * Floor: scanout/keyval.c 90
 * Floor: screen_info/screen_info.c 80
 * Floor: screen_info/formats.c 80
 */
#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "kexec-fb.h"
#include "scanout/debugfs_fb.h"
#include "scanout/drm.h"
#include "scanout/fbdev.h"
#include "scanout/iomem.h"
#include "scanout/pci.h"
#include "screen_info/formats.h"
#include "screen_info/screen_info.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void fuzz_iomem(char *text, size_t len)
{
	struct kfb_iomem io;

	if (kfb_iomem_parse(text, len, &io, NULL))
		return;
	for (size_t i = 0; i < io.count; i++) {
		const struct kfb_resource *r = &io.res[i];

		if (r->end < r->start || !kfb_resource_size(r) ||
		    !kfb_resource_holds(r, r->start, kfb_resource_size(r)) ||
		    !kfb_iomem_at(&io, r->start, kfb_resource_size(r)))
			abort();
		kfb_iomem_is_ram(&io, r->start, r->end);
	}
	if (kfb_iomem_page_bound(&io) < 4096)
		abort();
	kfb_iomem_free(&io);
}

static void fuzz_drm(char *text, size_t len)
{
	struct kfb_drm drm;

	if (kfb_drm_parse(text, len, &drm, NULL))
		return;
	free(kfb_drm_format(&drm));
	kfb_drm_free(&drm);
}

static void fuzz_fbdev(char *text, size_t len)
{
	struct kfb_fbdev fbdev;

	if (kfb_fbdev_parse(text, len, &fbdev, NULL) == 0)
		free(kfb_fbdev_format(&fbdev));
}

static void fuzz_pci(char *text, size_t len)
{
	struct kfb_bar bar;

	if (kfb_pci_function_len(text) > len)
		abort();
	for (unsigned int i = 0; i < 7; i++)
		if (kfb_pci_bar(text, len, i, &bar, NULL) == 0 && bar.end < bar.start)
			abort();
}

/* The owner's name must be a part of the text. */
static void fuzz_debugfs(char *text, size_t len)
{
	struct kfb_debugfs_fb fb;

	for (uint32_t id = 36; id < 60; id++)
		if (kfb_debugfs_fb_parse(text, len, id, &fb, NULL) == 0 && fb.owner_len &&
		    (fb.owner < text || fb.owner_len > (size_t)(text + len - fb.owner)))
			abort();
}

/* A mode that was decoded can be encoded again, and the new bytes show the same. */
static void fuzz_screen_info(char *text, size_t len)
{
	uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE], back[KEXEC_FB_SCREEN_INFO_SIZE];
	struct kexec_fb_mode s = { 0 };
	enum kexec_fb_video_type type;
	char name[KFB_FOURCC_TEXT_SIZE];
	uint32_t fourcc;

	if (len < sizeof(si))
		return;
	fourcc = kfb_fourcc_from_bpp((uint8_t)text[0], (uint8_t)text[1]);
	if (*kfb_fourcc_text(fourcc ? fourcc : kfb_get_le32(text), name) == '\0')
		abort();
	memcpy(si, text, sizeof(si));
	if (kexec_fb_decode(si, &s))
		return;
	if (!kfb_screen_info_type(si, &type) || kexec_fb_encode(&s, type, back) ||
	    !kfb_screen_info_shows(back, &s))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const parsers[])(char *, size_t) = {
		fuzz_iomem, fuzz_drm, fuzz_fbdev, fuzz_pci, fuzz_screen_info, fuzz_debugfs,
	};
	char *text;

	if (!size || !(text = malloc(size)))
		return 0;
	memcpy(text, data + 1, size - 1);
	text[size - 1] = '\0';
	parsers[data[0] % (sizeof(parsers) / sizeof(parsers[0]))](text, size - 1);
	free(text);
	return 0;
}
