/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kexec-fb's own settings: from the environment, else from /etc/default/kexec-fb.
 * kdump-tools sources its defaults file and exports nothing, sudo -i drops what is
 * exported: a file that we read ourselves is what lasts.
 */
#ifndef KFB_HANDOVER_SETTINGS_H
#define KFB_HANDOVER_SETTINGS_H

#include "error.h"
#include "sysroot.h"

#define KFB_SETTINGS_PATH	"/etc/default/kexec-fb"

enum kfb_setting {
	KFB_SETTING_MODE,	/* KEXEC_FB */
	KFB_SETTING_KEXEC,	/* KEXEC_FB_KEXEC */
	KFB_SETTING_S,		/* KEXEC_FB_S */
	KFB_SETTING_UNTRIED,	/* KEXEC_FB_UNTRIED */
	KFB_N_SETTINGS
};

struct kfb_settings {
	char *text;				/* the file's; the values point into it */
	const char *values[KFB_N_SETTINGS];	/* NULL: not set */
};

/* Of line @line of the file, which was passed over. */
typedef void (*kfb_bad_line_fn)(void *data, unsigned int line, const char *reason);

/*
 * Pure: the settings in @text, @len bytes and a NUL, which is changed and must live as
 * long as @settings.  NAME=value lines, as a shell would take them where nothing needs
 * expanding; the last of a name wins.
 */
void kfb_settings_parse(char *text, size_t len, struct kfb_settings *settings,
			kfb_bad_line_fn bad, void *data);

/* The file below the directory @sysroot, NULL: "/".  As kfb_settings_read(). */
int kfb_settings_load(const char *sysroot, struct kfb_settings *settings,
		      kfb_bad_line_fn bad, void *data);

/* The file below @root; none at all is no error.  0 or -errno, and then nothing is set. */
int kfb_settings_read(const struct kfb_sysroot *root, struct kfb_settings *settings,
		      kfb_bad_line_fn bad, void *data);
void kfb_settings_free(struct kfb_settings *settings);

/* The environment's value unless it is empty, else the file's; NULL: not set. */
const char *kfb_settings_get(const struct kfb_settings *settings, enum kfb_setting setting);
const char *kfb_setting_name(enum kfb_setting setting);

#endif
