// SPDX-License-Identifier: GPL-2.0-only
/*
 * The fake's answers follow drm_ioctl.c, drm_crtc.c and drm_framebuffer.c of Linux 6.12.
 */
#include "unit.h"

#include <dirent.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <drm.h>
#include <drm_mode.h>

#include "fake_display.h"
#include "sysroot.h"

#define FAKE_NAME "fake-display"

struct fake_display fake;
struct fake_plane fake_planes[2];

int __real_kfb_sysroot_read(const struct kfb_sysroot *root, const char *path,
			    struct kfb_bytes *out);
int __wrap_kfb_sysroot_read(const struct kfb_sysroot *root, const char *path,
			    struct kfb_bytes *out);
int __wrap_kfb_sysroot_open_device(const struct kfb_sysroot *root, const char *path, int flags);

/*
 * The root is live, so that devices are asked, but files must still be read below its
 * directory.
 */
int __wrap_kfb_sysroot_read(const struct kfb_sysroot *root, const char *path, struct kfb_bytes *out)
{
	struct kfb_sysroot below = *root;

	below.live = false;
	return __real_kfb_sysroot_read(&below, path, out);
}

int __wrap_kfb_sysroot_open_device(const struct kfb_sysroot *root, const char *path, int flags)
{
	struct rlimit limit, unlimited;
	int fd;

	(void)root;
	(void)path;
	(void)flags;
	if (fake.open_error)
		return -fake.open_error;
	fake.opened++;
	fd = memfd_create(FAKE_NAME, MFD_CLOEXEC);
	/* A display's memory is no file, so a limit to these does not apply. */
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	unlimited = (struct rlimit){ limit.rlim_max, limit.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &unlimited), 0);
	assert_int_equal(ftruncate(fd, fake.bytes), 0);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	return fd;
}

unsigned int fake_display_open_descriptors(void)
{
	DIR *dir = opendir("/proc/self/fd");
	unsigned int count = 0;
	struct dirent *e;
	char link[64], target[64];
	ssize_t n;

	assert_non_null(dir);
	while ((e = readdir(dir))) {
		snprintf(link, sizeof(link), "/proc/self/fd/%.16s", e->d_name);
		n = readlink(link, target, sizeof(target) - 1);
		target[n < 0 ? 0 : n] = '\0';
		count += strstr(target, FAKE_NAME) != NULL;
	}
	closedir(dir);
	return count;
}

/* drm_copy_field(): copies as much as fits, and tells the whole length. */
static void copy_field(char *buf, __kernel_size_t *len, const char *value)
{
	size_t whole = strlen(value);

	if (buf && *len)
		memcpy(buf, value, whole < *len ? whole : *len);
	*len = whole;
}

static int get_version(void *arg)
{
	struct drm_version *v = arg;

	copy_field(v->name, &v->name_len, fake.driver);
	copy_field(v->date, &v->date_len, "0");
	copy_field(v->desc, &v->desc_len, "a fake");
	return 0;
}

/* drm_authmagic(): only the master may ask, and magic 0 belongs to nobody. */
static int auth_magic(void *arg)
{
	(void)arg;
	return fake.master ? EINVAL : EACCES;
}

static int drop_master(void *arg)
{
	(void)arg;
	fake.closed_master++;
	fake.master = false;
	return 0;
}

static int get_resources(void *arg)
{
	struct drm_mode_card_res *r = arg;
	uint32_t *ids = (uint32_t *)(uintptr_t)r->crtc_id_ptr;

	for (uint32_t i = 0; ids && i < fake.ncrtcs && i < r->count_crtcs; i++)
		ids[i] = fake.crtcs[i].id;
	r->count_crtcs = fake.ncrtcs;
	r->count_fbs = r->count_connectors = r->count_encoders = 0;
	fake.ncrtcs += fake.plugged;
	fake.plugged = 0;
	return 0;
}

static int get_crtc(void *arg)
{
	struct drm_mode_crtc *c = arg;

	for (uint32_t i = 0; i < fake.ncrtcs; i++) {
		const struct fake_crtc *f = &fake.crtcs[i];

		if (f->id != c->crtc_id)
			continue;
		c->fb_id = f->fb;
		c->x = f->x;
		c->y = f->y;
		c->mode_valid = f->mode_valid;
		c->mode.hdisplay = f->width;
		c->mode.vdisplay = f->height;
		return 0;
	}
	return ENOENT;
}

static const struct fake_fb *find_fb(uint32_t id)
{
	for (uint32_t i = 0; i < fake.nfbs; i++)
		if (fake.fbs[i].id == id)
			return &fake.fbs[i];
	return NULL;
}

static int get_fb2(void *arg)
{
	struct drm_mode_fb_cmd2 *c = arg;
	const struct fake_fb *f = find_fb(c->fb_id);

	if (!f)
		return ENOENT;
	c->width = f->width;
	c->height = f->height;
	c->pixel_format = f->fourcc;
	c->flags = f->has_modifier ? DRM_MODE_FB_MODIFIERS : 0;
	c->handles[0] = f->handle;
	c->pitches[0] = f->pitch;
	c->offsets[0] = f->offset;
	c->modifier[0] = f->modifier;
	return 0;
}

static int get_fb(void *arg)
{
	struct drm_mode_fb_cmd *c = arg;
	const struct fake_fb *f = find_fb(c->fb_id);

	if (!f)
		return ENOENT;
	c->width = f->width;
	c->height = f->height;
	c->pitch = f->pitch;
	c->bpp = f->bpp;
	c->depth = f->depth;
	c->handle = f->handle;
	return 0;
}

static int set_client_cap(void *arg)
{
	const struct drm_set_client_cap *c = arg;

	return c->capability == DRM_CLIENT_CAP_UNIVERSAL_PLANES ? 0 : EINVAL;
}

static int get_planes(void *arg)
{
	struct drm_mode_get_plane_res *r = arg;
	uint32_t *ids = (uint32_t *)(uintptr_t)r->plane_id_ptr, count = 0;

	for (size_t i = 0; i < COUNT(fake_planes); i++) {
		if (!fake_planes[i].id)
			continue;
		if (ids && count < r->count_planes)
			ids[count] = fake_planes[i].id;
		count++;
	}
	r->count_planes = count;
	return 0;
}

static int get_plane(void *arg)
{
	struct drm_mode_get_plane *p = arg;
	uint32_t *formats = (uint32_t *)(uintptr_t)p->format_type_ptr, count = 0;
	const struct fake_plane *f = NULL;

	for (size_t i = 0; i < COUNT(fake_planes); i++)
		if (fake_planes[i].id == p->plane_id)
			f = &fake_planes[i];
	if (!f)
		return ENOENT;
	p->crtc_id = f->crtc;
	p->fb_id = f->fb;
	for (; count < COUNT(f->formats) && f->formats[count]; count++)
		if (formats && count < p->count_format_types)
			formats[count] = f->formats[count];
	p->count_format_types = count;
	return 0;
}

/* Its offset for mmap() is the offset in the file that serves as the card. */
static int map_dumb(void *arg)
{
	struct drm_mode_map_dumb *m = arg;

	if (!m->handle)
		return ENOENT;
	m->offset = 0;
	for (uint32_t i = 0; fake.next_fb && i < fake.ncrtcs; i++)
		if (fake.crtcs[i].fb)
			fake.crtcs[i].fb = fake.next_fb;
	return 0;
}

static int get_fix(void *arg)
{
	memcpy(arg, &fake.fix, sizeof(fake.fix));
	return 0;
}

static int get_var(void *arg)
{
	memcpy(arg, &fake.var, sizeof(fake.var));
	return 0;
}

static const struct {
	unsigned long request;
	int (*answer)(void *arg);
} answers[] = {
	{ DRM_IOCTL_VERSION, get_version },
	{ DRM_IOCTL_AUTH_MAGIC, auth_magic },
	{ DRM_IOCTL_DROP_MASTER, drop_master },
	{ DRM_IOCTL_MODE_GETRESOURCES, get_resources },
	{ DRM_IOCTL_MODE_GETCRTC, get_crtc },
	{ DRM_IOCTL_MODE_GETFB2, get_fb2 },
	{ DRM_IOCTL_MODE_GETFB, get_fb },
	{ DRM_IOCTL_SET_CLIENT_CAP, set_client_cap },
	{ DRM_IOCTL_MODE_GETPLANERESOURCES, get_planes },
	{ DRM_IOCTL_MODE_GETPLANE, get_plane },
	{ DRM_IOCTL_MODE_MAP_DUMB, map_dumb },
	{ FBIOGET_FSCREENINFO, get_fix },
	{ FBIOGET_VSCREENINFO, get_var },
};

static int failure(unsigned long request)
{
	for (size_t i = 0; i < COUNT(fake.failures); i++) {
		struct fake_failure *f = &fake.failures[i];

		if (f->request != request || !f->times)
			continue;
		if (f->times > 0)
			f->times--;
		return f->error;
	}
	return 0;
}

int ioctl(int fd, unsigned long request, ...)
{
	int error = failure(request);
	va_list args;
	void *arg;

	(void)fd;
	va_start(args, request);
	arg = va_arg(args, void *);
	va_end(args);
	/* drm_ioctl() returns EINVAL for a number that it does not know. */
	for (size_t i = 0; !error && i < COUNT(answers); i++)
		if (answers[i].request == request) {
			error = answers[i].answer(arg);
			if (!error)
				return 0;
		}
	errno = error ? error : EINVAL;
	return -1;
}
