// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the child reports to its parent, and how any bytes are shown on a terminal.
 *
 * Floor: cmd/report.c 50
 * Floor: cmd/printable.c 95
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/printable.h"
#include "cmd/report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_printable(const char *text)
{
	size_t room = KFB_PRINTABLE_GROWTH * strlen(text) + 1;
	char *out = malloc(room);

	if (!out)
		abort();
	if (kfb_printable(text, out) != strlen(out))
		abort();
	for (const char *p = out; *p; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			abort();
	free(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *said = malloc(size + 1);
	struct kfb_report r;

	if (!said)
		abort();
	memcpy(said, data, size);
	said[size] = '\0';
	r = kfb_report_parse(said);
	if (!r.problem || (r.changed && r.stage != KFB_STAGE_STARTED) ||
	    (*r.problem &&
	     (r.stage != KFB_STAGE_FAILED || r.problem < said || r.problem > said + size)))
		abort();
	/* a report that is cut short never says more than the whole one */
	for (size_t n = 0; n < 3 && n < size; n++) {
		char was = said[n];

		said[n] = '\0';
		if (kfb_report_parse(said).stage > r.stage)
			abort();
		said[n] = was;
	}
	check_printable(said);
	free(said);
	return 0;
}
