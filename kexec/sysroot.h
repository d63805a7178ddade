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
#define KFB_BOOT_PARAMS_PATH "/sys/kernel/boot_params/data"

struct kfb_sysroot {
	int fd;		   /* O_PATH of the root */
	int record_fd;	   /* copy every file that is read below here; -1: do not */
	int *record_error; /* receives -errno of the first copy that failed */
	bool live;	   /* this is the running machine: devices may be opened */
};

/* A file's bytes, followed by a NUL that len does not count. */
struct kfb_bytes {
	char *data;
	size_t len;
};

int kfb_sysroot_open(struct kfb_sysroot *root, const char *dir);
void kfb_sysroot_close(struct kfb_sysroot *root);

/*
 * Read a whole file.  @path is absolute, as on the machine.  An empty file is not an error.
 * -EFBIG above 16 MiB; -ENXIO, without opening it, if it is not a regular file.  The caller
 * frees out->data.
 */
int kfb_sysroot_read(const struct kfb_sysroot *root, const char *path, struct kfb_bytes *out);

/* Open a file that is too large for kfb_sysroot_read().  It is not recorded. */
int kfb_sysroot_open_file(const struct kfb_sysroot *root, const char *path);

/* Open @path for ioctls: -ENXIO unless live and a device node. */
int kfb_sysroot_open_device(const struct kfb_sysroot *root, const char *path, int flags);

/*
 * If this root is being recorded, store @data as the recording's copy of @path.  NULL means
 * that there was no memory for @data.
 */
void kfb_sysroot_record(const struct kfb_sysroot *root, const char *path, const void *data,
			size_t len);

bool kfb_sysroot_exists(const struct kfb_sysroot *root, const char *path);

/* Resolve the symbolic links of @path inside the root.  The caller frees *@out. */
int kfb_sysroot_canonical(const struct kfb_sysroot *root, const char *path, char **out);

/*
 * List the names in directory @path that consist of @prefix and a decimal number.  Stores
 * at most @max numbers, in ascending order, and returns how many.
 */
int kfb_sysroot_numbered(const struct kfb_sysroot *root, const char *path, const char *prefix,
			 unsigned int *numbers, size_t max);

#endif
