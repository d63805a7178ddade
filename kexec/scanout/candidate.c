// SPDX-License-Identifier: GPL-2.0-only
#include "scanout/candidate.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>

int kfb_refuse(struct kfb_candidate *c, int errnum, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	c->reason = kfb_vstrf(c->notes, format, args);
	va_end(args);
	c->hint = errnum == EACCES || errnum == EPERM ? "run as root" : NULL;
	c->error = -errnum;
	return c->error;
}

void kfb_take(struct kfb_candidate *c, enum kexec_fb_value value, enum kexec_fb_source source,
	      const char *detail)
{
	c->scanout.origin[value].source = source;
	c->scanout.origin[value].detail = detail;
}

void kfb_take_base(struct kfb_candidate *c, uint64_t base, enum kexec_fb_source source,
		   const char *detail)
{
	c->scanout.mode.base = base;
	kfb_take(c, KEXEC_FB_VALUE_BASE, source, detail);
}

const char *kfb_resource_text(struct kfb_notes *notes, const struct kfb_resource *r)
{
	return kfb_strf(notes, "%08" PRIx64 "-%08" PRIx64 " : %s", r->start, r->end, r->name);
}
