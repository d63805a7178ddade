// SPDX-License-Identifier: GPL-2.0-only
/*
 * kexec-fb show: the scanout, value by value, with who said it.
 */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <libsmartcols.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/say.h"
#include "screen_info/formats.h"
#include "screen_info/screen_info.h"

enum column { COL_VALUE, COL_SETTING, COL_SOURCE, COL_DETAIL, NCOLS };

static const char *const columns[NCOLS] = {
	[COL_VALUE] = "VALUE",
	[COL_SETTING] = "SETTING",
	[COL_SOURCE] = "SOURCE",
	[COL_DETAIL] = "DETAIL",
};

/* A value as text: hexadecimal for addresses, as everywhere in the kernel. */
static void format_value(const struct kexec_fb *fb, enum kexec_fb_value value, char *buf,
			 size_t size)
{
	const struct kexec_fb_mode *m = kexec_fb_get_mode(fb);
	char fourcc[KFB_FOURCC_TEXT_SIZE];

	switch (value) {
	case KEXEC_FB_VALUE_BASE:
		snprintf(buf, size, "%#" PRIx64, m->base);
		break;
	case KEXEC_FB_VALUE_SIZE:
		snprintf(buf, size, "%" PRIu64, m->size);
		break;
	case KEXEC_FB_VALUE_WIDTH:
		snprintf(buf, size, "%" PRIu32, m->width);
		break;
	case KEXEC_FB_VALUE_HEIGHT:
		snprintf(buf, size, "%" PRIu32, m->height);
		break;
	case KEXEC_FB_VALUE_STRIDE:
		snprintf(buf, size, "%" PRIu32, m->stride);
		break;
	case KEXEC_FB_VALUE_FOURCC:
		snprintf(buf, size, "%s", kfb_fourcc_text(m->fourcc, fourcc));
		break;
	default:
		snprintf(buf, size, "%s", kexec_fb_get_driver(fb));
		break;
	}
}

static int add_row(struct libscols_table *table, const char *name, const char *setting,
		   const char *source, const char *detail)
{
	struct libscols_line *line = scols_table_new_line(table, NULL);

	if (!line || scols_line_set_data(line, COL_VALUE, name) ||
	    scols_line_set_data(line, COL_SETTING, setting) ||
	    scols_line_set_data(line, COL_SOURCE, source) ||
	    scols_line_set_data(line, COL_DETAIL, detail))
		return -ENOMEM;
	return 0;
}

static int add_scanout(struct libscols_table *table, const struct kexec_fb *fb)
{
	const char *name;
	int ret = 0;

	for (int v = 0; (name = kexec_fb_value_name(v)) && !ret; v++) {
		const struct kexec_fb_origin *origin = kexec_fb_get_origin(fb, v);
		char setting[64] = "?";

		if (origin->source != KEXEC_FB_FROM_NOBODY)
			format_value(fb, v, setting, sizeof(setting));
		ret = add_row(table, name, setting, kexec_fb_source_name(origin->source),
			      origin->detail);
	}
	return ret;
}

struct told {
	char hex[2 * KEXEC_FB_SCREEN_INFO_SIZE + 1];
	enum kexec_fb_source source;
	const char *detail;
};

/* What the next kernel is told; false: nothing. */
static bool get_told(const struct kexec_fb *fb, struct told *told)
{
	uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE], boot[KEXEC_FB_SCREEN_INFO_SIZE];

	if (kexec_fb_screen_info(fb, si))
		return false;
	kfb_screen_info_hex(si, told->hex);
	told->source = KEXEC_FB_FROM_CALCULATION;
	told->detail = "encoded from these values";
	if (kexec_fb_boot_screen_info(fb, boot) == 0 && memcmp(boot, si, sizeof(si)) == 0) {
		told->source = KEXEC_FB_FROM_BOOT_PARAMS;
		told->detail = "the firmware's own";
	}
	return true;
}

static int print(const struct kexec_fb *fb, bool json)
{
	struct libscols_table *table = scols_new_table();
	int ret = table ? 0 : -ENOMEM;
	struct told told;
	bool is_told = get_told(fb, &told);

	for (int i = 0; i < NCOLS && !ret; i++)
		if (!scols_table_new_column(table, columns[i], 0, 0))
			ret = -ENOMEM;
	if (!ret) {
		scols_table_enable_json(table, json);
		scols_table_set_name(table, "scanout");
		ret = add_scanout(table, fb);
	}
	if (!ret && json && is_told)
		ret = add_row(table, "screen_info", told.hex,
			      kexec_fb_source_name(told.source), told.detail);
	if (!ret)
		ret = scols_print_table(table);
	/* 128 digits would make the table unreadable. */
	if (!ret && !json && is_told)
		printf("\nscreen_info for the next kernel (%s):\n%s\n", told.detail, told.hex);
	if (!ret && (fflush(stdout) || ferror(stdout)))
		ret = errno ? -errno : -EIO;
	scols_unref_table(table);
	return ret;
}

static int status_of(int found)
{
	if (!found)
		return KFB_SHOW_FOUND;
	return found == -EACCES || found == -EPERM ? KFB_SHOW_NO_PERMISSION : KFB_SHOW_NONE;
}

static int parse(int argc, char **argv, struct kfb_own_options *own)
{
	static const struct option long_options[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "debug", no_argument, NULL, 'd' },
		{ NULL, 0, NULL, 0 },
	};
	int option;

	optind = 0;
	while ((option = getopt_long(argc, argv, "jd", long_options, NULL)) != -1) {
		if (option == 'j')
			own->json = true;
		else if (option == 'd')
			own->debug = true;
		else
			return -EINVAL;
	}
	if (optind != argc) {
		kfb_say("show takes no argument: %s", argv[optind]);
		return -EINVAL;
	}
	return 0;
}

int kfb_cmd_show(const struct kfb_own_options *own, int argc, char **argv)
{
	struct kfb_own_options options = *own;
	static char name[] = "kexec-fb show";
	struct kexec_fb *fb;
	int found, ret;

	argv[0] = name;
	if (parse(argc, argv, &options))
		return KFB_SHOW_USAGE;
	ret = kfb_open(&options, &options.debug, &fb);
	if (ret) {
		kfb_say("cannot read %s: %s", own->sysroot ? own->sysroot : "/", strerror(-ret));
		return KFB_SHOW_NONE;
	}
	found = kexec_fb_find(fb);
	ret = options.json || kexec_fb_get_driver(fb) ? print(fb, options.json) : 0;
	if (ret)
		kfb_say("cannot print: %s", strerror(-ret));
	if (found)
		kfb_say("%s", kexec_fb_reason(fb));
	kexec_fb_free(fb);
	return ret ? KFB_SHOW_NONE : status_of(found);
}
