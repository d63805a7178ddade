// SPDX-License-Identifier: GPL-2.0-only
#include "cmd/reload.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check/loaded.h"
#include "check/told.h"
#include "cmd/load.h"
#include "cmd/say.h"
#include "util.h"

static void describe(bool seen, const uint8_t *si, char *text, size_t size)
{
	struct kexec_fb_mode mode;
	bool undersized;

	if (!seen || !kfb_told_mode(si, &mode, &undersized))
		snprintf(text, size, "nothing that can be handed over");
	else
		snprintf(text, size, "%ux%u at %#" PRIx64, mode.width, mode.height, mode.base);
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

int kfb_reload_cannot_tell(int error)
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

int kfb_reload_if_changed(const struct kfb_own_options *own, const struct kfb_sysroot *root,
			  const struct kfb_screen *now, struct kfb_notebook *book,
			  struct kfb_state *state)
{
	char before[64], after[64];
	bool must = false;
	int ours;

	if (!settle_interrupted(book, state, &must))
		return EXIT_FAILURE;
	if (!must && now->seen == state->seen &&
	    (!now->seen || memcmp(now->si, state->si, sizeof(now->si)) == 0))
		return EXIT_SUCCESS;
	ours = must ? 1 : is_ours(root);
	if (ours <= 0)
		return ours ? kfb_reload_cannot_tell(ours) : EXIT_SUCCESS;
	describe(state->seen, state->si, before, sizeof(before));
	describe(now->seen, now->si, after, sizeof(after));
	return load_again(own, book, state, before, after);
}
