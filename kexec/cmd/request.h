/* SPDX-License-Identifier: GPL-2.0-only */
/* How to run kexec, as our settings and its own arguments ask. */
#ifndef KFB_CMD_REQUEST_H
#define KFB_CMD_REQUEST_H

#include "cmd/cmd.h"
#include "cmd/keep_note.h"
#include "handover/handover.h"
#include "handover/settings.h"

/* Values of KEXEC_FB */
enum kfb_mode { KFB_MODE_AUTO, KFB_MODE_OFF, KFB_MODE_REQUIRE, KFB_MODE_VERBATIM };

struct kfb_request {
	const char *kexec;
	char **argv; /* for the real kexec, with argv[0] */
	char **args; /* the same with room for more; only the child changes it */
	enum kfb_mode mode;
	struct kfb_policy policy;
	struct kfb_kexec_options options;
	struct kfb_note_keeper *notes;
};

/* The first of the build's KEXEC_PATH that can be run, or else the first. */
const char *kfb_installed_kexec(void);

/*
 * Read the settings; a message names each line that is ignored.  Free with kfb_settings_free().
 */
void kfb_request_settings(const struct kfb_own_options *own, struct kfb_settings *settings);

/* Is it KEXEC_FB=off?  Prints nothing: exec's own reading of the settings says what is wrong. */
bool kfb_request_is_off(const struct kfb_own_options *own);

/* Fill in everything but args, from @settings and the @argc arguments in r->argv. */
void kfb_request_read(struct kfb_request *r, const struct kfb_settings *settings,
		      const struct kfb_own_options *own, int argc);

#endif
