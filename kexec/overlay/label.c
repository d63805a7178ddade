// SPDX-License-Identifier: GPL-2.0-only
#include "overlay/label.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/xattr.h>
#include <unistd.h>

#define LABEL	    "security.selinux" /* XATTR_NAME_SELINUX, <linux/xattr.h> */
#define SELINUX	    "/sys/fs/selinux/enforce"
#define LABEL_LIMIT 65536 /* XATTR_SIZE_MAX */

static int copy_label(int fd, const char *target, char *label)
{
	ssize_t len = getxattr(target, LABEL, label, LABEL_LIMIT);

	if (len < 0)
		return errno == ENODATA || errno == EOPNOTSUPP ? 0 : -errno;
	return fsetxattr(fd, LABEL, label, (size_t)len, 0) ? -errno : 0;
}

int kfb_label_like(int fd, int target)
{
	char path[sizeof("/proc/self/fd/") + 3 * sizeof(int)];
	char *label;
	int ret;

	/* Without SELinux a disk may still hold labels, but nobody looks at them. */
	if (access(SELINUX, F_OK))
		return 0;
	label = malloc(LABEL_LIMIT);
	if (!label)
		return -ENOMEM;
	/* fgetxattr(2) takes no O_PATH descriptor. */
	snprintf(path, sizeof(path), "/proc/self/fd/%d", target);
	ret = copy_label(fd, path, label);
	free(label);
	return ret;
}
