// SPDX-License-Identifier: GPL-2.0-only
#include <inttypes.h>
#include <stdlib.h>

#include "check/links.h"

/* Does the crash kernel's hv_vmbus have the fix?  1 yes, 0 no, -1 not known. */
static int has_fix(struct kfb_check *c)
{
	const struct kfb_config *config = c->next.config.text ? &c->next.config : NULL;
	struct kfb_mapped_file image;
	bool owned;
	int fix;

	if (config && kfb_config_value(config, "HYPERV") == 'y') {
		if (kfb_next_file_unpack(&c->next, &image, &owned))
			return -1;
		fix = kfb_has_hyperv_fix(image.data, image.len);
		if (owned)
			free(image.data);
		return fix;
	}
	kfb_check_read_initrd(c);
	return c->in_initrd.read && !c->in_initrd.error ? c->in_initrd.hyperv_fix : -1;
}

void kfb_judge_dump(struct kfb_check *c, struct kfb_link *link)
{
	struct kexec_fb_mode told;
	bool undersized, any;

	any = c->told_known && c->told && kfb_told_mode(c->si, &told, &undersized);
	if (c->gen1)
		kfb_link_set(link, KFB_LINK_OK,
			     "safe: Generation 1 keeps the framebuffer's addresses free by its PCI function");
	else if (!c->told_known || c->screen.found)
		kfb_link_set(link, KFB_LINK_UNKNOWN,
			     "not known: what the crash kernel is told, or where the framebuffer is, is not known");
	else if (any && told.base == c->screen.mode.base)
		kfb_link_set(link, KFB_LINK_OK, "safe: the framebuffer's addresses are kept free");
	else if (any)
		kfb_link_set(link, KFB_LINK_PROBLEM,
			     "at risk: other addresses than the framebuffer's are kept free: a PCI device may get them and fail");
	else if (has_fix(c) > 0)
		kfb_link_set(link, KFB_LINK_OK,
			     "safe, though the screen is dark: told nothing, hv_vmbus keeps the start of low MMIO free");
	else if (has_fix(c) == 0)
		kfb_link_set(link, KFB_LINK_PROBLEM,
			     "at risk: this hv_vmbus keeps no addresses free when told nothing: a PCI device may get the framebuffer's and fail");
	else
		kfb_link_set(link, KFB_LINK_UNKNOWN,
			     "not known: told nothing, and no hv_vmbus was found to look at");
	if (link->status == KFB_LINK_PROBLEM)
		kfb_link_hint(link,
			      "load the crash kernel through kexec-fb, or use a kernel with the fix of 2026 (Debian: 6.1.192, 6.12.117)");
}
