// SPDX-License-Identifier: GPL-2.0-only
/*
 * kexec-fb refresh: load the crash kernel again if the screen is no longer what it was told.
 * In the kernel, the new load replaces the old one, so there is always one.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check/loaded.h"
#include "check/state_file.h"
#include "check/told.h"
#include "cmd/cmd.h"
#include "cmd/load.h"
#include "cmd/say.h"
#include "cmd/watch_vt.h"
#include "handover/settings.h"
#include "util.h"

#define LOCK_PATIENCE_MS 60000

static void describe(bool seen, const uint8_t *si, char *text, size_t size)
{
	struct kexec_fb_mode mode;
	bool undersized;

	if (!seen || !kfb_told_mode(si, &mode, &undersized))
		snprintf(text, size, "nothing that can be handed over");
	else
		snprintf(text, size, "%ux%u at %#" PRIx64, mode.width, mode.height, mode.base);
}

/* Ask what is on the screen now; false: that failed, and a message says why. */
static bool look(struct kexec_fb *fb, bool *seen, uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE])
{
	int ret = kexec_fb_find(fb);

	if (ret == -EACCES || ret == -EPERM || ret == -ENOMEM) {
		kfb_say("the crash kernel stays as it is: %s", kexec_fb_reason(fb));
		return false;
	}
	*seen = !ret && kexec_fb_screen_info(fb, si) == 0;
	return true;
}

static bool same_arguments(const struct kfb_state *a, const struct kfb_state *b)
{
	if (a->argc != b->argc || strcmp(a->directory, b->directory) != 0)
		return false;
	for (size_t i = 0; i < a->argc; i++)
		if (strcmp(a->argv[i], b->argv[i]) != 0)
			return false;
	return true;
}

/*
 * A load was killed, and its kernel or the one before may be in place.  If both loads are the
 * same, do it once more.  If not, nobody knows which one the administrator has now.
 */
static bool settle_interrupted(struct kfb_notebook *book, struct kfb_state *state, bool *must)
{
	struct kfb_state other;
	bool same;
	int ret = kfb_notebook_read_new(book, &other, NULL);

	if (ret == -ENOENT)
		return true;
	same = ret == 0 && same_arguments(state, &other);
	if (ret == 0)
		kfb_state_free(&other);
	if (same) {
		*must = true;
		return true;
	}
	kfb_say("a load of a crash kernel was interrupted, and which one is loaded is not known");
	kfb_say_hint("load it again");
	kfb_notebook_forget(book);
	return false;
}

/* 1: ours; 0: something else loaded since, so leave it alone; -errno: cannot tell. */
static int is_ours(const struct kfb_sysroot *root)
{
	struct kfb_loaded loaded;
	int ours;

	kfb_loaded_ask(root, kfb_state_dir_path(), &loaded);
	ours = loaded.loaded < 0 ? loaded.loaded :
	       loaded.note_error ? loaded.note_error :
				   loaded.noted;
	kfb_loaded_free(&loaded);
	return ours;
}

static int stays(int error)
{
	kfb_say("the crash kernel stays as it is: whether it was loaded through kexec-fb cannot be told: %s",
		strerror(-error));
	return EXIT_FAILURE;
}

/* Half written, perhaps, or somebody else's.  NULL: all is as it was loaded. */
static const char *changed_file(const struct kfb_state *state)
{
	const struct kfb_file_note *notes[] = { &state->kernel, &state->initrd };
	struct kfb_sysroot live;
	const char *changed = NULL;

	if (kfb_sysroot_open(&live, "/"))
		return "/";
	for (size_t i = 0; i < ARRAY_SIZE(notes) && !changed; i++)
		if (notes[i]->inode && !kfb_file_is_noted(&live, notes[i]))
			changed = notes[i]->path;
	kfb_sysroot_close(&live);
	return changed;
}

static int load_again(const struct kfb_own_options *own, struct kfb_notebook *book,
		      struct kfb_state *state, const char *before, const char *after)
{
	struct kfb_own_options as_then = *own;
	const char *changed;
	int status;

	as_then.kdumpctl = state->kdumpctl;
	if (chdir(state->directory)) {
		kfb_say("the crash kernel stays as it is: cannot go to %s (%s)", state->directory,
			strerror(errno));
		return EXIT_FAILURE;
	}
	changed = changed_file(state);
	if (changed) {
		kfb_say("the crash kernel stays as it is: %s has changed since it was loaded",
			changed);
		kfb_say_hint("load the crash kernel again");
		return EXIT_FAILURE;
	}
	kfb_say("loading the crash kernel again: the screen was %s, and is %s", before, after);
	status = kfb_load(&as_then, (int)state->argc, state->argv, book);
	if (status)
		kfb_say("the crash kernel that was loaded before stays, where the kernel lets it: kexec failed (exit status %d)",
			status);
	return status ? EXIT_FAILURE : EXIT_SUCCESS;
}

static int compare(const struct kfb_own_options *own, const struct kfb_sysroot *root,
		   struct kexec_fb *fb, struct kfb_notebook *book, struct kfb_state *state)
{
	char before[64], after[64];
	uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE];
	bool seen, must = false;
	int ours;

	if (!settle_interrupted(book, state, &must))
		return EXIT_FAILURE;
	if (!look(fb, &seen, si))
		return KFB_EXIT_NO_PERMISSION;
	if (!must && seen == state->seen && (!seen || memcmp(si, state->si, sizeof(si)) == 0))
		return EXIT_SUCCESS;
	ours = must ? 1 : is_ours(root);
	if (ours <= 0)
		return ours ? stays(ours) : EXIT_SUCCESS;
	describe(state->seen, state->si, before, sizeof(before));
	describe(seen, si, after, sizeof(after));
	return load_again(own, book, state, before, after);
}

/* As it was then, before the screen is looked at: KEXEC_FB_UNTRIED is one of them. */
static void take_environment(const struct kfb_state *state)
{
	for (size_t i = 0; i < state->n_environment; i++) {
		char *value = strchr(state->environment[i], '=');

		for (int name = 0; value && name < KFB_N_SETTINGS; name++) {
			const char *known = kfb_setting_name((enum kfb_setting)name);

			if (strncmp(state->environment[i], known, strlen(known)) == 0 &&
			    value == state->environment[i] + strlen(known))
				setenv(known, value + 1, true);
		}
	}
}

static int with_note(const struct kfb_own_options *own, const struct kfb_sysroot *root,
		     struct kfb_notebook *book)
{
	struct kfb_error err = { 0 };
	struct kfb_state state;
	bool debug = own->debug;
	struct kexec_fb *fb;
	int status, ret = kfb_notebook_read(book, &state, &err);

	if (ret == -ENOENT) {
		kfb_notebook_drop_new(book);
		return EXIT_SUCCESS;
	}
	if (ret) {
		kfb_say("cannot use %s/%s: %s", kfb_state_dir_path(), book->name,
			kfb_error_text(&err).text);
		kfb_say_hint("load the crash kernel again");
		return EXIT_FAILURE;
	}
	take_environment(&state);
	fb = kfb_open_or_say(own, &debug);
	/* If there is a load, it prints the warnings about the screen; otherwise print none. */
	if (fb && !debug)
		kexec_fb_set_log(fb, NULL, NULL);
	status = fb ? compare(own, root, fb, book, &state) : EXIT_FAILURE;
	kexec_fb_free(fb);
	kfb_state_free(&state);
	return status;
}

static int refresh(const struct kfb_own_options *own)
{
	struct kfb_notebook book;
	struct kfb_sysroot root;
	int status = EXIT_SUCCESS, ret;

	ret = kfb_notebook_open(kfb_state_dir_path(), false, "crash", &book);
	if (ret == -ENOENT)
		return EXIT_SUCCESS;
	if (!ret)
		ret = kfb_notebook_lock(&book, LOCK_PATIENCE_MS);
	if (!ret)
		ret = kfb_sysroot_open(&root, own->sysroot);
	if (ret) {
		kfb_say("the crash kernel stays as it is: cannot use %s (%s)", kfb_state_dir_path(),
			ret == -ETIMEDOUT ? "a load takes too long" : strerror(-ret));
		kfb_notebook_close(&book);
		return ret == -EACCES || ret == -EPERM ? KFB_EXIT_NO_PERMISSION : EXIT_FAILURE;
	}
	ret = kfb_crash_is_loaded(&root);
	if (ret == 1)
		status = with_note(own, &root, &book);
	else if (ret == 0 || ret == -ENOENT)
		kfb_notebook_forget(&book);
	else
		status = stays(ret);
	kfb_sysroot_close(&root);
	kfb_notebook_close(&book);
	return status;
}

static int refresh_in_child(const void *own)
{
	return refresh(own);
}

static int run(const struct kfb_own_options *own, int argc, char **argv)
{
	static const struct option long_options[] = {
		{ "debug", no_argument, NULL, 'd' },
		{ "watch-vt", no_argument, NULL, 'w' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	struct kfb_own_options options = *own;
	bool watch = false;
	int option, ret;

	while ((option = getopt_long(argc, argv, "dh", long_options, NULL)) != -1) {
		if (option == 'd')
			options.debug = true;
		else if (option == 'w')
			watch = true;
		else
			return option == 'h' ? kfb_help(&kfb_command_refresh) :
					       kfb_try_help(&kfb_command_refresh);
	}
	if (optind != argc) {
		kfb_say("refresh takes no argument: %s", argv[optind]);
		return kfb_try_help(&kfb_command_refresh);
	}
	if (!watch)
		return refresh(&options);
	ret = kfb_watch_vt(refresh_in_child, &options, false);
	kfb_say("virtual terminals cannot be watched: %s", strerror(-ret));
	return EXIT_FAILURE;
}

const struct kfb_command kfb_command_refresh = {
	.name = "refresh",
	.arguments = "[-d] [--watch-vt]",
	.summary = "load the crash kernel again if the screen has changed",
	.help = "If a crash kernel was loaded through kexec-fb and the screen is not what it was then,\n"
		"load it again, exactly as it was loaded, and say so.  Else do nothing and say nothing.\n"
		"\n"
		"      --watch-vt  do so whenever another virtual terminal comes to the front, at most\n"
		"                  every 30 seconds, and never end\n"
		"  -d, --debug     print every source asked and its answer on stderr\n"
		"  -h, --help      print this\n"
		"\n"
		"Exit status: 0 nothing to do, or loaded; 1 the load failed and the crash kernel from\n"
		"before stays; 2 wrong usage; 3 no permission.\n",
	.run = run,
};
