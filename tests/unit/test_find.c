// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is on the screen: every class of driver, every refusal, the order of displays.  The
 * decision is a pure function, so each machine here is a struct.
 */
#include "unit.h"

#include <drm_fourcc.h>

#include "scanout/candidate.h"
#include "screen_info/screen_info.h"

#define GUID   "5620e0c7-8062-4dce-aeb7-520c7ef76171"
#define HYPERV "/sys/devices/LNXSYSTM:00/LNXSYBUS:00/ACPI0004:00/VMBUS:00/" GUID
#define VGA    "/sys/devices/pci0000:00/0000:00:01.0"
#define OTHER  "/sys/devices/pci0000:00/0000:00:02.0"
#define SIMPLE "/sys/devices/platform/simple-framebuffer.0"

/* Facts that stay in one place while a test changes them. */
struct machine {
	struct kfb_facts facts;
	struct kfb_card cards[2];
	struct kfb_resource regions[4];
	struct kfb_notes notes;
	struct kfb_candidate answer;
};

static char *text(const char *s)
{
	return (char *)(uintptr_t)s; /* facts own their strings, but these are never freed */
}

static struct kfb_card card(const char *driver, const char *device)
{
	return (struct kfb_card){
		.device = text(device),
		.bars_error = -ENOENT, .bars_reason = "no resource file",
		.drm = {
			.driver = text(driver), .lit = true, .crtc = 34, .fb = 36,
			.width = 1024, .height = 768, .fb_width = 1024, .fb_height = 768,
			.pitch = 4096, .fourcc = DRM_FORMAT_XRGB8888,
		},
	};
}

static struct kfb_card pci_card(const char *driver, const char *device, uint64_t bar0)
{
	struct kfb_card c = card(driver, device);

	c.bars_error = 0;
	c.bars[0] = (struct kfb_bar){ bar0, bar0 + 0xffffff, KFB_IORESOURCE_MEM };
	return c;
}

static const struct kfb_boot boot = {
	.known = true,
	.usable = true,
	.mode = { 0xc0000000, 0x3e8000, 1280, 800, 5120, DRM_FORMAT_XRGB8888 },
};

/* A machine with these cards and nothing else. */
static void set_up(struct machine *m, size_t ncards)
{
	m->facts.cards = m->cards;
	m->facts.ncards = ncards;
	m->facts.fbdev_error = -ENOENT;
	m->facts.iomem.res = m->regions;
	m->facts.type = KEXEC_FB_VIDEO_TYPE_EFI;
}

static void add_region(struct machine *m, uint64_t start, uint64_t end, const char *name)
{
	m->regions[m->facts.iomem.count++] = (struct kfb_resource){ start, end, 0, name };
}

static void add_fbdev(struct machine *m, const struct kfb_fbdev *fbdev, const char *device)
{
	m->facts.fbdev_error = 0;
	m->facts.fbdev = *fbdev;
	m->facts.fbdev_device = text(device);
}

static const struct kfb_fbdev efifb = {
	.id = "EFI VGA",
	.smem_start = 0xc0000000,
	.smem_len = 0x3e8000,
	.line_length = 5120,
	.xres = 1280,
	.yres = 800,
	.layout = { DRM_FORMAT_XRGB8888, 32, { 8, 16 }, { 8, 8 }, { 8, 0 }, { 8, 24 } },
};

static void decide(struct machine *m)
{
	m->answer = kfb_decide(&m->facts, &m->notes);
}

static void found(struct machine *m, uint64_t base, uint32_t width, uint32_t stride)
{
	decide(m);
	if (m->answer.error)
		fail_msg("%s", m->answer.reason);
	assert_true(m->answer.scanout.mode.base == base);
	assert_int_equal(m->answer.scanout.mode.width, width);
	assert_int_equal(m->answer.scanout.mode.stride, stride);
	kfb_notes_free(&m->notes);
}

static void refused(struct machine *m, int error, const char *part)
{
	decide(m);
	assert_int_equal(m->answer.error, error);
	assert_non_null(m->answer.reason);
	if (!strstr(m->answer.reason, part))
		fail_msg("\"%s\" does not say \"%s\"", m->answer.reason, part);
	kfb_notes_free(&m->notes);
}

static enum kexec_fb_source source(const struct machine *m, enum kexec_fb_value value)
{
	return m->answer.scanout.origin[value].source;
}

/* --- each class of driver --- */

static void firmware_by_fbdev(void **state)
{
	struct machine m = { 0 };

	(void)state;
	set_up(&m, 0);
	add_fbdev(&m, &efifb, "/sys/devices/platform/efi-framebuffer.0");
	found(&m, 0xc0000000, 1280, 5120);
	assert_int_equal(source(&m, KEXEC_FB_VALUE_BASE), KEXEC_FB_FROM_FBDEV);
	assert_int_equal(source(&m, KEXEC_FB_VALUE_SIZE), KEXEC_FB_FROM_CALCULATION);
}

/* CONFIG_FB_DEVICE is off, so all that can be seen of efifb is its claim. */
static void firmware_without_device(void **state)
{
	struct machine m = { 0 };

	(void)state;
	set_up(&m, 0);
	add_region(&m, 0xc0000000, 0xc03e7fff, "efifb");
	refused(&m, -ENODEV, "no /dev/fb0 to tell the mode");
	m.facts.boot = boot;
	found(&m, 0xc0000000, 1280, 5120);
	assert_string_equal(m.answer.scanout.driver, "EFI VGA");
	assert_int_equal(source(&m, KEXEC_FB_VALUE_DRIVER), KEXEC_FB_FROM_IOMEM);
	/* the BAR moved, and efifb with it */
	m.regions[0] = (struct kfb_resource){ 0xd0000000, 0xd03e7fff, 0, "efifb" };
	refused(&m, -ENODEV, "no /dev/fb0 to tell the mode");
	/* with a DRM driver there would be a card */
	m.regions[0] = (struct kfb_resource){ 0xc0000000, 0xc03e7fff, 0, "simpledrm" };
	refused(&m, -ENODEV, "neither a DRM card");
	m.facts.iomem.hidden = true;
	refused(&m, -EACCES, "neither a DRM card");
	assert_string_equal(m.answer.hint, "run as root");
}

/* efifb comes before a card that is not the console's. */
static void firmware_without_device_first(void **state)
{
	struct machine m = { .cards = { pci_card("mgag200", VGA, 0xe0000000) } };

	(void)state;
	set_up(&m, 1);
	m.facts.boot = boot;
	add_region(&m, 0xc0000000, 0xc03e7fff, "efifb");
	found(&m, 0xc0000000, 1280, 5120);
	m.facts.boot.usable = false;
	found(&m, 0xe0000000, 1024, 4096);
}

/* Since 6.9 the firmware's framebuffer may move with its BAR, which only root can see. */
static void firmware_unprivileged(void **state)
{
	static const struct {
		const char *sysfs, *name;
	} drivers[] = {
		{ "simple-framebuffer", "simpledrm" },	   { "efi-framebuffer", "efidrm" },
		{ "vesa-framebuffer", "vesadrm" },	   { "of-display", "ofdrm" },
		{ "coreboot-framebuffer", "corebootdrm" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(drivers); i++) {
		struct machine m = { .cards = { card("", SIMPLE) } };

		set_up(&m, 1);
		m.cards[0].error = -EACCES;
		m.cards[0].sysfs_driver = text(drivers[i].sysfs);
		m.facts.boot = boot;
		m.facts.iomem.hidden = true;
		refused(&m, -EACCES, "only zeros");
		assert_string_equal(m.answer.scanout.driver, drivers[i].name);
		assert_string_equal(m.answer.hint, "run as root");
	}
}

/* A DRM driver for the firmware's framebuffer converts, so take the boot loader's format. */
static void firmware_by_boot_params(void **state)
{
	struct machine m = { .cards = { card("simpledrm", SIMPLE) } };

	(void)state;
	set_up(&m, 1);
	m.facts.boot = boot;
	found(&m, 0xc0000000, 1280, 5120);
	assert_int_equal(source(&m, KEXEC_FB_VALUE_STRIDE), KEXEC_FB_FROM_BOOT_PARAMS);
	/* screen_info_apply_fixups(), 6.9: the region moved with its BAR */
	add_region(&m, 0xd0000000, 0xd03e7fff, "simple-framebuffer.0");
	found(&m, 0xd0000000, 1280, 5120);
	assert_int_equal(source(&m, KEXEC_FB_VALUE_BASE), KEXEC_FB_FROM_IOMEM);
}

static void firmware_by_iomem(void **state)
{
	struct machine m = { .cards = { card("simpledrm", SIMPLE) } };

	(void)state;
	set_up(&m, 1);
	refused(&m, -ENODEV, "no region");
	/* 768 lines of 4160 bytes: longer than those of simpledrm's own copy */
	add_region(&m, 0x40000000, 0x40000000 + 768 * 4160 - 1, "BOOTFB");
	found(&m, 0x40000000, 1024, 4160);
	assert_int_equal(source(&m, KEXEC_FB_VALUE_STRIDE), KEXEC_FB_FROM_CALCULATION);
	m.regions[0].end += 4096 * 8;
	refused(&m, -ENODEV, "length of the firmware's lines is not known");
}

/* kexec passes on what the devicetree describes, even if we do not know all about it. */
static void firmware_of_a_devicetree(void **state)
{
	static const char *const devices[] = {
		"/sys/devices/platform/be2590000.framebuffer",
		"/sys/devices/platform/chosen/chosen:framebuffer-lcd",
		"/sys/devices/platform/soc/9c000000.framebuffer",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(devices); i++) {
		struct machine m = { .cards = { card("simpledrm", devices[i]),
						pci_card("mgag200", VGA, 0xe0000000) } };

		set_up(&m, 2);
		refused(&m, -EALREADY, "nothing to do");
		assert_int_equal(m.answer.scanout.mode.width, 1024);
	}
}

static void firmware_not_of_a_devicetree(void **state)
{
	static const char *const devices[] = {
		SIMPLE,
		VGA,
		"/sys/devices/platform/face.0",
		"/sys/devices/platform/framebuffer",
		"/sys/devices/platform/.framebuffer",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(devices); i++) {
		struct machine m = { .cards = { card("simpledrm", devices[i]) } };

		set_up(&m, 1);
		refused(&m, -ENODEV, "no region");
	}
}

/* simpledrm converts: its own buffer's format is not the hardware's. */
static void firmware_format(void **state)
{
	struct machine m = { .cards = { card("simpledrm", SIMPLE) } };

	(void)state;
	set_up(&m, 1);
	add_region(&m, 0x40000000, 0x40000000 + 768 * 2048 - 1, "BOOTFB");
	m.cards[0].drm.plane_fourcc = DRM_FORMAT_RGB565;
	found(&m, 0x40000000, 1024, 2048);
	assert_int_equal(m.answer.scanout.mode.fourcc, DRM_FORMAT_RGB565);
	/* the boot loader's format has precedence */
	m.facts.boot = boot;
	m.facts.boot.mode.base = 0x40000000;
	m.regions[0].end = 0x40000000 + 800 * 5120 - 1;
	found(&m, 0x40000000, 1280, 5120);
	assert_int_equal(m.answer.scanout.mode.fourcc, DRM_FORMAT_XRGB8888);
	/* other drivers show the framebuffer in its own format */
	m.cards[0] = pci_card("mgag200", VGA, 0xe0000000);
	m.cards[0].drm.plane_fourcc = DRM_FORMAT_RGB565;
	m.facts.boot.usable = false;
	found(&m, 0xe0000000, 1024, 4096);
	assert_int_equal(m.answer.scanout.mode.fourcc, DRM_FORMAT_XRGB8888);
}

/* sysfb rounds the region up to pages of the running kernel. */
static void firmware_page_size(void **state)
{
	struct machine m = { .cards = { card("simpledrm", SIMPLE) } };

	(void)state;
	set_up(&m, 1);
	add_region(&m, 0x40000000, 0x4030ffff, "BOOTFB"); /* 1024x768 and 64 KiB */
	m.facts.page_size = 65536;
	refused(&m, -ENODEV, "length of the firmware's lines is not known");
	m.regions[0].end = 0x402fffff;
	found(&m, 0x40000000, 1024, 4096);
	/* the page size is not known, but RAM is not made of such pages */
	m.facts.page_size = 0;
	m.cards[0].drm.width = m.cards[0].drm.fb_width = 1366;
	m.cards[0].drm.pitch = 5464;
	m.regions[0].end = 0x4040ffff;
	refused(&m, -ENODEV, "length of the firmware's lines is not known");
	m.regions[0].end = 0x40400fff;
	found(&m, 0x40000000, 1366, 5464);
}

static void synthetic(void **state)
{
	struct machine m = { .cards = { card("hyperv_drm", HYPERV) } };

	(void)state;
	set_up(&m, 1);
	refused(&m, -ENODEV, "no region named " GUID);
	add_region(&m, 0xc0900000, 0xc10fffff, GUID);
	found(&m, 0xc0900000, 1024, 4096);
	assert_true(m.answer.scanout.mode.size == 0x800000);
	assert_int_equal(source(&m, KEXEC_FB_VALUE_SIZE), KEXEC_FB_FROM_IOMEM);
	add_region(&m, 0xd0000000, 0xd07fffff, GUID);
	refused(&m, -ENODEV, "more than one region");
}

static void synthetic_without_names(void **state)
{
	struct machine m = { .cards = { card("hyperv_drm", VGA) } };

	(void)state;
	set_up(&m, 1);
	refused(&m, -ENODEV, "not named by a VMBus GUID");
	m.cards[0].device = text(HYPERV);
	m.facts.iomem.hidden = true;
	refused(&m, -EACCES, "only zeros");
	assert_string_equal(m.answer.hint, "run as root");
	m.facts.iomem_error = -EIO;
	refused(&m, -EIO, "cannot be read");
}

/* Nobody has set a mode, so the firmware's is a guess, but the region is kept free. */
static void synthetic_dark(void **state)
{
	struct machine m = { .cards = { card("hyperv_drm", HYPERV) } };

	(void)state;
	set_up(&m, 1);
	m.cards[0].drm.lit = false;
	add_region(&m, 0xc0900000, 0xc10fffff, GUID);
	refused(&m, -ENODEV, "nobody knows the mode");
	m.facts.boot = boot;
	found(&m, 0xc0900000, 1280, 5120);
}

static void vram_start(void **state)
{
	struct machine m = { .cards = { pci_card("mgag200", VGA, 0xe0000000) } };

	(void)state;
	set_up(&m, 1);
	found(&m, 0xe0000000, 1024, 4096);
	assert_int_equal(source(&m, KEXEC_FB_VALUE_BASE), KEXEC_FB_FROM_PCI_BAR);
	m.cards[0].bars[0].flags = 0;
	refused(&m, -ENODEV, "not video memory");
	m.cards[0].bars_error = -EINVAL;
	m.cards[0].bars_reason = "resource: bad line";
	refused(&m, -EINVAL, "bad line");
}

/* TTM scans out the buffer that is shown; debugfs says where it is. */
static void vram_helper(void **state)
{
	struct machine m = { .cards = { pci_card("bochs-drm", VGA, 0xe0000000) } };
	struct kfb_card *c = &m.cards[0];

	(void)state;
	set_up(&m, 1);
	found(&m, 0xe0000000, 1024, 4096); /* debugfs is not mounted: assumed */
	c->fb_owner = text("[fbcon]");
	c->fb_memory = KFB_FB_MEMORY_TTM;
	found(&m, 0xe0000000, 1024, 4096); /* not mapped: assumed */
	c->fb_address = 0xe0300000;
	found(&m, 0xe0300000, 1024, 4096);
	assert_int_equal(source(&m, KEXEC_FB_VALUE_BASE), KEXEC_FB_FROM_DEBUGFS);
	assert_null(m.answer.warning);
	c->fb_owner = text("weston");
	decide(&m);
	assert_int_equal(m.answer.error, 0);
	assert_non_null(strstr(m.answer.warning, "weston"));
	kfb_notes_free(&m.notes);
	c->fb_address = 0;
	refused(&m, -ENODEV, "weston");
	c->fb_address = 0xd0000000;
	refused(&m, -ENODEV, "not in BAR 0");
	c->fb_address = 0xe0f00000;
	refused(&m, -EINVAL, "does not fit");
}

/* Only root sees where the buffer is, and a wrong assumption would go unnoticed. */
static void vram_unprivileged(void **state)
{
	struct machine m = { .cards = { pci_card("bochs-drm", VGA, 0xe0000000) } };
	struct kfb_fbdev emulated = efifb;

	(void)state;
	set_up(&m, 1);
	m.facts.iomem.hidden = true;
	refused(&m, -EACCES, "hidden from this user");
	assert_string_equal(m.answer.hint, "run as root");
	m.cards[0].error = -EACCES;
	m.cards[0].sysfs_driver = text("bochs-drm");
	refused(&m, -EACCES, "hidden from this user");
	/* a shadow plane is at the start, and any user knows that */
	m.cards[0].sysfs_driver = text("mgag200");
	emulated.from_sysfs = true;
	add_fbdev(&m, &emulated, VGA);
	found(&m, 0xe0000000, 1280, 5120);
}

/* The same driver with a shadow plane, and a version from before it had one. */
static void vram_generations(void **state)
{
	struct machine m = { .cards = { pci_card("ast", VGA, 0xe0000000) } };
	struct kfb_card *c = &m.cards[0];

	(void)state;
	set_up(&m, 1);
	c->fb_owner = text("weston");
	c->fb_memory = KFB_FB_MEMORY_SHMEM;
	found(&m, 0xe0000000, 1024, 4096);
	c->drm.driver = text("mgag200");
	found(&m, 0xe0000000, 1024, 4096);
	c->fb_memory = KFB_FB_MEMORY_TTM;
	c->fb_address = 0xe0300000;
	found(&m, 0xe0300000, 1024, 4096);
}

static void packed(void **state)
{
	struct machine m = { .cards = { pci_card("cirrus", VGA, 0xe0000000) } };

	(void)state;
	set_up(&m, 1);
	found(&m, 0xe0000000, 1024, 3072);
	assert_int_equal(m.answer.scanout.mode.fourcc, DRM_FORMAT_RGB888);
	assert_int_equal(source(&m, KEXEC_FB_VALUE_STRIDE), KEXEC_FB_FROM_CALCULATION);
	assert_int_equal(source(&m, KEXEC_FB_VALUE_FOURCC), KEXEC_FB_FROM_CALCULATION);
	m.cards[0].drm.width = m.cards[0].drm.fb_width = 1600;
	m.cards[0].drm.pitch = 6400;
	found(&m, 0xe0000000, 1600, 3200);
	assert_int_equal(m.answer.scanout.mode.fourcc, DRM_FORMAT_RGB565);
	m.cards[0].drm.width = m.cards[0].drm.fb_width = 1016;
	m.cards[0].drm.pitch = 4064;
	found(&m, 0xe0000000, 1016, 4064);
	assert_int_equal(source(&m, KEXEC_FB_VALUE_FOURCC), KEXEC_FB_FROM_DRM);
}

static void opaque_and_unknown(void **state)
{
	struct machine m = { .cards = { card("vmwgfx", VGA) } };

	(void)state;
	set_up(&m, 1);
	refused(&m, -ENODEV, "vmwgfx, which leaves no linear framebuffer");
	m.cards[0].drm.driver = text("new_drm");
	refused(&m, -ENODEV, "new_drm, which is not known");
	m.cards[0].error = -EIO;
	refused(&m, -ENODEV, "card0 has no driver that could be asked");
}

/* The firmware's mode is still in the VGA half, whatever is on the screen now. */
static void vga_below(void **state)
{
	struct machine m = { .cards = { pci_card("virtio_gpu", VGA "/virtio0", 0xc0000000) } };

	(void)state;
	set_up(&m, 1);
	refused(&m, -ENODEV, "scattered guest memory");
	m.facts.boot = boot;
	found(&m, 0xc0000000, 1280, 5120);
	assert_int_equal(source(&m, KEXEC_FB_VALUE_BASE), KEXEC_FB_FROM_BOOT_PARAMS);
	assert_int_equal(source(&m, KEXEC_FB_VALUE_WIDTH), KEXEC_FB_FROM_BOOT_PARAMS);
	/* another device's VGA: virtio-gpu-pci beside it */
	m.cards[0].bars[0].start = 0xd0000000;
	m.cards[0].bars[0].end = 0xd0ffffff;
	refused(&m, -ENODEV, "scattered guest memory");
	m.cards[0].bars_error = -ENOENT;
	refused(&m, -ENODEV, "scattered guest memory");
	add_region(&m, 0xc0000000, 0xc07fffff, "0000:00:02.0");
	refused(&m, -ENODEV, "scattered guest memory");
	m.regions[0].name = "0000:00:01.0";
	found(&m, 0xc0000000, 1280, 5120);
	/* cut off by the BAR's end */
	m.regions[0].end = 0xc03e7ffe;
	refused(&m, -ENODEV, "scattered guest memory");
}

/* --- refusals that any driver may meet --- */

static void geometry(void **state)
{
	static const struct {
		struct kfb_drm drm;
		const char *says;
		int error;
	} cases[] = {
		{ { .x = 8 }, "a part of a larger framebuffer", -ENODEV },
		{ { .y = 8 }, "a part of a larger framebuffer", -ENODEV },
		{ { .offset = 4096 }, "a part of a larger framebuffer", -ENODEV },
		{ { .modifier = 1 }, "tiled or compressed", -ENODEV },
		{ { .fb_width = 512 }, "on an unknown part of the screen", -ENODEV },
		{ { .fb_height = 512 }, "on an unknown part of the screen", -ENODEV },
		{ { .pitch = 4092 }, "too short for 1024 pixels", -EINVAL },
		{ { .pitch = 65536 }, "screen_info cannot hold", -EINVAL },
		{ { .fourcc = DRM_FORMAT_NV12 }, "pixel format (NV12)", -ENODEV },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct machine m = { .cards = { pci_card("mgag200", VGA, 0xe0000000) } };
		struct kfb_drm *d = &m.cards[0].drm;

		set_up(&m, 1);
		d->x = cases[i].drm.x;
		d->y = cases[i].drm.y;
		d->offset = cases[i].drm.offset;
		d->modifier = cases[i].drm.modifier;
		if (cases[i].drm.fb_width)
			d->fb_width = cases[i].drm.fb_width;
		if (cases[i].drm.fb_height)
			d->fb_height = cases[i].drm.fb_height;
		if (cases[i].drm.pitch)
			d->pitch = cases[i].drm.pitch;
		if (cases[i].drm.fourcc)
			d->fourcc = cases[i].drm.fourcc;
		refused(&m, cases[i].error, cases[i].says);
	}
}

static void no_format(void **state)
{
	struct machine m = { .cards = { pci_card("mgag200", VGA, 0xe0000000) } };

	(void)state;
	set_up(&m, 1);
	m.cards[0].drm.fourcc = 0;
	refused(&m, -ENODEV, "does not tell its pixel format");
}

static void panned_fbdev(void **state)
{
	struct machine m = { 0 };
	struct kfb_fbdev panned = efifb;

	(void)state;
	set_up(&m, 0);
	panned.yoffset = 1;
	add_fbdev(&m, &panned, NULL);
	refused(&m, -ENODEV, "panned to 0,1");
}

static void region_that_does_not_hold_it(void **state)
{
	struct machine m = { .cards = { pci_card("mgag200", VGA, 0xe0000000) } };

	(void)state;
	set_up(&m, 1);
	m.cards[0].bars[0].end = 0xe00fffff;
	refused(&m, -EINVAL, "does not fit");
	m.cards[0].bars[0].end = 0xe0ffffff;
	add_region(&m, 0xe0000000, 0xefffffff, "System RAM");
	refused(&m, -EINVAL, "System RAM");
	m.cards[0].bars[0] = (struct kfb_bar){ UINT64_MAX - 0xfff, UINT64_MAX, KFB_IORESOURCE_MEM };
	refused(&m, -EINVAL, "are no framebuffer");
}

static void region_too_large(void **state)
{
	struct machine m = { .cards = { card("hyperv_drm", HYPERV) } };

	(void)state;
	set_up(&m, 1);
	add_region(&m, 0x1000000000, 0x11ffffffff, GUID);
	refused(&m, -EINVAL, "screen_info cannot hold");
}

/* If the base is unknown, the mode is shown all the same. */
static void mode_without_base(void **state)
{
	struct machine m = { .cards = { card("hyperv_drm", HYPERV) } };

	(void)state;
	set_up(&m, 1);
	refused(&m, -ENODEV, "no region named");
	assert_int_equal(m.answer.scanout.mode.width, 1024);
	assert_int_equal(source(&m, KEXEC_FB_VALUE_WIDTH), KEXEC_FB_FROM_DRM);
	assert_int_equal(source(&m, KEXEC_FB_VALUE_BASE), KEXEC_FB_FROM_NOBODY);
}

/* --- which display --- */

static void no_display(void **state)
{
	struct machine m = { 0 };

	(void)state;
	set_up(&m, 0);
	refused(&m, -ENODEV, "neither a DRM card");
	assert_null(m.answer.scanout.driver);
}

static void order(void **state)
{
	struct machine m = { .cards = { pci_card("mgag200", VGA, 0xe0000000),
					pci_card("mgag200", OTHER, 0xd0000000) } };
	struct kfb_fbdev emulated = { .id = "mgag200drmfb", .xres = 1024 };

	(void)state;
	set_up(&m, 2);
	m.cards[1].number = 1;
	found(&m, 0xe0000000, 1024, 4096);
	m.cards[1].boot_vga = true;
	found(&m, 0xd0000000, 1024, 4096);
	/* the console's display comes before the firmware's */
	add_fbdev(&m, &emulated, VGA);
	found(&m, 0xe0000000, 1024, 4096);
	m.facts.fbdev_device = text(OTHER);
	found(&m, 0xd0000000, 1024, 4096);
}

/*
 * A display that can be handed over beats one that cannot; among failures the first one counts.
 */
static void first_failure(void **state)
{
	struct machine m = { .cards = { card("vmwgfx", VGA), card("qxl", OTHER) } };

	(void)state;
	set_up(&m, 2);
	refused(&m, -ENODEV, "vmwgfx");
	m.cards[1] = pci_card("mgag200", OTHER, 0xd0000000);
	found(&m, 0xd0000000, 1024, 4096);
	assert_string_equal(m.answer.scanout.driver, "mgag200");
}

/* The same facts give the same answer: no state is kept between two decisions. */
static void pure(void **state)
{
	struct machine m = { .cards = { card("hyperv_drm", HYPERV) } };
	struct kfb_scanout first;

	(void)state;
	set_up(&m, 1);
	add_region(&m, 0xc0900000, 0xc10fffff, GUID);
	decide(&m);
	first = m.answer.scanout;
	decide(&m);
	assert_memory_equal(&first.mode, &m.answer.scanout.mode, sizeof(first.mode));
	kfb_notes_free(&m.notes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(firmware_by_fbdev),
		cmocka_unit_test(firmware_by_boot_params),
		cmocka_unit_test(firmware_without_device),
		cmocka_unit_test(firmware_without_device_first),
		cmocka_unit_test(firmware_unprivileged),
		cmocka_unit_test(firmware_by_iomem),
		cmocka_unit_test(firmware_of_a_devicetree),
		cmocka_unit_test(firmware_not_of_a_devicetree),
		cmocka_unit_test(firmware_format),
		cmocka_unit_test(firmware_page_size),
		cmocka_unit_test(synthetic),
		cmocka_unit_test(synthetic_without_names),
		cmocka_unit_test(synthetic_dark),
		cmocka_unit_test(vram_start),
		cmocka_unit_test(vram_helper),
		cmocka_unit_test(vram_unprivileged),
		cmocka_unit_test(vram_generations),
		cmocka_unit_test(packed),
		cmocka_unit_test(opaque_and_unknown),
		cmocka_unit_test(vga_below),
		cmocka_unit_test(geometry),
		cmocka_unit_test(no_format),
		cmocka_unit_test(panned_fbdev),
		cmocka_unit_test(region_that_does_not_hold_it),
		cmocka_unit_test(region_too_large),
		cmocka_unit_test(mode_without_base),
		cmocka_unit_test(no_display),
		cmocka_unit_test(order),
		cmocka_unit_test(first_failure),
		cmocka_unit_test(pure),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
