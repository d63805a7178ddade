// SPDX-License-Identifier: GPL-2.0-only
/*
 * The note of a load.  If it can be read, writing and reading it again gives the same.
 *
 * Floor: check/state.c 90
 */
#include <stdlib.h>
#include <string.h>

#include "check/state.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kfb_error err = { 0 };
	struct kfb_state state, again;
	char *text, *twice;
	size_t len, n;

	if (kfb_state_parse((const char *)data, size, &state, &err)) {
		if (!err.reason)
			abort();
		return 0;
	}
	if (kfb_state_format(&state, &text, &len) || kfb_state_parse(text, len, &again, NULL) ||
	    again.argc != state.argc || again.told != state.told ||
	    kfb_state_format(&again, &twice, &n) || n != len || memcmp(text, twice, n) != 0)
		abort();
	free(text);
	free(twice);
	kfb_state_free(&again);
	kfb_state_free(&state);
	return 0;
}
