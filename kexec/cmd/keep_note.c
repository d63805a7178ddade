// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "cmd/keep_note.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cmd/run.h"
#include "handover/settings.h"

/* A load takes a second or two, and so does a refresh: whatever holds it longer hangs. */
#define LOCK_PATIENCE_MS 10000
#define PATIENCE_MS	 30000

static const char *name_of(const struct kfb_kexec_options *options)
{
	return options->on_crash ? "crash" : "kexec";
}

/* Not the settings of the file, which is read again. */
static int fill_environment(struct kfb_state *s)
{
	s->environment = calloc(KFB_N_SETTINGS + 1, sizeof(*s->environment));
	for (size_t i = 0; s->environment && i < KFB_N_SETTINGS; i++) {
		const char *name = kfb_setting_name((enum kfb_setting)i), *value = getenv(name);

		if (!value || !*value)
			continue;
		if (asprintf(&s->environment[s->n_environment], "%s=%s", name, value) < 0)
			return -ENOMEM;
		s->n_environment++;
	}
	return s->environment ? 0 : -ENOMEM;
}

static int fill_state(struct kfb_state *s, const struct kfb_kexec_options *options, int argc,
		      char **argv)
{
	s->time = time(NULL);
	s->way = strdup("none");
	s->directory = getcwd(NULL, 0);
	s->argv = calloc((size_t)argc + 1, sizeof(*s->argv));
	if (!s->way || !s->directory || !s->argv || fill_environment(s) ||
	    kfb_file_note(options->kernel, &s->kernel) ||
	    (options->initrd && kfb_file_note(options->initrd, &s->initrd)))
		return -ENOMEM;
	for (; s->argc < (size_t)argc; s->argc++) {
		s->argv[s->argc] = strdup(argv[s->argc]);
		if (!s->argv[s->argc])
			return -ENOMEM;
	}
	return 0;
}

static void stop(struct kfb_note_keeper *k)
{
	if (!k->lent)
		kfb_notebook_close(&k->book);
	k->book.dir = k->book.lock = -1;
	k->forgets = false;
	kfb_state_free(&k->state);
}

/* What cannot be written must not leave what was true a moment ago. */
static void write_note(struct kfb_note_keeper *k)
{
	if (k->book.dir >= 0 && !k->forgets && kfb_notebook_write_new(&k->book, &k->state))
		kfb_notebook_drop_new(&k->book);
}

/* A load before this one was killed: what that saw must not be taken for what this one sees. */
static void replace_interrupted(struct kfb_note_keeper *k)
{
	struct kfb_state before;
	int ret = k->book.dir < 0 ? -ENOENT : kfb_notebook_read_new(&k->book, &before, NULL);

	if (ret == 0)
		kfb_state_free(&before);
	if (ret != -ENOENT)
		write_note(k);
}

/* A load whose screen is not this machine's: no note, but if it succeeds, the old one is void. */
static void begin_without(struct kfb_note_keeper *k, const struct kfb_kexec_options *options)
{
	struct kfb_file_note note = { 0 };

	if (kfb_notebook_open(kfb_state_dir_path(), false, name_of(options), &k->book))
		return;
	kfb_notebook_stamp(&k->book, &note);
	k->forgets = note.inode != 0;
	if (k->forgets)
		kfb_notebook_lock(&k->book, LOCK_PATIENCE_MS);
	else
		stop(k);
}

void kfb_note_begin(struct kfb_note_keeper *k, const struct kfb_own_options *own,
		    const struct kfb_kexec_options *options, int argc, char **argv,
		    const struct kfb_notebook *book)
{
	memset(k, 0, sizeof(*k));
	k->book.dir = k->book.lock = -1;
	if (own->sysroot && !getenv("KEXEC_FB_RUN")) {
		begin_without(k, options);
		return;
	}
	if (book) {
		k->book = *book;
		k->lent = true;
	} else if (kfb_notebook_open(kfb_state_dir_path(), true, name_of(options), &k->book)) {
		return;
	} else {
		kfb_notebook_lock(&k->book, LOCK_PATIENCE_MS);
	}
	k->state.kdumpctl = own->kdumpctl;
	if (fill_state(&k->state, options, argc, argv)) {
		/* Otherwise the old note would seem to be about this load. */
		kfb_notebook_forget(&k->book);
		stop(k);
	}
	replace_interrupted(k);
}

void kfb_note_seen(struct kfb_note_keeper *k, const uint8_t *si)
{
	k->state.seen = si != NULL;
	if (si)
		memcpy(k->state.si, si, sizeof(k->state.si));
	write_note(k);
}

void kfb_note_told(struct kfb_note_keeper *k, const char *way)
{
	if (k->book.dir < 0)
		return;
	free(k->state.way);
	k->state.way = strdup(way);
	k->state.told = true;
	if (k->state.way)
		write_note(k);
}

/* An earlier child may have noted that the kernel would be told: keep only what it saw. */
static void note_plain(struct kfb_note_keeper *k)
{
	struct kfb_state before;

	k->state.told = false;
	if (kfb_notebook_read_new(&k->book, &before, NULL) == 0) {
		k->state.seen = before.seen;
		memcpy(k->state.si, before.si, sizeof(k->state.si));
		kfb_state_free(&before);
	}
	write_note(k);
}

static const char *nothing_to_ask(void *data)
{
	(void)data;
	return NULL;
}

static const char *nothing_to_prepare(void *data, bool *changed)
{
	(void)data;
	*changed = false;
	return NULL;
}

static const struct kfb_job plain_job = {
	.ask = nothing_to_ask,
	.prepare = nothing_to_prepare,
	.patience_ms = PATIENCE_MS,
};

int kfb_note_run_plain(struct kfb_note_keeper *k, const char *kexec, char **argv)
{
	struct kfb_outcome outcome;

	if (k->book.dir >= 0) {
		note_plain(k);
		if (kfb_run(kexec, argv, &plain_job, &outcome) == 0 && !outcome.problem[0]) {
			kfb_note_end(k, outcome.status);
			return kfb_exit_like(outcome.status);
		}
		/*
		 * There was no child to wait for: run kexec without a note, since the load
		 * matters more.
		 */
		kfb_notebook_forget(&k->book);
		stop(k);
	}
	return kfb_exec(kexec, argv);
}

void kfb_note_end(struct kfb_note_keeper *k, int wait_status)
{
	if (k->forgets) {
		/* If kexec was killed, nobody knows what is loaded. */
		if (!WIFEXITED(wait_status) || WEXITSTATUS(wait_status) == 0)
			kfb_notebook_forget(&k->book);
	} else if (k->book.dir >= 0) {
		if (WIFEXITED(wait_status) && WEXITSTATUS(wait_status) == 0) {
			/*
			 * If this note cannot be kept, drop the old one as well: it is about
			 * another load.
			 */
			if (kfb_notebook_commit(&k->book))
				kfb_notebook_forget(&k->book);
		} else if (WIFEXITED(wait_status)) {
			kfb_notebook_drop_new(&k->book);
		}
		/* If kexec was killed, "crash.new" stays: either kernel may be loaded. */
	}
	stop(k);
}

int kfb_note_pass_on(const struct kfb_kexec_options *options, const char *kexec, char **argv)
{
	struct kfb_file_note note = { 0 };
	struct kfb_notebook book;
	struct kfb_outcome outcome;
	bool failed;

	if (kfb_notebook_open(kfb_state_dir_path(), false, name_of(options), &book))
		return kfb_exec(kexec, argv);
	kfb_notebook_stamp(&book, &note);
	/* Not even a note of a load under way: its own end will tell what is loaded. */
	if (!note.inode) {
		kfb_notebook_close(&book);
		return kfb_exec(kexec, argv);
	}
	kfb_notebook_lock(&book, LOCK_PATIENCE_MS);
	if (kfb_run(kexec, argv, &plain_job, &outcome) || outcome.problem[0]) {
		kfb_notebook_forget(&book);
		kfb_notebook_close(&book);
		return kfb_exec(kexec, argv);
	}
	/* If kexec was killed, nobody knows what is loaded. */
	failed = WIFEXITED(outcome.status) && WEXITSTATUS(outcome.status);
	if (!failed)
		kfb_notebook_forget(&book);
	kfb_notebook_close(&book);
	return kfb_exit_like(outcome.status);
}
