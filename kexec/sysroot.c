// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "sysroot.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "recording.h"
#include "util.h"

/* The largest machines' /proc/iomem is some 100 KiB; a devicetree is less than 2 MiB. */
#define FILE_LIMIT (16u << 20)

#define MAX_TRIES 1000

int kfb_sysroot_open(struct kfb_sysroot *root, const char *dir)
{
	root->record_fd = -1;
	root->live = !dir || strcmp(dir, "/") == 0;
	root->fd = open(dir ? dir : "/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	return root->fd < 0 ? -errno : 0;
}

void kfb_sysroot_close(struct kfb_sysroot *root)
{
	if (root->fd >= 0)
		close(root->fd);
	if (root->record_fd >= 0)
		close(root->record_fd);
}

static int open_below(const struct kfb_sysroot *root, const char *path, int flags)
{
	struct open_how how = {
		.flags = (unsigned int)flags | O_CLOEXEC,
		.resolve = RESOLVE_IN_ROOT,
	};
	long fd = -1;

	if (root->live) {
		fd = open(path, flags | O_CLOEXEC);
		return fd < 0 ? -errno : (int)fd;
	}
	/* EAGAIN: a rename or a mount anywhere in the system raced with the walk of "..". */
	for (int tries = 0; tries < MAX_TRIES; tries++) {
		fd = syscall(SYS_openat2, root->fd, path, &how, sizeof(how));
		if (fd >= 0 || errno != EAGAIN)
			break;
	}
	return fd < 0 ? -errno : (int)fd;
}

static int read_all(int fd, struct kfb_bytes *out)
{
	size_t room = 0;
	char *grown;
	ssize_t n;

	out->data = NULL;
	out->len = 0;
	do {
		if (out->len + 1 >= room) {
			room = room ? 2 * room : 8192;
			grown = room > FILE_LIMIT ? NULL : realloc(out->data, room);
			if (!grown) {
				n = room > FILE_LIMIT ? -EFBIG : -ENOMEM;
				goto fail;
			}
			out->data = grown;
		}
		n = read(fd, out->data + out->len, room - 1 - out->len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			n = -errno;
			goto fail;
		}
		out->len += (size_t)n;
	} while (n != 0);
	out->data[out->len] = '\0';
	return 0;

fail:
	free(out->data);
	out->data = NULL;
	out->len = 0;
	return (int)n;
}

/* Errors that tell something about the machine, so a recording without the file is complete. */
static bool is_an_answer(int ret)
{
	static const int answers[] = {
		0, -ENOENT, -ENOTDIR, -ELOOP, -EACCES, -EPERM, -ENXIO, -EFBIG, -EXDEV,
	};

	for (size_t i = 0; i < ARRAY_SIZE(answers); i++)
		if (ret == answers[i])
			return true;
	return false;
}

/* Return @ret.  Any other error makes the recording incomplete, so note it. */
static int recorded(const struct kfb_sysroot *root, int ret)
{
	if (root->record_fd >= 0 && ret < 0 && !is_an_answer(ret) && !*root->record_error)
		*root->record_error = ret;
	return ret;
}

static int record_path(const struct kfb_sysroot *root, const char *path, char **out)
{
	int failed, ret = kfb_recording_path(root->fd, root->record_fd, path, out, &failed);

	if (failed && !*root->record_error)
		*root->record_error = failed;
	return recorded(root, ret);
}

void kfb_sysroot_record(const struct kfb_sysroot *root, const char *path, const void *data,
			size_t len)
{
	int ret;

	if (root->record_fd < 0)
		return;
	ret = data ? kfb_recording_file(root->fd, root->record_fd, path, data, len) : -ENOMEM;
	if (ret && !*root->record_error)
		*root->record_error = ret;
}

static int stat_below(const struct kfb_sysroot *root, const char *path, struct stat *st)
{
	int fd, ret;

	if (root->live)
		return stat(path, st) ? -errno : 0;
	fd = open_below(root, path, O_PATH);
	if (fd < 0)
		return fd;
	ret = fstat(fd, st) ? -errno : 0;
	close(fd);
	return ret;
}

/* Do not open a FIFO or a device: that could block, or consume what kexec is to read. */
static int open_regular(const struct kfb_sysroot *root, const char *path)
{
	struct stat st;
	int ret = stat_below(root, path, &st);

	if (ret)
		return ret;
	return S_ISREG(st.st_mode) ? open_below(root, path, O_RDONLY | O_NONBLOCK) : -ENXIO;
}

int kfb_sysroot_read(const struct kfb_sysroot *root, const char *path, struct kfb_bytes *out)
{
	int fd = open_regular(root, path);
	int ret;

	out->data = NULL;
	out->len = 0;
	if (fd < 0)
		return recorded(root, fd);
	ret = read_all(fd, out);
	close(fd);
	if (!ret)
		kfb_sysroot_record(root, path, out->data, out->len);
	return recorded(root, ret);
}

int kfb_sysroot_open_file(const struct kfb_sysroot *root, const char *path)
{
	return open_regular(root, path);
}

int kfb_sysroot_open_device(const struct kfb_sysroot *root, const char *path, int flags)
{
	struct stat st;
	int fd;

	if (!root->live)
		return -ENXIO;
	if (stat(path, &st))
		return -errno;
	if (!S_ISCHR(st.st_mode))
		return -ENXIO;
	fd = open(path, flags | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

bool kfb_sysroot_exists(const struct kfb_sysroot *root, const char *path)
{
	int fd = open_below(root, path, O_PATH);
	char *canonical;

	if (recorded(root, fd) < 0)
		return false;
	close(fd);
	/* Callers ask only whether a directory exists: /sys/firmware/efi. */
	if (root->record_fd >= 0 && record_path(root, path, &canonical) == 0)
		free(canonical);
	return true;
}

static int fd_path(int fd, char *buf, size_t size)
{
	char link[sizeof("/proc/self/fd/") + 3 * sizeof(int)];
	ssize_t n;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, buf, size - 1);
	if (n < 0)
		return -errno;
	buf[n] = '\0';
	return 0;
}

int kfb_sysroot_canonical(const struct kfb_sysroot *root, const char *path, char **out)
{
	char top[4096], full[4096];
	int fd, ret;
	size_t skip;

	if (root->record_fd >= 0)
		return record_path(root, path, out);

	fd = open_below(root, path, O_PATH);
	if (fd < 0)
		return fd;
	ret = fd_path(fd, full, sizeof(full));
	close(fd);
	if (!ret)
		ret = fd_path(root->fd, top, sizeof(top));
	if (ret)
		return ret;

	skip = strcmp(top, "/") == 0 ? 0 : strlen(top);
	if (strncmp(full, top, skip) != 0)
		return -EXDEV;
	*out = strdup(full[skip] ? full + skip : "/");
	return *out ? 0 : -ENOMEM;
}

static int compare_numbers(const void *a, const void *b)
{
	unsigned int x = *(const unsigned int *)a, y = *(const unsigned int *)b;

	return (x > y) - (x < y);
}

/* "card0" with prefix "card" is 0; "card0-HDMI-A-1" is not a number. */
static bool numbered_name(const char *name, const char *prefix, unsigned int *number)
{
	size_t n = strlen(prefix);
	char *end;
	unsigned long v;

	if (strncmp(name, prefix, n) != 0 || name[n] < '0' || name[n] > '9')
		return false;
	errno = 0;
	v = strtoul(name + n, &end, 10);
	if (*end || errno || v > 0xffff)
		return false;
	*number = (unsigned int)v;
	return true;
}

int kfb_sysroot_numbered(const struct kfb_sysroot *root, const char *path, const char *prefix,
			 unsigned int *numbers, size_t max)
{
	int fd = open_below(root, path, O_RDONLY | O_DIRECTORY);
	struct dirent *e;
	size_t count = 0;
	DIR *dir;
	int ret;

	if (fd < 0)
		return recorded(root, fd);
	dir = fdopendir(fd);
	if (!dir) {
		close(fd);
		return recorded(root, -ENOMEM);
	}
	errno = 0;
	while (count < max && (e = readdir(dir)))
		if (numbered_name(e->d_name, prefix, &numbers[count]))
			count++;
	ret = count < max ? -errno : 0;
	closedir(dir);
	if (ret)
		return recorded(root, ret);
	qsort(numbers, count, sizeof(*numbers), compare_numbers);
	return (int)count;
}
