// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "overlay/overlay.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <sys/mount.h>
#include <unistd.h>

#include "overlay/label.h"
#include "overlay/tmpfs.h"
#include "util.h"

/*
 * A bind mount needs its source inside the namespace, so the tmpfs is mounted somewhere for
 * a moment.  Any directory will do: nothing below it is used meanwhile, because the targets
 * are already open.
 */
static const char *const mountpoints[] = { "/run", "/tmp", "/mnt", "/dev" };

static int attach(struct kfb_overlay *o, const char *dir)
{
	int ret = kfb_tmpfs_attach(o->tmpfs, dir);

	if (!ret)
		o->mountpoint = dir;
	return ret;
}

/* Before 5.2 a tmpfs exists only where it is mounted. */
static int mount_new(struct kfb_overlay *o, const char *dir)
{
	if (mount("kexec-fb", dir, "tmpfs", MS_NOSUID | MS_NOEXEC, "mode=0700"))
		return -errno;
	o->mountpoint = dir;
	o->tmpfs = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	return o->tmpfs < 0 ? -errno : 0;
}

/*
 * If a step after the mount fails, do not mount again: the first tmpfs would stay and hide
 * files.
 */
static int somewhere(struct kfb_overlay *o, int (*place)(struct kfb_overlay *o, const char *dir))
{
	int ret = -ENOENT;

	o->step = "mount a tmpfs";
	for (size_t i = 0; i < ARRAY_SIZE(mountpoints); i++) {
		ret = place(o, mountpoints[i]);
		if (!ret || o->mountpoint)
			break;
	}
	return ret;
}

static int open_targets(struct kfb_overlay *o)
{
	if (o->count > KFB_MAX_BINDINGS)
		return -E2BIG;
	for (size_t i = 0; i < o->count; i++) {
		o->step = o->bindings[i].target;
		o->targets[i] = open(o->bindings[i].target, O_PATH | O_CLOEXEC);
		if (o->targets[i] < 0)
			return -errno;
	}
	return 0;
}

int kfb_overlay_begin(struct kfb_overlay *o, const struct kfb_binding *bindings, size_t count)
{
	int ret;

	*o = (struct kfb_overlay){ .bindings = bindings, .count = count, .tmpfs = -1 };
	o->step = "enter a mount namespace of its own";
	if (unshare(CLONE_NEWNS))
		return -errno;
	o->step = "keep its mounts inside that namespace";
	/*
	 * A slave still receives mounts from outside, and kexec needs that: if a kernel lies on
	 * an automount, the daemon mounts it outside, and in a private namespace kexec could
	 * not open the file (ELOOP).
	 */
	if (mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL))
		return -errno;
	/* Not earlier: a mount of the old namespace cannot be bound over. */
	ret = open_targets(o);
	if (ret)
		return ret;
	o->tmpfs = kfb_tmpfs_detached();
	return o->tmpfs < 0 ? somewhere(o, mount_new) : 0;
}

int kfb_overlay_create(struct kfb_overlay *o, size_t index)
{
	const struct kfb_binding *binding = &o->bindings[index];
	int fd, ret;

	o->step = "create a file in the tmpfs";
	fd = openat(o->tmpfs, binding->name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0444);
	if (fd < 0)
		return -errno;
	o->step = "give a file in the tmpfs the SELinux label of what it covers";
	ret = binding->closed_will_do ? 0 : kfb_label_like(fd, o->targets[index]);
	if (ret)
		close(fd);
	return ret ? ret : fd;
}

static int bind_fds(int source, int target)
{
	char from[sizeof("/proc/self/fd/") + 3 * sizeof(int)];
	char to[sizeof("/proc/self/fd/") + 3 * sizeof(int)];

	snprintf(from, sizeof(from), "/proc/self/fd/%d", source);
	snprintf(to, sizeof(to), "/proc/self/fd/%d", target);
	return mount(from, to, NULL, MS_BIND, NULL) ? -errno : 0;
}

static int bind_one(struct kfb_overlay *o, const char *name, int target)
{
	int source = openat(o->tmpfs, name, O_PATH | O_CLOEXEC);
	int ret;

	if (source < 0)
		return -errno;
	ret = bind_fds(source, target);
	close(source);
	return ret;
}

int kfb_overlay_bind(struct kfb_overlay *o)
{
	int ret = o->mountpoint ? 0 : somewhere(o, attach);

	for (size_t i = 0; i < o->count && !ret; i++) {
		o->step = o->bindings[i].target;
		ret = bind_one(o, o->bindings[i].name, o->targets[i]);
		close(o->targets[i]);
	}
	if (ret)
		return ret;
	close(o->tmpfs);
	o->step = "take the tmpfs out of sight";
	return umount2(o->mountpoint, MNT_DETACH) ? -errno : 0;
}
