// SPDX-License-Identifier: GPL-2.0-only
/*
 * The physical address of a candidate's first pixel: by class of driver.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scanout/candidate.h"
#include "scanout/pci.h"

static void take_base(struct kfb_candidate *c, uint64_t base, enum kexec_fb_source source,
		      const char *detail)
{
	c->scanout.base = base;
	kfb_take(&c->scanout, KEXEC_FB_BASE, source, detail);
}

static int need_iomem(struct kexec_fb *fb, const struct kfb_facts *facts)
{
	if (facts->iomem_error)
		return kfb_refuse(fb, -facts->iomem_error, "/proc/iomem, which alone knows the framebuffer's address, cannot be read: %s",
				  strerror(-facts->iomem_error));
	if (facts->iomem.hidden)
		return kfb_refuse(fb, EACCES, "/proc/iomem, which alone knows the framebuffer's address, shows this user only zeros: run as root");
	return 0;
}

static void take_region(struct kexec_fb *fb, struct kfb_candidate *c,
			const struct kfb_resource *r)
{
	c->room = r->end - c->scanout.base + 1;
	c->region = kfb_resource_text(fb, r);
}

/* What efifb, vesafb, simplefb, sysfb and their DRM successors name their region. */
static bool is_firmware_region(const char *name)
{
	static const char *const names[] = {
		"efifb", "vesafb", "simplefb", "simple-framebuffer", "simpledrm",
		"efidrm", "vesadrm", "ofdrm", "BOOTFB",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(names[i], name) == 0)
			return true;
	/* Platform devices: "simple-framebuffer.0", "efi-framebuffer.0" */
	return strncmp(name, "simple-framebuffer.", 19) == 0 ||
	       strncmp(name, "efi-framebuffer.", 16) == 0;
}

/* The innermost: sysfb's "BOOTFB" holds the driver's own region. */
static const struct kfb_resource *firmware_region(const struct kfb_iomem *iomem)
{
	const struct kfb_resource *best = NULL;

	for (size_t i = 0; i < iomem->count; i++)
		if (is_firmware_region(iomem->res[i].name) &&
		    (!best || iomem->res[i].depth > best->depth))
			best = &iomem->res[i];
	return best;
}

static int firmware_base(struct kexec_fb *fb, const struct kfb_facts *facts,
			 struct kfb_candidate *c)
{
	bool readable = !facts->iomem_error && !facts->iomem.hidden;
	const struct kfb_resource *r = readable ? firmware_region(&facts->iomem) : NULL;
	int ret;

	/*
	 * A PCI BAR that moved took the framebuffer with it: screen_info_apply_fixups()
	 * (6.9) and efifb follow, the boot parameters don't.
	 */
	if (c->fbdev && c->driver->native_fbdev && c->fbdev->smem_start) {
		take_base(c, c->fbdev->smem_start, KEXEC_FB_FROM_FBDEV, "/dev/fb0: smem_start");
	} else if (facts->boot_usable && (!r || r->start == facts->boot.base)) {
		take_base(c, facts->boot.base, KEXEC_FB_FROM_BOOT_PARAMS,
			  "screen_info of this kernel's boot");
	} else {
		ret = need_iomem(fb, facts);
		if (ret)
			return ret;
		if (!r)
			return kfb_refuse(fb, ENODEV, "%s is in use, but no region in /proc/iomem has a framebuffer's name",
					  c->scanout.driver);
		take_base(c, r->start, KEXEC_FB_FROM_IOMEM, kfb_resource_text(fb, r));
	}
	r = readable ? kfb_iomem_at(&facts->iomem, c->scanout.base, 1) : NULL;
	if (r)
		take_region(fb, c, r);
	return 0;
}

static bool is_guid(const char *s)
{
	static const char shape[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

	for (size_t i = 0; i < sizeof(shape); i++)
		if (shape[i] == 'x' ? !isxdigit((unsigned char)s[i]) : s[i] != shape[i])
			return false;
	return true;
}

static const struct kfb_resource *region_named(const struct kfb_iomem *iomem,
					       const char *name, size_t *count)
{
	const struct kfb_resource *found = NULL;

	*count = 0;
	for (size_t i = 0; i < iomem->count; i++) {
		const struct kfb_resource *r = &iomem->res[i];

		if (strcasecmp(r->name, name) != 0)
			continue;
		if (found && kfb_resource_holds(found, r->start, kfb_resource_size(r)))
			continue;	/* a driver's claim inside its device's */
		found = r;
		(*count)++;
	}
	return found;
}

static int synthetic_base(struct kexec_fb *fb, const struct kfb_facts *facts,
			  struct kfb_candidate *c)
{
	const char *slash = c->device ? strrchr(c->device, '/') : NULL;
	const struct kfb_resource *r;
	size_t count;
	int ret;

	if (!slash || !is_guid(slash + 1))
		return kfb_refuse(fb, ENODEV, "%s: its device %s is not named by a VMBus GUID, so its region in /proc/iomem is not known",
				  c->scanout.driver, c->device ? c->device : "(unknown)");
	ret = need_iomem(fb, facts);
	if (ret)
		return ret;
	/*
	 * vmbus_allocate_mmio() names a region after the device it is for, so the
	 * instance GUID is the display's name only: hv_pci's config windows have GUIDs
	 * for names, too.  On Gen 1 before 6.0, hyperv_drm requested the BAR of the
	 * emulated PCI adapter instead, under its own name (hyperv_setup_gen1()).
	 */
	r = region_named(&facts->iomem, slash + 1, &count);
	if (!count)
		r = region_named(&facts->iomem, c->driver->name, &count);
	if (count != 1)
		return kfb_refuse(fb, ENODEV, "/proc/iomem has %s region named %s, the VMBus device of %s",
				  count ? "more than one" : "no", slash + 1, c->scanout.driver);
	take_base(c, r->start, KEXEC_FB_FROM_IOMEM, kfb_resource_text(fb, r));
	take_region(fb, c, r);
	return 0;
}

static int vram_base(struct kexec_fb *fb, const struct kfb_facts *facts,
		     struct kfb_candidate *c)
{
	struct kfb_error err = { 0 };
	struct kfb_bytes text;
	struct kfb_bar bar;
	const char *path;
	int ret;

	(void)facts;
	if (!c->device)
		return kfb_refuse(fb, ENODEV, "%s: the PCI device behind it is not known",
				  c->scanout.driver);
	path = kfb_strf(fb, "%s/resource", c->device);
	ret = kfb_sysroot_read(&fb->root, path, &text);
	if (ret)
		return kfb_refuse(fb, -ret, "%s: %s", path, strerror(-ret));
	ret = kfb_pci_bar(text.data, text.len, 0, &bar, &err);
	free(text.data);
	if (ret)
		return kfb_refuse(fb, -ret, "%s: byte %" PRIu64 ": %s", path, err.offset, err.reason);
	if (!bar.start || !(bar.flags & KFB_IORESOURCE_MEM))
		return kfb_refuse(fb, ENODEV, "%s: BAR 0 is not video memory", path);
	take_base(c, bar.start, KEXEC_FB_FROM_PCI_BAR,
		  kfb_strf(fb, "%s: BAR 0", c->device));
	c->room = bar.end - bar.start + 1;
	c->region = kfb_strf(fb, "BAR 0, %" PRIx64 "-%" PRIx64, bar.start, bar.end);
	return 0;
}

/*
 * debugfs: "framebuffer[40]:\n\tallocated by = [fbcon]\n", drm_framebuffer_info(),
 * drivers/gpu/drm/drm_framebuffer.c, since 4.16.  NULL: the text does not tell.
 */
static const char *allocated_by(const char *text, uint32_t id)
{
	static const char key[] = "allocated by = ";
	char head[32];
	const char *p, *next;

	snprintf(head, sizeof(head), "framebuffer[%" PRIu32 "]:", id);
	p = strstr(text, head);
	if (!p)
		return NULL;
	p += strlen(head);
	next = strstr(p, "framebuffer[");
	p = strstr(p, key);
	return p && (!next || p < next) ? p + sizeof(key) - 1 : NULL;
}

/*
 * A memory manager places its first buffer, fbcon's, at the start of VRAM and
 * leaves it there.  A compositor's lies elsewhere, and nothing tells where.
 */
static int ttm_base(struct kexec_fb *fb, const struct kfb_facts *facts,
		    struct kfb_candidate *c)
{
	const struct kfb_drm *d = c->card && !c->card->error ? &c->card->drm : NULL;
	struct kfb_bytes text = { 0 };
	const char *path, *owner;
	int ret = 0;

	if (d && d->lit) {
		path = kfb_strf(fb, "/sys/kernel/debug/dri/%u/framebuffer", c->card->number);
		if (kfb_sysroot_read(&fb->root, path, &text) == 0 &&
		    (owner = allocated_by(text.data, d->fb))) {
			kfb_debug(fb, "debugfs: %s: framebuffer %u is of %.*s", path, d->fb,
				  (int)strcspn(owner, "\n"), owner);
			if (strncmp(owner, "[fbcon]", 7) != 0)
				ret = kfb_refuse(fb, ENODEV, "%s shows a framebuffer of %.*s, not the console's: where it lies in video memory is not known",
						 c->scanout.driver, (int)strcspn(owner, "\n"), owner);
		} else {
			kfb_debug(fb, "debugfs: %s does not tell whose framebuffer %u is: taken for the console's, at the start of video memory",
				  path, d->fb);
		}
		free(text.data);
	}
	return ret ? ret : vram_base(fb, facts, c);
}

int kfb_find_base(struct kexec_fb *fb, const struct kfb_facts *facts,
		  struct kfb_candidate *c)
{
	static int (*const by_class[])(struct kexec_fb *, const struct kfb_facts *,
				       struct kfb_candidate *) = {
		[KFB_FIRMWARE] = firmware_base,
		[KFB_SYNTHETIC] = synthetic_base,
		[KFB_VRAM_START] = vram_base,
		[KFB_VRAM_PACKED] = vram_base,
		[KFB_VRAM_TTM] = ttm_base,
	};

	return by_class[c->driver->class](fb, facts, c);
}
