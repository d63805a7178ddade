// SPDX-License-Identifier: GPL-2.0-only
/*
 * x86: a copy of the boot parameters, and a /dev/fb0 whose ioctls fail so that
 * kexec reads them (see fill/boot_params.h).
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fill/boot_params.h"
#include "handover/handover.h"
#include "screen_info/screen_info.h"
#include "sysroot.h"

#define FB0	"/dev/fb0"

/*
 * kexec_file_load() copies the running kernel's own screen_info: nothing that
 * is done here reaches it.
 */
static int foresee(struct kfb_handover *h)
{
	const struct kexec_fb_scanout *s = kexec_fb_scanout(h->fb);
	struct kexec_fb_scanout picture = *s;
	uint8_t boot[KEXEC_FB_SCREEN_INFO_SIZE];
	struct kexec_fb_scanout passed = { 0 };
	const char *maybe = "";

	if (h->options->syscall == KFB_SYSCALL_LOAD)
		return 0;
	/* kexec-tools before 2.0.27 take kexec_load() unless told otherwise. */
	if (h->options->syscall == KFB_SYSCALL_AUTO)
		maybe = "if kexec chooses it, ";
	if (kexec_fb_boot_screen_info(h->fb, boot))
		memset(boot, 0, sizeof(boot));
	/* What is kept free around the picture is no reason to warn. */
	picture.size = (uint64_t)s->stride * s->height;
	if (kfb_screen_info_shows(boot, &picture))
		return 0;
	if (kexec_fb_decode(boot, &passed) == -ENODATA)
		return kfb_handover_fail(h, ENOTSUP, "%skexec_file_load() passes on no framebuffer, the screen is at %#" PRIx64 ": load with -c (--kexec-syscall)",
					 maybe, s->base);
	return kfb_handover_fail(h, ENOTSUP, "%skexec_file_load() passes on the framebuffer of boot time, %ux%u at %#" PRIx64 ", but the screen is %ux%u at %#" PRIx64 " now: load with -c (--kexec-syscall)",
				 maybe, passed.width, passed.height, kfb_screen_info_base(boot),
				 s->width, s->height, s->base);
}

static int plan(struct kfb_handover *h)
{
	h->count = 0;
	if (h->options->syscall == KFB_SYSCALL_FILE)
		return 0;
	if (access(KFB_BOOT_PARAMS_PATH, R_OK))
		return kfb_handover_fail(h, errno, "%s: %s", KFB_BOOT_PARAMS_PATH,
					 strerror(errno));
	h->bindings[h->count++] = (struct kfb_binding){ "boot_params", KFB_BOOT_PARAMS_PATH };
	if (access(FB0, F_OK) == 0)
		h->bindings[h->count++] = (struct kfb_binding){ "fb0", FB0 };
	return 0;
}

static int read_boot_params(struct kfb_handover *h, struct kfb_bytes *bytes)
{
	int ret = kfb_read_live(KFB_BOOT_PARAMS_PATH, bytes);

	if (ret)
		kfb_handover_fail(h, -ret, "%s: %s", KFB_BOOT_PARAMS_PATH, strerror(-ret));
	return ret;
}

static int write_binding(struct kfb_handover *h, const struct kfb_binding *binding, int fd)
{
	struct kfb_error err = { 0 };
	struct kfb_bytes bytes;
	int ret;

	if (strcmp(binding->target, FB0) == 0)
		return 0;	/* an empty file: no ioctl works on it */
	ret = read_boot_params(h, &bytes);
	if (ret)
		return ret;
	ret = kfb_boot_params_put((uint8_t *)bytes.data, bytes.len, h->si, &err);
	if (ret)
		kfb_handover_fail(h, -ret, "%s: byte %" PRIu64 ": %s", KFB_BOOT_PARAMS_PATH,
				  err.offset, err.reason);
	else if (write(fd, bytes.data, bytes.len) != (ssize_t)bytes.len)
		ret = kfb_handover_fail(h, EIO, "cannot write the copy of the boot parameters");
	free(bytes.data);
	return ret;
}

static int verify(struct kfb_handover *h)
{
	struct kfb_bytes bytes;
	int ret = read_boot_params(h, &bytes);

	if (ret)
		return ret;
	if (bytes.len < sizeof(h->si) || memcmp(bytes.data, h->si, sizeof(h->si)) != 0)
		ret = kfb_handover_fail(h, EIO, "%s does not show the bytes bound over it",
					KFB_BOOT_PARAMS_PATH);
	free(bytes.data);
	return ret;
}

static const struct kfb_handover_arch x86_64 = {
	.machine = "x86_64",
	.arch = KFB_ARCH_X86,
	.foresee = foresee,
	.plan = plan,
	.write = write_binding,
	.verify = verify,
};

const struct kfb_handover_arch *const kfb_handover_archs[] = { &x86_64, NULL };
