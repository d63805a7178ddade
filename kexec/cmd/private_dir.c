// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "cmd/private_dir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_private(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && st.st_uid == geteuid() && (st.st_mode & 0077) == 0;
}

/* Somebody may have moved an older directory of the same owner to this path. */
static bool is_empty(int fd)
{
	int copy = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = copy < 0 ? NULL : fdopendir(copy);
	struct dirent *e;

	if (!dir) {
		if (copy >= 0)
			close(copy);
		return false;
	}
	do
		e = readdir(dir);
	while (e && (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0));
	closedir(dir);
	return !e;
}

int kfb_make_private_dir(const char *path)
{
	int fd, ret;

	if (mkdir(path, 0700))
		return -errno;
	fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0) {
		ret = -errno;
		rmdir(path);
		return ret;
	}
	if (is_private(fd) && is_empty(fd))
		return fd;
	close(fd);
	return -ESTALE;
}
