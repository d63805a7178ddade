// SPDX-License-Identifier: GPL-2.0-only
#include "scanout/candidate.h"

#include <inttypes.h>

void kfb_take(struct kexec_fb_scanout *s, enum kexec_fb_value value,
	      enum kexec_fb_source source, const char *detail)
{
	s->origin[value].source = source;
	s->origin[value].detail = detail;
}

const char *kfb_resource_text(struct kexec_fb *fb, const struct kfb_resource *r)
{
	return kfb_strf(fb, "%08" PRIx64 "-%08" PRIx64 " : %s", r->start, r->end, r->name);
}
