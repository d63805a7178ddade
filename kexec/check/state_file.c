// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "check/state_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "hush.h"
#include "util.h"

#define LIMIT	  (1u << 20) /* of a note: each argument is 128 KiB at most */
#define NAME_SIZE 16
#define RETRY_MS  20
#define NS	  INT64_C(1000000000) /* of a second */

const char *kfb_state_dir_path(void)
{
	const char *path = getenv("KEXEC_FB_RUN");

	return path && *path ? path : KFB_STATE_DIR;
}

int kfb_notebook_open(const char *path, bool create, const char *name, struct kfb_notebook *n)
{
	struct stat st;

	*n = (struct kfb_notebook){ .dir = -1, .lock = -1, .name = name };
	if (create && mkdir(path, 0700) && errno != EEXIST)
		return -errno;
	n->dir = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (n->dir < 0)
		return -errno;
	/*
	 * A note makes us run commands as root, so only trust a directory that others cannot
	 * write.
	 */
	if (fstat(n->dir, &st) || st.st_uid != geteuid() || st.st_mode & 022) {
		kfb_notebook_close(n);
		return -EPERM;
	}
	return 0;
}

void kfb_notebook_unlock(const struct kfb_notebook *n)
{
	/* Explicitly: a child that hangs in a driver may still hold the file open. */
	if (n->lock >= 0)
		flock(n->lock, LOCK_UN);
}

void kfb_notebook_close(struct kfb_notebook *n)
{
	kfb_notebook_unlock(n);
	if (n->lock >= 0)
		close(n->lock);
	if (n->dir >= 0)
		close(n->dir);
	n->lock = n->dir = -1;
}

int kfb_notebook_lock(struct kfb_notebook *n, unsigned int patience_ms)
{
	const struct timespec retry = { .tv_nsec = RETRY_MS * 1000000L };

	if (n->lock < 0)
		n->lock = openat(n->dir, "lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (n->lock < 0)
		return -errno;
	for (unsigned int waited = 0; flock(n->lock, LOCK_EX | LOCK_NB); waited += RETRY_MS) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return -errno;
		if (waited >= patience_ms)
			return -ETIMEDOUT;
		nanosleep(&retry, NULL);
	}
	return 0;
}

static void new_name(const struct kfb_notebook *n, char name[NAME_SIZE])
{
	snprintf(name, NAME_SIZE, "%s.new", n->name);
}

static int read_fd(int fd, char **text, size_t *len)
{
	struct stat st;
	ssize_t got;

	if (fstat(fd, &st))
		return -errno;
	if (!S_ISREG(st.st_mode) || st.st_size > (off_t)LIMIT)
		return -EFBIG;
	*text = malloc((size_t)st.st_size + 1);
	if (!*text)
		return -ENOMEM;
	got = pread(fd, *text, (size_t)st.st_size, 0);
	if (got < 0) {
		int error = errno;

		free(*text);
		*text = NULL;
		return -error;
	}
	*len = (size_t)got;
	return 0;
}

static int read_note(const struct kfb_notebook *n, const char *name, struct kfb_state *state,
		     struct kfb_error *err)
{
	int fd = openat(n->dir, name, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC), ret;
	char *text = NULL;
	size_t len = 0;

	memset(state, 0, sizeof(*state));
	if (fd < 0)
		return kfb_fail(err, errno, KFB_NO_OFFSET, strerror(errno));
	ret = read_fd(fd, &text, &len);
	close(fd);
	if (ret)
		return kfb_fail(err, -ret, KFB_NO_OFFSET, strerror(-ret));
	ret = kfb_state_parse(text, len, state, err);
	free(text);
	return ret;
}

int kfb_notebook_read(const struct kfb_notebook *n, struct kfb_state *state, struct kfb_error *err)
{
	return read_note(n, n->name, state, err);
}

int kfb_notebook_read_new(const struct kfb_notebook *n, struct kfb_state *state,
			  struct kfb_error *err)
{
	char name[NAME_SIZE];

	new_name(n, name);
	return read_note(n, name, state, err);
}

/* Atomically: a reader finds either the old note or the complete new one. */
int kfb_notebook_write_new(const struct kfb_notebook *n, const struct kfb_state *state)
{
	char name[NAME_SIZE], part[] = "part";
	struct kfb_hush before;
	size_t len;
	char *text;
	int fd, ret = kfb_state_format(state, &text, &len);

	if (ret)
		return ret;
	kfb_hush(&before);
	new_name(n, name);
	unlinkat(n->dir, part, 0);
	fd = openat(n->dir, part, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	ret = fd < 0 ? -errno : kfb_write_all(fd, text, len);
	if (fd >= 0 && close(fd) && !ret)
		ret = -errno;
	if (!ret && renameat(n->dir, part, n->dir, name))
		ret = -errno;
	if (ret)
		unlinkat(n->dir, part, 0);
	kfb_unhush(&before);
	free(text);
	return ret;
}

int kfb_notebook_commit(const struct kfb_notebook *n)
{
	char name[NAME_SIZE];

	new_name(n, name);
	return renameat(n->dir, name, n->dir, n->name) ? -errno : 0;
}

void kfb_notebook_drop_new(const struct kfb_notebook *n)
{
	char name[NAME_SIZE];

	new_name(n, name);
	unlinkat(n->dir, name, 0);
}

void kfb_notebook_forget(const struct kfb_notebook *n)
{
	unlinkat(n->dir, n->name, 0);
	kfb_notebook_drop_new(n);
}

int64_t kfb_mtime_ns(const struct stat *st)
{
	int64_t seconds = st->st_mtim.tv_sec;

	return seconds < 0 || seconds >= INT64_MAX / NS ? 0 : seconds * NS + st->st_mtim.tv_nsec;
}

static void take_stat(struct kfb_file_note *note, const struct stat *st)
{
	note->device = st->st_dev;
	note->inode = st->st_ino;
	note->size = (uint64_t)st->st_size;
	note->mtime = kfb_mtime_ns(st);
}

void kfb_notebook_stamp(const struct kfb_notebook *n, struct kfb_file_note *stamp)
{
	struct stat st;

	memset(stamp, 0, sizeof(*stamp));
	if (fstatat(n->dir, n->name, &st, AT_SYMLINK_NOFOLLOW) == 0)
		take_stat(stamp, &st);
}

int kfb_file_note(const char *path, struct kfb_file_note *note)
{
	struct stat st;

	*note = (struct kfb_file_note){ .path = strdup(path) };
	if (!note->path)
		return -ENOMEM;
	if (stat(path, &st))
		return 0;
	take_stat(note, &st);
	return 0;
}
