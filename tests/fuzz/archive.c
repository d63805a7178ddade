// SPDX-License-Identifier: GPL-2.0-only
#include "archive.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "sysroot.h"

const struct archive *archive;
int archive_file = -1;
void (*archive_note)(enum archive_type type, const char *path, const char *contents, size_t len);

static void note(enum archive_type type, const char *path, const char *contents, size_t len)
{
	if (archive_note)
		archive_note(type, path, contents, len);
}

static const char *entry_end(const char *p, const char *end)
{
	while (p < end && !((uint8_t)*p >= ARCHIVE_FILE && (uint8_t)*p < ARCHIVE_TYPES_END))
		p++;
	return p;
}

int archive_find(enum archive_type type, const char *path, struct archive *contents)
{
	const char *end = archive->data + archive->len, *next;
	size_t n = strlen(path);

	for (const char *p = entry_end(archive->data, end); p < end; p = next) {
		next = entry_end(p + 1, end);
		if (*p != (char)type || (size_t)(next - p) < n + 2 || memcmp(p + 1, path, n) != 0 ||
		    p[n + 1] != '\n')
			continue;
		contents->data = p + n + 2;
		contents->len = (size_t)(next - contents->data);
		return 0;
	}
	return -ENOENT;
}

int __real_kfb_sysroot_read(const struct kfb_sysroot *root, const char *path,
			    struct kfb_bytes *out);
int __wrap_kfb_sysroot_read(const struct kfb_sysroot *root, const char *path,
			    struct kfb_bytes *out);

int __wrap_kfb_sysroot_read(const struct kfb_sysroot *root, const char *path, struct kfb_bytes *out)
{
	struct archive contents;
	int ret;

	if (!archive) {
		ret = __real_kfb_sysroot_read(root, path, out);
		if (!ret)
			note(ARCHIVE_FILE, path, out->data, out->len);
		return ret;
	}
	out->data = NULL;
	out->len = 0;
	ret = archive_find(ARCHIVE_FILE, path, &contents);
	if (ret)
		return ret;
	out->data = malloc(contents.len + 1);
	if (!out->data)
		return -ENOMEM;
	memcpy(out->data, contents.data, contents.len);
	out->data[contents.len] = '\0';
	out->len = contents.len;
	return 0;
}

int __real_kfb_sysroot_open_file(const struct kfb_sysroot *root, const char *path);
int __wrap_kfb_sysroot_open_file(const struct kfb_sysroot *root, const char *path);

int __wrap_kfb_sysroot_open_file(const struct kfb_sysroot *root, const char *path)
{
	struct archive contents;
	int fd;

	if (archive_file >= 0)
		return dup(archive_file);
	if (!archive)
		return __real_kfb_sysroot_open_file(root, path);
	if (archive_find(ARCHIVE_FILE, path, &contents))
		return -ENOENT;
	fd = memfd_create("archive", MFD_CLOEXEC);
	if (fd >= 0 && write(fd, contents.data, contents.len) != (ssize_t)contents.len)
		abort();
	return fd;
}

bool __real_kfb_sysroot_exists(const struct kfb_sysroot *root, const char *path);
bool __wrap_kfb_sysroot_exists(const struct kfb_sysroot *root, const char *path);

bool __wrap_kfb_sysroot_exists(const struct kfb_sysroot *root, const char *path)
{
	struct archive contents;

	if (archive)
		return archive_find(ARCHIVE_DIRECTORY, path, &contents) == 0;
	if (!__real_kfb_sysroot_exists(root, path))
		return false;
	note(ARCHIVE_DIRECTORY, path, "", 0);
	return true;
}

int __real_kfb_sysroot_canonical(const struct kfb_sysroot *root, const char *path, char **out);
int __wrap_kfb_sysroot_canonical(const struct kfb_sysroot *root, const char *path, char **out);

int __wrap_kfb_sysroot_canonical(const struct kfb_sysroot *root, const char *path, char **out)
{
	struct archive contents;
	int ret;

	if (!archive) {
		ret = __real_kfb_sysroot_canonical(root, path, out);
		if (!ret)
			note(ARCHIVE_LINK, path, *out, strlen(*out));
		return ret;
	}
	ret = archive_find(ARCHIVE_LINK, path, &contents);
	if (ret)
		return ret;
	/* the real one returns absolute paths, and callers may rely on that */
	if (!contents.len || contents.data[0] != '/')
		return -ENOENT;
	*out = strndup(contents.data, contents.len);
	return *out ? 0 : -ENOMEM;
}

int __real_kfb_sysroot_numbered(const struct kfb_sysroot *root, const char *path,
				const char *prefix, unsigned int *numbers, size_t max);
int __wrap_kfb_sysroot_numbered(const struct kfb_sysroot *root, const char *path,
				const char *prefix, unsigned int *numbers, size_t max);

int __wrap_kfb_sysroot_numbered(const struct kfb_sysroot *root, const char *path,
				const char *prefix, unsigned int *numbers, size_t max)
{
	struct archive contents;
	char key[256], text[64];
	size_t n = 0;
	int ret;

	snprintf(key, sizeof(key), "%s/%s", path, prefix);
	if (!archive) {
		ret = __real_kfb_sysroot_numbered(root, path, prefix, numbers, max);
		for (int i = 0; i < ret && n < sizeof(text) - 12; i++)
			n += (size_t)snprintf(text + n, sizeof(text) - n, "%u ", numbers[i]);
		if (ret >= 0)
			note(ARCHIVE_NUMBERS, key, text, n);
		return ret;
	}
	ret = archive_find(ARCHIVE_NUMBERS, key, &contents);
	if (ret)
		return ret;
	/* in ascending order, each once, as the real one returns them */
	for (size_t i = 0; i < contents.len && n < max; i++)
		if (contents.data[i] >= '0' && contents.data[i] <= '9' &&
		    (n == 0 || numbers[n - 1] < (unsigned int)(contents.data[i] - '0')))
			numbers[n++] = (unsigned int)(contents.data[i] - '0');
	return (int)n;
}
