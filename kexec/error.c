// SPDX-License-Identifier: GPL-2.0-only
#include "error.h"

#include <inttypes.h>
#include <stdio.h>

struct kfb_error_text kfb_error_text(const struct kfb_error *e)
{
	struct kfb_error_text t;

	const char *reason = e->reason ? e->reason : "unknown reason";

	if (e->offset == KFB_NO_OFFSET)
		snprintf(t.text, sizeof(t.text), "%s", reason);
	else
		snprintf(t.text, sizeof(t.text), "%s, at offset %#" PRIx64, reason, e->offset);
	return t;
}
