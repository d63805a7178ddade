// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "recording.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util.h"

#define MAX_LINKS 40 /* the kernel's MAXSYMLINKS, <linux/namei.h> */

/* The path walked so far, and the rest; following a link extends the rest. */
struct walk {
	int root_fd, record_fd;
	char *done; /* "" or "/a/b", without links */
	char *todo; /* "c/d" */
	unsigned int links;
	int failed; /* -errno of the first write that failed */
};

static int replace(char **s, char *with)
{
	if (!with)
		return -ENOMEM;
	free(*s);
	*s = with;
	return 0;
}

static char *join(const char *a, const char *sep, const char *b)
{
	char *s;

	return asprintf(&s, "%s%s%s", a, sep, b) < 0 ? NULL : s;
}

/* Cut the first component off w->todo; NULL at the end, or if out of memory. */
static char *next_component(struct walk *w)
{
	char *start = w->todo + strspn(w->todo, "/");
	size_t n = strcspn(start, "/");
	char *name = n ? strndup(start, n) : NULL;

	memmove(w->todo, start + n, strlen(start + n) + 1);
	return name;
}

static int follow(struct walk *w, const char *path)
{
	char target[4096];
	ssize_t n = readlinkat(w->root_fd, path + 1, target, sizeof(target) - 1);

	if (n < 0)
		return -errno;
	target[n] = '\0';
	if (++w->links > MAX_LINKS)
		return -ELOOP;
	if (symlinkat(target, w->record_fd, path + 1) && errno != EEXIST)
		return w->failed = -errno;
	if (target[0] == '/')
		w->done[0] = '\0';
	return replace(&w->todo, join(target, "/", w->todo));
}

static int step(struct walk *w, const char *name)
{
	struct stat st;
	char *path;
	int ret = 0;

	if (strcmp(name, ".") == 0)
		return 0;
	if (strcmp(name, "..") == 0) {
		char *slash = strrchr(w->done, '/');

		if (slash)
			*slash = '\0';
		return 0;
	}
	path = join(w->done, "/", name);
	if (!path)
		return -ENOMEM;
	if (fstatat(w->root_fd, path + 1, &st, AT_SYMLINK_NOFOLLOW))
		ret = -errno;
	else if (S_ISLNK(st.st_mode))
		ret = follow(w, path);
	else if (S_ISDIR(st.st_mode) && mkdirat(w->record_fd, path + 1, 0755) && errno != EEXIST)
		ret = w->failed = -errno;
	if (ret || S_ISLNK(st.st_mode)) {
		free(path);
		return ret;
	}
	return replace(&w->done, path);
}

int kfb_recording_path(int root_fd, int record_fd, const char *path, char **out, int *failed)
{
	struct walk w = {
		.root_fd = root_fd, .record_fd = record_fd, .done = strdup(""), .todo = strdup(path)
	};
	int ret = w.done && w.todo ? 0 : -ENOMEM;
	char *name;

	while (!ret && (name = next_component(&w))) {
		ret = step(&w, name);
		free(name);
	}
	free(w.todo);
	*failed = w.failed;
	if (ret)
		free(w.done);
	else
		*out = w.done;
	return ret;
}

int kfb_recording_file(int root_fd, int record_fd, const char *path, const void *data, size_t len)
{
	char *canonical;
	int failed, ret = kfb_recording_path(root_fd, record_fd, path, &canonical, &failed);
	int fd;

	if (ret)
		return ret;
	fd = openat(record_fd, canonical + 1, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC,
		    0644);
	free(canonical);
	if (fd < 0)
		return -errno;
	ret = kfb_write_all(fd, data, len);
	close(fd);
	return ret;
}
