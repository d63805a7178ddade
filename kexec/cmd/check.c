// SPDX-License-Identifier: GPL-2.0-only
/*
 * kexec-fb check: if this machine crashed now, would the crash kernel show its console?
 */
#define _GNU_SOURCE
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <libsmartcols.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check/links.h"
#include "check/state_file.h"
#include "cmd/cmd.h"
#include "cmd/json.h"
#include "cmd/patience.h"
#include "cmd/request.h"
#include "cmd/say.h"
#include "screen_info/screen_info.h"
#include "util.h"

/* The JSON's version.  Fields may be added; increase this if one is removed or changes. */
#define SCHEMA 1

static const char *const columns[] = { "LINK", "STATUS", "DETAIL" };

struct verdict {
	enum kfb_link_status status;
	const char *word;     /* for the JSON */
	const char *sentence; /* %s: "the" or "a" */
	int exit_status;
};

static const struct verdict verdicts[] = {
	{ KFB_LINK_OK, "yes", "yes: %s crash kernel would show its console", EXIT_SUCCESS },
	{ KFB_LINK_PROBLEM, "no", "no: %s crash kernel would not show its console", EXIT_FAILURE },
	{ KFB_LINK_UNKNOWN, "unknown",
	  "unknown: cannot tell whether %s crash kernel would show its console",
	  KFB_EXIT_NO_PERMISSION },
};

static const struct verdict *verdict_of(const struct kfb_chain *chain)
{
	enum kfb_link_status status = kfb_chain_verdict(chain);

	for (size_t i = 0; i < ARRAY_SIZE(verdicts); i++)
		if (verdicts[i].status == status)
			return &verdicts[i];
	return &verdicts[ARRAY_SIZE(verdicts) - 1];
}

static const char *text_of(const char *text)
{
	return text ? text : "out of memory";
}

static int add_row(struct libscols_table *table, const char *name, const char *status,
		   const char *text)
{
	struct libscols_line *line = scols_table_new_line(table, NULL);

	return !line || scols_line_set_data(line, 0, name) ||
			       scols_line_set_data(line, 1, status) ||
			       scols_line_set_data(line, 2, text) ?
		       -ENOMEM :
		       0;
}

/* Add a row for the link, and below it one for its hint. */
static int add_link(struct libscols_table *table, const struct kfb_link *link)
{
	int ret =
		add_row(table, link->name, kfb_link_status_name(link->status), text_of(link->text));
	char *hint;

	if (ret || !link->hint || !*link->hint)
		return ret;
	if (asprintf(&hint, "-> %s", link->hint) < 0)
		return -ENOMEM;
	ret = add_row(table, "", "", hint);
	free(hint);
	return ret;
}

static int print_table(const struct kfb_chain *chain, const struct kfb_link *dump)
{
	struct libscols_table *table = scols_new_table();
	int ret = table ? 0 : -ENOMEM;

	for (size_t i = 0; i < ARRAY_SIZE(columns) && !ret; i++)
		if (!scols_table_new_column(table, columns[i], 0, 0))
			ret = -ENOMEM;
	for (size_t i = 0; i < chain->count && !ret; i++)
		ret = add_link(table, &chain->links[i]);
	if (!ret && dump->name)
		ret = add_link(table, dump);
	if (!ret)
		ret = scols_print_table(table);
	scols_unref_table(table);
	return ret;
}

static int print_text(const struct kfb_check *c, const struct kfb_chain *chain,
		      const struct kfb_link *dump)
{
	int ret;

	printf(verdict_of(chain)->sentence, c->asked || c->loaded.loaded != 1 ? "a" : "the");
	printf("\n\n");
	ret = print_table(chain, dump);
	if (!ret && (fflush(stdout) || ferror(stdout)))
		ret = errno ? -errno : -EIO;
	return ret;
}

static void write_link(struct kfb_json *json, const char *name, const struct kfb_link *link)
{
	kfb_json_open(json, name, '{');
	kfb_json_string(json, "name", link->name);
	kfb_json_string(json, "status", kfb_link_status_name(link->status));
	kfb_json_string(json, "text", text_of(link->text));
	kfb_json_string(json, "hint", link->hint && *link->hint ? link->hint : NULL);
	kfb_json_close(json, '}');
}

static int print_json(const struct kfb_check *c, const struct kfb_chain *chain,
		      const struct kfb_link *dump)
{
	const struct verdict *verdict = verdict_of(chain);
	char hex[2 * KEXEC_FB_SCREEN_INFO_SIZE + 1];
	struct kfb_json json = { 0 };

	kfb_json_open(&json, NULL, '{');
	kfb_json_number(&json, "schema", SCHEMA);
	kfb_json_string(&json, "verdict", verdict->word);
	if (c->asked || c->loaded.loaded < 0)
		kfb_json_null(&json, "loaded");
	else
		kfb_json_bool(&json, "loaded", c->loaded.loaded == 1);
	kfb_json_string(&json, "kernel", c->kernel);
	kfb_json_string(&json, "release", c->next.release[0] ? c->next.release : NULL);
	kfb_json_string(&json, "initrd", c->initrd);
	kfb_json_string(&json, "command_line", c->cmdline);
	if (c->told)
		kfb_screen_info_hex(c->si, hex);
	kfb_json_string(&json, "screen_info", c->told ? hex : NULL);
	kfb_json_open(&json, "links", '[');
	for (size_t i = 0; i < chain->count; i++)
		write_link(&json, NULL, &chain->links[i]);
	kfb_json_close(&json, ']');
	if (dump->name)
		write_link(&json, "dump", dump);
	else
		kfb_json_null(&json, "dump");
	kfb_json_close(&json, '}');
	return kfb_json_end();
}

static int judge_and_print(struct kfb_check *c, bool json)
{
	struct kfb_chain chain = { 0 }, apart = { 0 };
	struct kfb_link none = { 0 }, *dump = &none;
	int ret, status;

	kfb_judge(c, &chain);
	if (c->hyperv) {
		dump = kfb_chain_add(&apart, "dump");
		kfb_judge_dump(c, dump);
	}
	ret = json ? print_json(c, &chain, dump) : print_text(c, &chain, dump);
	if (ret)
		kfb_say("cannot print: %s", strerror(-ret));
	status = ret ? EXIT_FAILURE : verdict_of(&chain)->exit_status;
	kfb_chain_free(&chain);
	kfb_chain_free(&apart);
	return status;
}

/* What the command line asks for, with the settings that exec would have */
struct request {
	const struct kfb_own_options *own;
	bool debug, json;
	struct kfb_question question;
};

static int answer(struct request *r, int asking)
{
	const struct kfb_own_options *own = r->own;
	struct kexec_fb *fb = kfb_open_or_say(own, &r->debug);
	struct kfb_sysroot root;
	struct kfb_check c;
	int status, ret;

	if (!fb)
		return KFB_EXIT_NO_PERMISSION;
	ret = kfb_sysroot_open(&root, own->sysroot);
	if (ret) {
		kfb_say("cannot read %s: %s", own->sysroot ? own->sysroot : "/", strerror(-ret));
		kexec_fb_free(fb);
		return KFB_EXIT_NO_PERMISSION;
	}
	kexec_fb_find(fb);
	close(asking);
	kfb_check_gather(&c, &root, fb, &r->question);
	status = judge_and_print(&c, r->json);
	kfb_check_free(&c);
	kfb_sysroot_close(&root);
	kexec_fb_free(fb);
	return status;
}

static int check(void *data, int asking)
{
	struct request *r = data;
	struct kfb_request load = { .argv = r->question.argv };
	struct kfb_settings settings;
	int status;

	kfb_request_settings(r->own, &settings);
	kfb_request_read(&load, &settings, r->own, r->question.argc);
	r->question.policy = &load.policy;
	r->question.kexec = load.kexec;
	r->question.off = load.mode == KFB_MODE_OFF;
	status = answer(r, asking);
	kfb_settings_free(&settings);
	return status;
}

static int run(const struct kfb_own_options *own, int argc, char **argv)
{
	static const struct option long_options[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "debug", no_argument, NULL, 'd' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	struct request r = {
		.own = own,
		.debug = own->debug,
		.question = { .state_dir = kfb_state_dir_path() },
	};
	struct kfb_kexec_options options;
	static char name[] = "kexec";
	int option;

	/*
	 * At RLIMIT_FSIZE the copy of a kernel must fail, so that check can report that, not
	 * kill us.
	 */
	signal(SIGXFSZ, SIG_IGN);
	/* '+': from kexec's first argument on, options are kexec's. */
	while ((option = getopt_long(argc, argv, "+jdh", long_options, NULL)) != -1) {
		if (option == 'j')
			r.json = true;
		else if (option == 'd')
			r.debug = true;
		else
			return option == 'h' ? kfb_help(&kfb_command_check) :
					       kfb_try_help(&kfb_command_check);
	}
	if (optind == argc)
		return kfb_run_patiently(check, &r, KFB_EXIT_NO_PERMISSION);
	if (strcmp(argv[optind], "exec") == 0)
		optind++;
	argv[optind - 1] = name;
	kfb_kexec_options(argc - optind + 1, argv + optind - 1, &options);
	if (!options.loads || !options.kernel) {
		kfb_say("these arguments load no kernel");
		return kfb_try_help(&kfb_command_check);
	}
	r.question.argc = argc - optind + 1;
	r.question.argv = argv + optind - 1;
	return kfb_run_patiently(check, &r, KFB_EXIT_NO_PERMISSION);
}

const struct kfb_command kfb_command_check = {
	.name = "check",
	.arguments = "[-d] [-j] [-- KEXEC-ARGUMENT...]",
	.summary = "tell whether the crash kernel would show its console",
	.help = "Judge each link from the screen to the crash kernel's console: of the one that is\n"
		"loaded, of the one that kdump would load, or of what kexec's arguments would load.\n"
		"\n"
		"  -d, --debug   print every source asked and its answer on stderr\n"
		"  -j, --json    print JSON\n"
		"  -h, --help    print this\n"
		"\n"
		"Exit status: 0 it would, 1 it would not, 2 wrong usage, 3 cannot be told.\n",
	.run = run,
};
