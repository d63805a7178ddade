// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "handover/symbols.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void add(struct kfb_symbol_files *f, const char *path, const char *source,
		struct kfb_symbol_text *texts)
{
	struct kfb_bytes *bytes = &f->read[f->count];

	if (f->count == KFB_SYMBOL_TEXTS || kfb_sysroot_read(f->root, path, bytes))
		return;
	texts[f->count++] = (struct kfb_symbol_text){
		.text = bytes->data,
		.len = bytes->len,
		.source = source,
	};
}

static bool is_running(const struct kfb_sysroot *root, const struct kfb_release *release)
{
	struct kfb_bytes version;
	bool same;

	if (!release->banner[0] || kfb_sysroot_read(root, "/proc/version", &version))
		return false;
	version.data[strcspn(version.data, "\n")] = '\0';
	same = strcmp(version.data, release->banner) == 0;
	free(version.data);
	return same;
}

/* Ignore a release containing '/': it must not lead to another directory. */
static void add_maps(struct kfb_symbol_files *f, const struct kfb_release *release,
		     struct kfb_symbol_text *texts)
{
	const char *slash = strrchr(f->kernel, '/');
	char *path;

	if (!release->release[0] || strchr(release->release, '/'))
		return;
	if (asprintf(&path, "%.*sSystem.map-%s", slash ? (int)(slash - f->kernel + 1) : 0,
		     f->kernel, release->release) >= 0) {
		add(f, path, "System.map beside the kernel", texts);
		free(path);
	}
	if (asprintf(&path, "/boot/System.map-%s", release->release) >= 0) {
		add(f, path, "/boot/System.map", texts);
		free(path);
	}
}

size_t kfb_symbol_files(void *files, const struct kfb_release *release,
			struct kfb_symbol_text *texts)
{
	struct kfb_symbol_files *f = files;

	if (is_running(f->root, release))
		add(f, "/proc/kallsyms", "/proc/kallsyms", texts);
	add_maps(f, release, texts);
	return f->count;
}

void kfb_symbol_files_free(struct kfb_symbol_files *files)
{
	while (files->count)
		free(files->read[--files->count].data);
}
