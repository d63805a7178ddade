/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KFB_CMD_ASK_SCREEN_H
#define KFB_CMD_ASK_SCREEN_H

#include <stdbool.h>

#include "cmd/cmd.h"

struct kfb_screen {
	bool asked;
	int error; /* from kexec_fb_find(), or why the system cannot be read */
	bool seen; /* there is something to tell about; si holds it */
	uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE];
	char reason[256]; /* of the error */
};

/*
 * Ask in a child what is on the screen now (see cmd/patience.h), printing nothing but debug
 * lines about it.  An exit status: EXIT_SUCCESS, also where there is nothing to tell about; or
 * a message has said why the crash kernel stays as it is.
 */
int kfb_ask_screen(const struct kfb_own_options *own, struct kfb_screen *screen);

#endif
