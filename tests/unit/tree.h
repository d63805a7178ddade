/* SPDX-License-Identifier: GPL-2.0-only */
/* A directory tree that a test makes, to be the root of a machine. */
#ifndef TEST_TREE_H
#define TEST_TREE_H

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct tree {
	char path[32];
};

static inline void tree_new(struct tree *t)
{
	strcpy(t->path, "/tmp/kexec-fb-test.XXXXXX");
	if (!mkdtemp(t->path))
		abort();
}

/* The full path of @path, after making its parent directories.  The next call overwrites it. */
static inline const char *tree_path(const struct tree *t, const char *path)
{
	static char full[512];

	snprintf(full, sizeof(full), "%s/%s", t->path, path);
	for (char *slash = full + strlen(t->path) + 1; (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		mkdir(full, 0755);
		*slash = '/';
	}
	return full;
}

static inline void tree_put_bytes(const struct tree *t, const char *path, const void *data,
				  size_t len)
{
	FILE *f = fopen(tree_path(t, path), "w");

	if (!f || fwrite(data, 1, len, f) != len || fclose(f))
		abort();
}

static inline void tree_put(const struct tree *t, const char *path, const char *text)
{
	tree_put_bytes(t, path, text, strlen(text));
}

static inline void tree_link(const struct tree *t, const char *path, const char *target)
{
	if (symlink(target, tree_path(t, path)))
		abort();
}

/* The caller frees it; NULL: there is no such file. */
static inline char *tree_get(const struct tree *t, const char *path)
{
	FILE *f = fopen(tree_path(t, path), "r");
	char *text = f ? calloc(1, 65536) : NULL;

	if (text)
		text[fread(text, 1, 65535, f)] = '\0';
	if (f)
		fclose(f);
	return text;
}

static inline void tree_remove(const struct tree *t, const char *path)
{
	if (remove(tree_path(t, path)))
		abort();
}

static inline int tree_remove_one(const char *path, const struct stat *st, int type,
				  struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static inline void tree_free(struct tree *t)
{
	nftw(t->path, tree_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

#endif
