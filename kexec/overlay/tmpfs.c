// SPDX-License-Identifier: GPL-2.0-only
/*
 * The new mount API by system call numbers, because glibc before 2.36 has no wrappers, and the
 * <sys/mount.h> of 2.36 cannot be included together with <linux/mount.h>.
 */
#define _GNU_SOURCE
#include "overlay/tmpfs.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

int kfb_tmpfs_detached(void)
{
	long fs = syscall(SYS_fsopen, "tmpfs", FSOPEN_CLOEXEC);
	long fd;

	if (fs < 0)
		return -errno;
	syscall(SYS_fsconfig, fs, FSCONFIG_SET_STRING, "mode", "0700", 0);
	if (syscall(SYS_fsconfig, fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0))
		fd = -1;
	else
		fd = syscall(SYS_fsmount, fs, FSMOUNT_CLOEXEC,
			     MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC);
	fd = fd < 0 ? -errno : fd;
	close((int)fs);
	return (int)fd;
}

int kfb_tmpfs_attach(int tmpfs, const char *dir)
{
	return syscall(SYS_move_mount, tmpfs, "", AT_FDCWD, dir, MOVE_MOUNT_F_EMPTY_PATH) ? -errno :
											    0;
}
