/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kexec-fb's own settings: from the environment, otherwise from /etc/default/kexec-fb.  The
 * environment alone does not do: kdump-tools sources its defaults file without exporting
 * anything, and sudo -i drops exported variables.
 */
#ifndef KFB_HANDOVER_SETTINGS_H
#define KFB_HANDOVER_SETTINGS_H

#include "error.h"
#include "sysroot.h"

#define KFB_SETTINGS_PATH "/etc/default/kexec-fb"

enum kfb_setting {
	KFB_SETTING_MODE,    /* KEXEC_FB */
	KFB_SETTING_KEXEC,   /* KEXEC_FB_KEXEC */
	KFB_SETTING_S,	     /* KEXEC_FB_S */
	KFB_SETTING_UNTRIED, /* KEXEC_FB_UNTRIED */
	KFB_N_SETTINGS
};

struct kfb_settings {
	char *text;			    /* the file's text, into which the values point */
	const char *values[KFB_N_SETTINGS]; /* NULL: not set */
};

/* Called for line @line of the file if it is ignored. */
typedef void (*kfb_bad_line_fn)(void *data, unsigned int line, const char *reason);

/*
 * Pure: parse the settings in @text, which is @len bytes and a NUL, gets modified and must
 * outlive @settings.  Lines are NAME=value, as a shell reads them if nothing needs expanding.
 * The last line for a name wins.
 */
void kfb_settings_parse(char *text, size_t len, struct kfb_settings *settings, kfb_bad_line_fn bad,
			void *data);

/* Read the file below the directory @sysroot (NULL: "/"), as kfb_settings_read() does. */
int kfb_settings_load(const char *sysroot, struct kfb_settings *settings, kfb_bad_line_fn bad,
		      void *data);

/* Read the file below @root.  It may be missing.  0, or -errno with nothing set. */
int kfb_settings_read(const struct kfb_sysroot *root, struct kfb_settings *settings,
		      kfb_bad_line_fn bad, void *data);
void kfb_settings_free(struct kfb_settings *settings);

/* The environment's value unless that is empty, otherwise the file's; NULL: not set. */
const char *kfb_settings_get(const struct kfb_settings *settings, enum kfb_setting setting);
const char *kfb_setting_name(enum kfb_setting setting);

#endif
