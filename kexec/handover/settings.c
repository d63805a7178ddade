// SPDX-License-Identifier: GPL-2.0-only
#include "handover/settings.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[KFB_N_SETTINGS] = {
	[KFB_SETTING_MODE] = "KEXEC_FB",
	[KFB_SETTING_KEXEC] = "KEXEC_FB_KEXEC",
	[KFB_SETTING_S] = "KEXEC_FB_S",
	[KFB_SETTING_UNTRIED] = "KEXEC_FB_UNTRIED",
};

static char *trim(char *p)
{
	char *end = p + strlen(p);

	while (end > p && isspace((unsigned char)end[-1]))
		*--end = '\0';
	while (isspace((unsigned char)*p))
		p++;
	return p;
}

/* Returns the value without quotes; NULL with @reason: a shell would read it differently. */
static const char *read_value(char *value, const char **reason)
{
	size_t len = strlen(value);
	char quote = *value;

	if (quote == '"' || quote == '\'') {
		if (len < 2 || value[len - 1] != quote ||
		    strchr(value + 1, quote) != value + len - 1) {
			*reason = "the quotes do not enclose the value";
			return NULL;
		}
		value[len - 1] = '\0';
		value++;
	} else if (strpbrk(value, " \t\"'#;&|<>()")) {
		*reason = "a value with spaces or signs needs quotes";
		return NULL;
	}
	if (quote != '\'' && strpbrk(value, "$`\\")) {
		*reason = "$, ` and \\ are not expanded here";
		return NULL;
	}
	return value;
}

/* NULL, or why the line is ignored. */
static const char *read_line(char *line, struct kfb_settings *settings)
{
	const char *reason = NULL, *value;
	char *equals;

	line = trim(line);
	if (!*line || *line == '#')
		return NULL;
	equals = strchr(line, '=');
	if (!equals)
		return "not NAME=value";
	*equals = '\0';
	for (size_t i = 0; i < KFB_N_SETTINGS; i++) {
		if (strcmp(line, names[i]) != 0)
			continue;
		value = read_value(equals + 1, &reason);
		if (value)
			settings->values[i] = *value ? value : NULL;
		return reason;
	}
	return "no setting of kexec-fb has that name";
}

void kfb_settings_parse(char *text, size_t len, struct kfb_settings *settings, kfb_bad_line_fn bad,
			void *data)
{
	char *end = text + len, *next;
	unsigned int number = 1;

	*settings = (struct kfb_settings){ .text = NULL };
	for (char *line = text; line < end; line = next, number++) {
		char *newline = memchr(line, '\n', (size_t)(end - line));
		char *line_end = newline ? newline : end;
		const char *reason;

		next = newline ? newline + 1 : end;
		*line_end = '\0';
		reason = line + strlen(line) == line_end ? read_line(line, settings) : "not text";
		if (reason)
			bad(data, number, reason);
	}
}

int kfb_settings_read(const struct kfb_sysroot *root, struct kfb_settings *settings,
		      kfb_bad_line_fn bad, void *data)
{
	struct kfb_bytes file;
	int ret;

	*settings = (struct kfb_settings){ .text = NULL };
	ret = kfb_sysroot_read(root, KFB_SETTINGS_PATH, &file);
	if (ret)
		return ret == -ENOENT || ret == -ENOTDIR ? 0 : ret;
	kfb_settings_parse(file.data, file.len, settings, bad, data);
	settings->text = file.data;
	return 0;
}

int kfb_settings_load(const char *sysroot, struct kfb_settings *settings, kfb_bad_line_fn bad,
		      void *data)
{
	struct kfb_sysroot root;
	int ret;

	*settings = (struct kfb_settings){ .text = NULL };
	/* That will be reported when the framebuffer is looked for there. */
	if (kfb_sysroot_open(&root, sysroot))
		return 0;
	ret = kfb_settings_read(&root, settings, bad, data);
	kfb_sysroot_close(&root);
	return ret;
}

void kfb_settings_free(struct kfb_settings *settings)
{
	free(settings->text);
	*settings = (struct kfb_settings){ .text = NULL };
}

const char *kfb_settings_get(const struct kfb_settings *settings, enum kfb_setting setting)
{
	const char *value = getenv(names[setting]);

	return value && *value ? value : settings->values[setting];
}

const char *kfb_setting_name(enum kfb_setting setting)
{
	return names[setting];
}
