// SPDX-License-Identifier: GPL-2.0-only
#include "check/next_driver.h"

#include <string.h>

#include "check/cmdline.h"

/* What drivers bind to: platform devices of drivers/firmware/sysfb.c, 6.12. */
enum device { EFI_FRAMEBUFFER, VESA_FRAMEBUFFER, SIMPLE_FRAMEBUFFER };

struct driver {
	enum device device;
	const char *option; /* without CONFIG_ */
	const char *module; /* its name, also in video=NAME:off */
	bool drm;	    /* needs fbdev's emulation for a console */
	const char *initcall;
};

static const struct driver drivers[] = {
	{ EFI_FRAMEBUFFER, "FB_EFI", "efifb", false, "efifb_driver_init" },
	{ EFI_FRAMEBUFFER, "DRM_EFIDRM", "efidrm", true, "efidrm_platform_driver_init" },
	{ VESA_FRAMEBUFFER, "FB_VESA", "vesafb", false, "vesafb_driver_init" },
	{ VESA_FRAMEBUFFER, "DRM_VESADRM", "vesadrm", true, "vesadrm_platform_driver_init" },
	{ SIMPLE_FRAMEBUFFER, "DRM_SIMPLEDRM", "simpledrm", true,
	  "simpledrm_platform_driver_init" },
	{ SIMPLE_FRAMEBUFFER, "FB_SIMPLE", "simplefb", false, "simplefb_driver_init" },
};

static bool is_set(const struct kfb_config *c, const char *option)
{
	return kfb_config_value(c, option) == 'y';
}

/* sysfb_init() makes one device: the generic one if it is configured and can be made. */
static enum device device_of(const struct kfb_next_kernel *n)
{
	bool generic = is_set(n->config, "SYSFB_SIMPLEFB") || is_set(n->config, "X86_SYSFB");

	if (n->told == KFB_TOLD_NODE || (generic && !n->undersized))
		return SIMPLE_FRAMEBUFFER;
	return n->told == KFB_TOLD_EFI ? EFI_FRAMEBUFFER : VESA_FRAMEBUFFER;
}

bool kfb_takes_efifb_option(const struct kfb_next_kernel *n)
{
	return !n->config || (device_of(n) == EFI_FRAMEBUFFER && is_set(n->config, "FB_EFI"));
}

/* CONFIG_SYSFB is 5.15's (d391c5827107); before, the devices were made without it. */
static bool lacks_sysfb(const struct kfb_next_kernel *n)
{
	return n->told != KFB_TOLD_NODE && kfb_config_version(n->config) >= 5015 &&
	       !is_set(n->config, "SYSFB");
}

/* What on the command line keeps @d off the framebuffer; NULL: nothing. */
static const char *switched_off(const struct kfb_next_kernel *n, const struct driver *d)
{
	const char *c = n->cmdline;

	if (!c)
		return NULL;
	if (n->told != KFB_TOLD_NODE && kfb_cmdline_lists(c, "initcall_blacklist", "sysfb_init"))
		return "initcall_blacklist=sysfb_init";
	if (kfb_cmdline_lists(c, "initcall_blacklist", d->initcall))
		return "initcall_blacklist=";
	if (!d->drm && kfb_cmdline_video_off(c, d->module))
		return "video=...:off";
	if (kfb_config_value(n->config, d->option) == 'm' &&
	    (kfb_cmdline_lists(c, "module_blacklist", d->module) ||
	     kfb_cmdline_lists(c, "modprobe.blacklist", d->module)))
		return "the blacklist of modules";
	return NULL;
}

const char *kfb_missing_for_drm(const struct kfb_config *config)
{
	if (!is_set(config, "DRM_FBDEV_EMULATION"))
		return "DRM_FBDEV_EMULATION";
	return is_set(config, "FRAMEBUFFER_CONSOLE") ? NULL : "FRAMEBUFFER_CONSOLE";
}

/* What the kernel lacks for a console on a framebuffer: VT and fbcon.  NULL: nothing. */
static const char *missing_console(const struct kfb_config *config)
{
	static const char *const needed[] = { "VT", "VT_CONSOLE", "FRAMEBUFFER_CONSOLE" };

	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
		if (!is_set(config, needed[i]))
			return needed[i];
	return NULL;
}

enum usable { USABLE, NOT_BUILT, NOT_IN_INITRD, INITRD_UNKNOWN, OFF, NO_EMULATION, REFUSES };

static enum usable examine(const struct kfb_next_kernel *n, const struct driver *d)
{
	char built = kfb_config_value(n->config, d->option);
	int in_initrd;

	if (built != 'y' && built != 'm')
		return NOT_BUILT;
	if (n->undersized && d->drm)
		return REFUSES;
	if (d->drm && !is_set(n->config, "DRM_FBDEV_EMULATION"))
		return NO_EMULATION;
	if (switched_off(n, d))
		return OFF;
	if (built == 'y')
		return USABLE;
	in_initrd = n->has_module(n->ctx, d->module);
	return in_initrd > 0 ? USABLE : in_initrd < 0 ? INITRD_UNKNOWN : NOT_IN_INITRD;
}

static void say(const struct kfb_next_kernel *n, const struct driver *d, enum usable how,
		struct kfb_link *link)
{
	switch (how) {
	case USABLE:
		kfb_link_set(link, KFB_LINK_OK, "%s takes the framebuffer (CONFIG_%s=%c)",
			     d->module, d->option, kfb_config_value(n->config, d->option));
		break;
	case NOT_BUILT:
		break;
	case NOT_IN_INITRD:
		kfb_link_set(link, KFB_LINK_PROBLEM,
			     "%s is a module (CONFIG_%s=m) that is not in the initrd", d->module,
			     d->option);
		kfb_link_hint(link,
			      "add %s to the crash kernel's initrd: Debian and Ubuntu: a line in /etc/initramfs-tools/modules, then rm -f /var/lib/kdump/initrd* && kdump-config reload; dracut: extra_modules %s in /etc/kdump.conf",
			      d->module, d->module);
		break;
	case INITRD_UNKNOWN:
		kfb_link_set(link, KFB_LINK_UNKNOWN,
			     "%s is a module (CONFIG_%s=m), and what the initrd has is not known",
			     d->module, d->option);
		break;
	case OFF:
		kfb_link_set(link, KFB_LINK_PROBLEM, "%s is switched off by the command line: %s",
			     d->module, switched_off(n, d));
		kfb_link_hint(link, "take that parameter off the crash kernel's command line");
		break;
	case NO_EMULATION:
		kfb_link_set(link, KFB_LINK_PROBLEM,
			     "%s has no console: CONFIG_DRM_FBDEV_EMULATION is not set", d->module);
		kfb_link_hint(link, "use a crash kernel with CONFIG_DRM_FBDEV_EMULATION=y");
		break;
	case REFUSES:
		kfb_link_set(link, KFB_LINK_PROBLEM,
			     "%s refuses a framebuffer whose size is less than its picture",
			     d->module);
		kfb_link_hint(link, "load with kexec-fb exec, which gives the size in bytes");
		break;
	}
}

/* Judge the best driver for the device: one that is usable, or else the one nearest to it. */
static void judge_device(const struct kfb_next_kernel *n, enum device device, struct kfb_link *link)
{
	static const enum usable order[] = {
		USABLE, INITRD_UNKNOWN, NOT_IN_INITRD, OFF, NO_EMULATION, REFUSES,
	};

	for (size_t o = 0; o < sizeof(order) / sizeof(order[0]); o++)
		for (size_t i = 0; i < sizeof(drivers) / sizeof(drivers[0]); i++)
			if (drivers[i].device == device && examine(n, &drivers[i]) == order[o]) {
				say(n, &drivers[i], order[o], link);
				return;
			}
	kfb_link_set(link, KFB_LINK_PROBLEM,
		     "the kernel is built without a driver for the framebuffer: none of CONFIG_%s",
		     device == EFI_FRAMEBUFFER	? "FB_EFI, CONFIG_DRM_EFIDRM" :
		     device == VESA_FRAMEBUFFER ? "FB_VESA, CONFIG_DRM_VESADRM" :
						  "DRM_SIMPLEDRM, CONFIG_FB_SIMPLE");
	kfb_link_hint(link, "use a crash kernel with one of them");
}

void kfb_judge_driver(const struct kfb_next_kernel *next, struct kfb_link *link)
{
	const char *missing;

	if (!next->config) {
		kfb_link_set(link, KFB_LINK_UNKNOWN,
			     "the next kernel's configuration was not found");
		kfb_link_hint(link, "put its config-RELEASE beside it or into /boot");
		return;
	}
	missing = missing_console(next->config);
	if (!missing && lacks_sysfb(next))
		missing = "SYSFB";
	if (missing) {
		kfb_link_set(link, KFB_LINK_PROBLEM, "the kernel is built without CONFIG_%s",
			     missing);
		kfb_link_hint(link, "use a crash kernel with CONFIG_%s=y", missing);
		return;
	}
	judge_device(next, device_of(next), link);
}

void kfb_judge_reset(const struct kfb_next_kernel *next, const char *driver, struct kfb_link *link)
{
	char built = kfb_config_value(next->config, "VIRTIO_PCI");
	int in_initrd = built == 'm' ? next->has_module(next->ctx, "virtio_pci") : built == 'y';

	if (in_initrd > 0)
		return;
	if (in_initrd < 0) {
		kfb_link_set(link, KFB_LINK_UNKNOWN,
			     "virtio_pci has to reset what %s shows, and whether the initrd has it is not known",
			     driver);
		return;
	}
	kfb_link_set(link, KFB_LINK_PROBLEM,
		     "virtio_pci has to reset what %s shows, and the crash kernel has no virtio_pci",
		     driver);
	kfb_link_hint(link,
		      "add virtio_pci to the crash kernel's initrd: Debian and Ubuntu: a line in /etc/initramfs-tools/modules, then rm -f /var/lib/kdump/initrd* && kdump-config reload; dracut: extra_modules virtio_pci in /etc/kdump.conf");
}
