// SPDX-License-Identifier: GPL-2.0-only
/*
 * kexec-fb refresh: load the crash kernel again if the screen is no longer what it was told.
 * In the kernel, the new load replaces the old one, so there is always one.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check/loaded.h"
#include "check/state_file.h"
#include "cmd/ask_screen.h"
#include "cmd/cmd.h"
#include "cmd/reload.h"
#include "cmd/request.h"
#include "cmd/say.h"
#include "cmd/watch_vt.h"

#define LOCK_PATIENCE_MS 60000
#define ATTEMPTS	 3
#define NOTE_READ	 (-1)

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

static int lock(struct kfb_notebook *book)
{
	int ret = kfb_notebook_lock(book, LOCK_PATIENCE_MS);

	if (ret)
		kfb_say("the crash kernel stays as it is: cannot use %s (%s)", kfb_state_dir_path(),
			ret == -ETIMEDOUT ? "a load takes too long" : strerror(-ret));
	return ret;
}

/* NOTE_READ, and the note is in @state; else an exit status: EXIT_SUCCESS if there is none. */
static int read_note(struct kfb_notebook *book, struct kfb_state *state)
{
	struct kfb_error err = { 0 };
	int ret = kfb_notebook_read(book, state, &err);

	if (!ret)
		return NOTE_READ;
	if (ret == -ENOENT)
		return EXIT_SUCCESS;
	kfb_say("cannot use %s/%s: %s", kfb_state_dir_path(), book->name,
		kfb_error_text(&err).text);
	kfb_say_hint("load the crash kernel again");
	return EXIT_FAILURE;
}

/* Now no load is under way, and none was since the screen was looked at. */
static int with_lock(const struct kfb_own_options *own, const struct kfb_sysroot *root,
		     const struct kfb_screen *now, struct kfb_notebook *book)
{
	struct kfb_state state;
	int status, loaded = kfb_crash_is_loaded(root);

	if (loaded == 0 || loaded == -ENOENT) {
		kfb_notebook_forget(book);
		return EXIT_SUCCESS;
	}
	if (loaded < 0)
		return kfb_reload_cannot_tell(loaded);
	status = read_note(book, &state);
	if (status == EXIT_SUCCESS)
		kfb_notebook_drop_new(book); /* the first load through us was interrupted */
	if (status != NOTE_READ)
		return status;
	/* Not asked: a crash kernel was loaded a moment ago, and not through us. */
	status = now->asked ? kfb_reload_if_changed(own, root, now, book, &state) : EXIT_SUCCESS;
	kfb_state_free(&state);
	return status;
}

/* Before the lock is taken.  What was set at the load, like KEXEC_FB_UNTRIED, decides, too. */
static int ask_first(const struct kfb_own_options *own, const struct kfb_sysroot *root,
		     struct kfb_notebook *book, struct kfb_screen *now)
{
	struct kfb_state state;
	int status, loaded = kfb_crash_is_loaded(root);

	if (loaded == 0 || loaded == -ENOENT)
		return EXIT_SUCCESS; /* then a note is about another, as with_lock() finds out */
	if (loaded < 0)
		return kfb_reload_cannot_tell(loaded);
	status = read_note(book, &state);
	if (status != NOTE_READ)
		return status;
	take_environment(&state);
	kfb_state_free(&state);
	return kfb_request_is_off(own) ? EXIT_SUCCESS : kfb_ask_screen(own, now);
}

static int with_notes(const struct kfb_own_options *own, const struct kfb_sysroot *root,
		      struct kfb_notebook *book)
{
	struct kfb_file_note before, after;

	for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
		struct kfb_screen now = { 0 };
		int status;

		kfb_notebook_stamp(book, &before);
		status = ask_first(own, root, book, &now);
		if (status)
			return status;
		if (lock(book))
			return EXIT_FAILURE;
		kfb_notebook_stamp(book, &after);
		if (memcmp(&before, &after, sizeof(before)) == 0)
			return with_lock(own, root, &now, book);
		kfb_notebook_unlock(book);
	}
	return EXIT_SUCCESS; /* others load all the time, and each load looks at the screen */
}

static int refresh(const struct kfb_own_options *own)
{
	struct kfb_notebook book;
	struct kfb_sysroot root;
	int status, ret;

	ret = kfb_notebook_open(kfb_state_dir_path(), false, "crash", &book);
	if (ret == -ENOENT)
		return EXIT_SUCCESS;
	if (!ret)
		ret = kfb_sysroot_open(&root, own->sysroot);
	if (ret) {
		kfb_say("the crash kernel stays as it is: cannot use %s (%s)", kfb_state_dir_path(),
			strerror(-ret));
		kfb_notebook_close(&book);
		return ret == -EACCES || ret == -EPERM ? KFB_EXIT_NO_PERMISSION : EXIT_FAILURE;
	}
	status = with_notes(own, &root, &book);
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
