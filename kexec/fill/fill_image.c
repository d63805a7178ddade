// SPDX-License-Identifier: GPL-2.0-only
/*
 * kexec_fb_fill_image(): fill an image that a loader holds in memory.
 */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "context.h"
#include "fill/image.h"

int kexec_fb_fill_image(struct kexec_fb *fb, const char *name, void *image, size_t len)
{
	struct kfb_fill_request req = { .neutralise_efi_table = true };
	struct kfb_fill_result res = { 0 };
	struct kfb_error err = { 0 };
	struct kfb_kernel_id id;
	int ret = kexec_fb_screen_info(fb, req.screen_info);

	if (ret)
		return ret;
	ret = kfb_kernel_identify(image, len, &id, &err);
	if (!ret) {
		/* A loader only loads kernels of the architecture it runs on. */
		req.arch = id.arch;
		ret = kfb_fill_locate(image, len, &req, &res, &err);
	}
	if (!ret)
		ret = kfb_fill_apply(image, len, &req, &res, &err);
	if (!name)
		name = "the kernel image";
	if (ret) {
		fb->hint = NULL;
		fb->reason = kfb_strf(&fb->notes, "cannot fill in %s (%s)", name,
				      kfb_error_text(&err).text);
		return ret;
	}
	kfb_debug(&fb->notes, "%s: %s (by %s) filled at %#" PRIx64, name, res.symbol, res.source,
		  res.screen_info_offset);
	return 0;
}
