// SPDX-License-Identifier: GPL-2.0-only
/*
 * kexec-fb show: what is scanned out, field by field, and where each value came from.
 */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <libsmartcols.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "cmd/json.h"
#include "cmd/patience.h"
#include "cmd/say.h"
#include "screen_info/formats.h"
#include "screen_info/screen_info.h"
#include "util.h"

/* The JSON's version.  Fields may be added; increase this if one is removed or changes. */
#define SCHEMA 1

static const char *const columns[] = { "FIELD", "VALUE", "SOURCE", "DETAIL" };

static const char *source_name(const struct kexec_fb_origin *origin)
{
	return origin->source == KEXEC_FB_FROM_NOBODY ? NULL : kexec_fb_source_name(origin->source);
}

/* A value of the mode that is a number; false: @value is text. */
static bool get_number(const struct kexec_fb_mode *m, enum kexec_fb_value value, uint64_t *number)
{
	switch (value) {
	case KEXEC_FB_VALUE_BASE:
		*number = m->base;
		return true;
	case KEXEC_FB_VALUE_SIZE:
		*number = m->size;
		return true;
	case KEXEC_FB_VALUE_WIDTH:
		*number = m->width;
		return true;
	case KEXEC_FB_VALUE_HEIGHT:
		*number = m->height;
		return true;
	case KEXEC_FB_VALUE_STRIDE:
		*number = m->stride;
		return true;
	case KEXEC_FB_VALUE_DRIVER:
	case KEXEC_FB_VALUE_FOURCC:
		break;
	}
	return false;
}

static const char *get_text(const struct kexec_fb *fb, enum kexec_fb_value value,
			    char fourcc[KFB_FOURCC_TEXT_SIZE])
{
	if (value == KEXEC_FB_VALUE_DRIVER)
		return kexec_fb_get_driver(fb);
	return kfb_fourcc_text(kexec_fb_get_mode(fb)->fourcc, fourcc);
}

/* The screen_info for the next kernel, and where it came from. */
struct told {
	char hex[2 * KEXEC_FB_SCREEN_INFO_SIZE + 1];
	struct kexec_fb_origin origin;
};

/* false: the next kernel is told nothing. */
static bool get_told(const struct kexec_fb *fb, struct told *told)
{
	uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE], boot[KEXEC_FB_SCREEN_INFO_SIZE];

	if (kexec_fb_screen_info(fb, si))
		return false;
	kfb_screen_info_hex(si, told->hex);
	told->origin.source = KEXEC_FB_FROM_CALCULATION;
	told->origin.detail = "encoded from these values";
	if (kexec_fb_boot_screen_info(fb, boot) == 0 && memcmp(boot, si, sizeof(si)) == 0) {
		told->origin.source = KEXEC_FB_FROM_BOOT_PARAMS;
		told->origin.detail = "the firmware's own";
	}
	return true;
}

static int add_row(struct libscols_table *table, const struct kexec_fb *fb,
		   enum kexec_fb_value value)
{
	const struct kexec_fb_origin *origin = kexec_fb_get_origin(fb, value);
	const char *source = source_name(origin);
	struct libscols_line *line = scols_table_new_line(table, NULL);
	char fourcc[KFB_FOURCC_TEXT_SIZE], text[sizeof("0x") + 3 * sizeof(uint64_t)];
	const char *shown = text;
	uint64_t number;

	if (!source)
		shown = "?";
	else if (!get_number(kexec_fb_get_mode(fb), value, &number))
		shown = get_text(fb, value, fourcc);
	else if (value == KEXEC_FB_VALUE_BASE)
		snprintf(text, sizeof(text), "%#" PRIx64, number);
	else
		snprintf(text, sizeof(text), "%" PRIu64, number);
	if (!line || scols_line_set_data(line, 0, kexec_fb_value_name(value)) ||
	    scols_line_set_data(line, 1, shown) ||
	    scols_line_set_data(line, 2, source ? source : "-") ||
	    scols_line_set_data(line, 3, origin->detail))
		return -ENOMEM;
	return 0;
}

/* libsmartcols shows control characters as \xHH, so there is no need to do it here. */
static int fill_table(struct libscols_table *table, const struct kexec_fb *fb)
{
	int ret = 0;

	for (size_t i = 0; i < ARRAY_SIZE(columns); i++)
		if (!scols_table_new_column(table, columns[i], 0, 0))
			return -ENOMEM;
	for (int v = 0; kexec_fb_value_name(v) && !ret; v++)
		ret = add_row(table, fb, v);
	return ret;
}

static int print_table(const struct kexec_fb *fb)
{
	struct libscols_table *table = scols_new_table();
	struct told told;
	int ret = table ? fill_table(table, fb) : -ENOMEM;

	if (!ret)
		ret = scols_print_table(table);
	/* 128 digits would make the table unreadable. */
	if (!ret && get_told(fb, &told))
		printf("\nscreen_info for the next kernel (%s):\n%s\n", told.origin.detail,
		       told.hex);
	if (!ret && (fflush(stdout) || ferror(stdout)))
		ret = errno ? -errno : -EIO;
	scols_unref_table(table);
	return ret;
}

static void print_value(struct kfb_json *json, const struct kexec_fb *fb, enum kexec_fb_value value)
{
	const char *name = kexec_fb_value_name(value);
	char fourcc[KFB_FOURCC_TEXT_SIZE];
	uint64_t number;

	if (kexec_fb_get_origin(fb, value)->source == KEXEC_FB_FROM_NOBODY)
		kfb_json_null(json, name);
	else if (get_number(kexec_fb_get_mode(fb), value, &number))
		kfb_json_number(json, name, number);
	else
		kfb_json_string(json, name, get_text(fb, value, fourcc));
}

static void print_origin(struct kfb_json *json, const char *name,
			 const struct kexec_fb_origin *origin)
{
	if (!source_name(origin)) {
		kfb_json_null(json, name);
		return;
	}
	kfb_json_open(json, name, '{');
	kfb_json_string(json, "source", source_name(origin));
	kfb_json_string(json, "detail", origin->detail);
	kfb_json_close(json, '}');
}

static const char *status_name(int status)
{
	switch (status) {
	case EXIT_SUCCESS:
		return "found";
	case KFB_EXIT_NO_PERMISSION:
		return "no-permission";
	default:
		return "not-found";
	}
}

static int print_json(const struct kexec_fb *fb, int status)
{
	struct kfb_json json = { 0 };
	struct told told;
	bool is_told = get_told(fb, &told);

	kfb_json_open(&json, NULL, '{');
	kfb_json_number(&json, "schema", SCHEMA);
	kfb_json_string(&json, "status", status_name(status));
	kfb_json_string(&json, "reason", *kexec_fb_reason(fb) ? kexec_fb_reason(fb) : NULL);
	kfb_json_string(&json, "hint", kexec_fb_get_hint(fb));
	for (int v = 0; kexec_fb_value_name(v); v++)
		print_value(&json, fb, v);
	kfb_json_string(&json, "device", kexec_fb_get_device(fb));
	kfb_json_string(&json, "screen_info", is_told ? told.hex : NULL);
	kfb_json_open(&json, "origin", '{');
	for (int v = 0; kexec_fb_value_name(v); v++)
		print_origin(&json, kexec_fb_value_name(v), kexec_fb_get_origin(fb, v));
	print_origin(&json, "screen_info", is_told ? &told.origin : &(struct kexec_fb_origin){ 0 });
	kfb_json_close(&json, '}');
	kfb_json_close(&json, '}');
	return kfb_json_end();
}

static int status_of(int found)
{
	if (!found || found == -EALREADY)
		return EXIT_SUCCESS;
	return found == -EACCES || found == -EPERM ? KFB_EXIT_NO_PERMISSION : EXIT_FAILURE;
}

/* What the command line asks for */
struct request {
	const struct kfb_own_options *own;
	bool debug, json;
};

static int print(struct kexec_fb *fb, bool json, int status)
{
	int ret = 0;

	if (json)
		ret = print_json(fb, status);
	else if (kexec_fb_get_driver(fb))
		ret = print_table(fb);
	if (ret)
		kfb_say("cannot print: %s", strerror(-ret));
	if (status) {
		kfb_say("framebuffer not found: %s", kexec_fb_reason(fb));
		kfb_say_hint(kexec_fb_get_hint(fb));
	} else if (*kexec_fb_reason(fb)) {
		kfb_say("%s", kexec_fb_reason(fb));
	}
	return ret ? EXIT_FAILURE : status;
}

static int show(void *data, int asking)
{
	struct request *r = data;
	struct kexec_fb *fb = kfb_open_or_say(r->own, &r->debug);
	int status = EXIT_FAILURE;

	if (fb)
		status = status_of(kexec_fb_find(fb));
	close(asking);
	if (fb)
		status = print(fb, r->json, status);
	kexec_fb_free(fb);
	return status;
}

static int run(const struct kfb_own_options *own, int argc, char **argv)
{
	static const struct option long_options[] = {
		{ "debug", no_argument, NULL, 'd' },
		{ "json", no_argument, NULL, 'j' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	struct request r = { .own = own, .debug = own->debug };
	int option;

	while ((option = getopt_long(argc, argv, "djh", long_options, NULL)) != -1) {
		if (option == 'd')
			r.debug = true;
		else if (option == 'j')
			r.json = true;
		else
			return option == 'h' ? kfb_help(&kfb_command_show) :
					       kfb_try_help(&kfb_command_show);
	}
	if (optind != argc) {
		kfb_say("show takes no argument: %s", argv[optind]);
		return kfb_try_help(&kfb_command_show);
	}
	return kfb_run_patiently(show, &r, EXIT_FAILURE);
}

const struct kfb_command kfb_command_show = {
	.name = "show",
	.arguments = "[-d] [-j]",
	.summary = "print what is scanned out now, and who says so",
	.help = "Print what is scanned out now, field by field, with the source of each value.\n"
		"\n"
		"  -d, --debug   print every source asked and its answer on stderr\n"
		"  -j, --json    print one JSON object, described in kexec-fb(8)\n"
		"  -h, --help    print this\n"
		"\n"
		"Exit status: 0 found; 1 not found; 2 wrong usage; 3 a source that is needed hides its\n"
		"answer from this user: run as root.\n",
	.run = run,
};
