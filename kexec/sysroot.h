/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Read a system below a root directory: the running machine ("/") or a recorded one.
 * Symbolic links, even absolute ones, never lead out of the root.
 */
#ifndef KFB_SYSROOT_H
#define KFB_SYSROOT_H

#include <stdbool.h>
#include <stddef.h>

/* boot_params of this kernel's boot: arch/x86/kernel/ksysfs.c, since 3.14 */
#define KFB_BOOT_PARAMS_PATH	"/sys/kernel/boot_params/data"

struct kfb_sysroot {
	int fd;			/* O_PATH of the root */
	int record_fd;		/* what is read is copied below here; -1: not */
	int *record_error;	/* there: -errno of the first copy that failed */
	bool live;		/* devices may be opened */
};

/* A file's bytes, followed by a NUL that len does not count. */
struct kfb_bytes {
	char *data;
	size_t len;
};

int kfb_sysroot_open(struct kfb_sysroot *root, const char *dir);
void kfb_sysroot_close(struct kfb_sysroot *root);

/*
 * @path is absolute, as on the machine.  An empty file is 0 bytes, not an
 * error.  -EFBIG above 16 MiB; -ENXIO if it is no regular file, which is not even
 * opened.  The caller frees out->data.
 */
int kfb_sysroot_read(const struct kfb_sysroot *root, const char *path, struct kfb_bytes *out);

/* Open @path read-only, for a file that is too large to kfb_sysroot_read(); it is not recorded. */
int kfb_sysroot_open_file(const struct kfb_sysroot *root, const char *path);

/* Open @path for ioctls: -ENXIO unless live and a device node. */
int kfb_sysroot_open_device(const struct kfb_sysroot *root, const char *path, int flags);

/* If this root is being recorded, store @data as the recording's copy of @path. */
void kfb_sysroot_record(const struct kfb_sysroot *root, const char *path, const void *data,
		size_t len);

bool kfb_sysroot_exists(const struct kfb_sysroot *root, const char *path);

/* Resolve the symbolic links of @path inside the root.  The caller frees *@out. */
int kfb_sysroot_canonical(const struct kfb_sysroot *root, const char *path, char **out);

/*
 * Names in directory @path that are @prefix and a decimal number, in ascending
 * order of the number: at most @max numbers are stored.  Returns how many.
 */
int kfb_sysroot_numbered(const struct kfb_sysroot *root, const char *path, const char *prefix,
		 unsigned int *numbers, size_t max);

#endif
