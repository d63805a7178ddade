// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "check/links_told.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "check/cmdline.h"
#include "check/told.h"
#include "screen_info/screen_info.h"

void kfb_hint_reload(const struct kfb_check *c, struct kfb_link *link)
{
	if (c->asked || (c->screen.found && c->screen.found != -EACCES))
		return;
	if (c->loaded.noted)
		kfb_link_hint(link, "kexec-fb refresh loads it again");
	else if (kfb_sysroot_exists(c->root, "/etc/default/kdump-tools"))
		kfb_link_hint(link,
			      "load it again through kexec-fb: kdump-config reload, where kexec-fb is installed in front of kexec");
	else if (kfb_sysroot_exists(c->root, "/etc/sysconfig/kdump"))
		kfb_link_hint(link,
			      "load it again through kexec-fb: kdumpctl reload, where /etc/sysconfig/kdump names kexec-fb");
	else
		kfb_link_hint(link, "load it again with kexec-fb exec in place of kexec");
}

bool kfb_told_by_devicetree(const struct kfb_check *c)
{
	return c->screen.found == -EALREADY ||
	       (c->devicetree && !c->screen.found && c->screen.firmware);
}

struct kfb_next_kernel kfb_next_kernel_of(struct kfb_check *c, bool undersized)
{
	bool vlfb = c->told && c->si[KFB_SI_ORIG_VIDEO_ISVGA] == KEXEC_FB_VIDEO_TYPE_VLFB;

	return (struct kfb_next_kernel){
		.config = c->next.config.text ? &c->next.config : NULL,
		.cmdline = c->cmdline,
		.told = kfb_told_by_devicetree(c) || c->devicetree ? KFB_TOLD_NODE :
			vlfb					   ? KFB_TOLD_VLFB :
								     KFB_TOLD_EFI,
		.undersized = undersized,
		.has_module = kfb_check_has_module,
		.ctx = c,
	};
}

/* @mode: what is told; false: it is not known, or nothing, and @link says so. */
static bool told_anything(struct kfb_check *c, struct kexec_fb_mode *mode, bool *undersized,
			  struct kfb_link *link)
{
	struct kfb_next_kernel next;

	if (!c->told_known && c->loaded.page_reason) {
		kfb_link_set(link, KFB_LINK_UNKNOWN, "not known: %s", c->loaded.page_reason);
		return false;
	}
	if (!c->told_known) {
		kfb_link_set(link, KFB_LINK_UNKNOWN, "not known: %s",
			     c->asked  ? "kexec tells what it finds itself" :
			     c->kernel ? "nothing was written down of the load" :
					 "there is no load to ask about");
		return false;
	}
	if (!c->told || !kfb_told_mode(c->si, mode, undersized)) {
		kfb_link_set(link, KFB_LINK_PROBLEM, "the crash kernel is told of no framebuffer");
		kfb_hint_reload(c, link);
		return false;
	}
	next = kfb_next_kernel_of(c, *undersized);
	if (c->cmdline && kfb_takes_efifb_option(&next))
		kfb_apply_efifb_option(c->cmdline, mode);
	return true;
}

static void compare(const struct kfb_check *c, const struct kexec_fb_mode *told,
		    struct kfb_link *link)
{
	const struct kexec_fb_mode *now = &c->screen.mode;

	if (c->screen.found == -EACCES || c->screen.found == -EPERM)
		kfb_link_set(link, KFB_LINK_UNKNOWN,
			     "told of %ux%u at %#" PRIx64
			     "; only root can see whether the screen is there",
			     told->width, told->height, told->base);
	else if (c->screen.found)
		kfb_link_set(link, KFB_LINK_PROBLEM,
			     "told of %ux%u at %#" PRIx64 ", which is not what %s shows",
			     told->width, told->height, told->base,
			     c->screen.driver ? c->screen.driver : "the display");
	else if (told->base != now->base)
		kfb_link_set(link, KFB_LINK_PROBLEM,
			     "told of %#" PRIx64 ", but the screen is at %#" PRIx64
			     " now: it stays dark",
			     told->base, now->base);
	else if (told->width != now->width || told->height != now->height ||
		 told->stride != now->stride || told->fourcc != now->fourcc)
		kfb_link_set(link, KFB_LINK_PROBLEM,
			     "told of %ux%u, stride %u, but the screen is %ux%u, stride %u now: it is garbled",
			     told->width, told->height, told->stride, now->width, now->height,
			     now->stride);
	else
		kfb_link_set(link, KFB_LINK_OK, "told of %ux%u at %#" PRIx64 ", as it is now",
			     told->width, told->height, told->base);
	if (link->status == KFB_LINK_PROBLEM)
		kfb_hint_reload(c, link);
}

/* By an option that the crash kernel's driver does not read; another such load is no better. */
static bool is_told_in_vain(struct kfb_check *c)
{
	struct kfb_next_kernel next = kfb_next_kernel_of(c, false);

	return !c->asked && c->loaded.noted &&
	       strcmp(c->loaded.state.way, KFB_WAY_COMMAND_LINE) == 0 &&
	       !kfb_takes_efifb_option(&next);
}

void kfb_judge_told(struct kfb_check *c, bool own, struct kexec_fb_mode *mode, bool *undersized,
		    struct kfb_link *link)
{
	if (kfb_told_by_devicetree(c))
		kfb_link_set(link, KFB_LINK_OK,
			     "the devicetree that is passed on describes the screen");
	else if (told_anything(c, mode, undersized, link))
		compare(c, mode, link);
	if (own && link->status != KFB_LINK_OK) {
		kfb_link_set(link, KFB_LINK_OK, "not needed: the initrd has %s", c->screen.driver);
		kfb_link_hint(link, "%s", "");
	}
	if (link->status == KFB_LINK_PROBLEM && is_told_in_vain(c))
		kfb_link_hint(link,
			      "the crash kernel does not read the option that tells it: load it with kexec_load() (kexec -c), where that is allowed");
}
