// SPDX-License-Identifier: GPL-2.0-only
/*
 * x86: a copy of the boot parameters, and a /dev/fb0 whose ioctls fail so that
 * kexec reads them (see fill/boot_params.h).
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "fill/boot_params.h"
#include "handover/handover.h"
#include "screen_info/screen_info.h"
#include "util.h"

#define FB0	"/dev/fb0"
#define USE_KEXEC_LOAD	"load with -c (--kexec-syscall; kdump-tools: KDUMP_KEXEC_ARGS=\"-c\")"

/*
 * kexec_file_load() copies the running kernel's own screen_info: nothing that is done
 * here reaches it.  Writes @note and returns false unless that screen_info shows the
 * screen.
 */
static bool file_load_is_right(struct kfb_handover *h, struct kfb_note *note)
{
	const struct kexec_fb_mode *s = kexec_fb_get_mode(h->fb);
	struct kexec_fb_mode picture = *s;
	uint8_t boot[KEXEC_FB_SCREEN_INFO_SIZE];
	struct kexec_fb_mode passed = { 0 };
	const char *maybe = "";

	/* kexec-tools before 2.0.27 take kexec_load() unless told otherwise. */
	if (h->options->syscall == KFB_SYSCALL_AUTO)
		maybe = "if kexec chooses it, ";
	if (kexec_fb_boot_screen_info(h->fb, boot))
		memset(boot, 0, sizeof(boot));
	/* What is kept free around the picture is no reason to warn. */
	picture.size = (uint64_t)s->stride * s->height;
	if (kfb_screen_info_shows(boot, &picture))
		return true;
	if (kexec_fb_decode(boot, &passed) == -ENODATA)
		kfb_note(note, USE_KEXEC_LOAD, "%skexec_file_load() passes on no framebuffer, but the screen is at %#" PRIx64,
			 maybe, s->base);
	else
		kfb_note(note, USE_KEXEC_LOAD, "%skexec_file_load() passes on the framebuffer of boot time, %ux%u at %#" PRIx64 ", but the screen is %ux%u at %#" PRIx64 " now",
			 maybe, passed.width, passed.height, kfb_screen_info_base(boot),
			 s->width, s->height, s->base);
	return false;
}

static int read_boot_params(struct kfb_handover *h, struct kfb_bytes *bytes)
{
	int ret = kfb_sysroot_read(h->live, KFB_BOOT_PARAMS_PATH, bytes);

	if (ret)
		kfb_handover_fail(h, -ret, NULL, "cannot read %s (%s)", KFB_BOOT_PARAMS_PATH,
				  strerror(-ret));
	return ret;
}

static int write_boot_params(struct kfb_handover *h, struct kfb_handover_file *file, int fd)
{
	struct kfb_error err = { 0 };
	struct kfb_bytes bytes;
	int ret = read_boot_params(h, &bytes);

	if (ret)
		return ret;
	file->offset = 0;
	ret = kfb_boot_params_put((uint8_t *)bytes.data, bytes.len, h->si, &err);
	if (ret) {
		kfb_handover_fail(h, -ret, NULL, "cannot fill in %s (%s)", file->target,
				  kfb_error_text(&err).text);
	} else {
		ret = kfb_write_all(fd, bytes.data, bytes.len);
		if (ret)
			kfb_handover_fail(h, -ret, NULL, "cannot write the copy of the boot parameters (%s)",
					  strerror(-ret));
	}
	free(bytes.data);
	return ret;
}

static int verify_boot_params(struct kfb_handover *h, const struct kfb_handover_file *file)
{
	struct kfb_bytes bytes;
	int ret = read_boot_params(h, &bytes);

	if (ret)
		return ret;
	if (bytes.len < sizeof(h->si) || memcmp(bytes.data, h->si, sizeof(h->si)) != 0)
		ret = kfb_handover_fail(h, EIO, NULL, "%s does not show the bytes bound over it",
					file->target);
	free(bytes.data);
	return ret;
}

/* No ioctl works on an empty file. */
static int write_nothing(struct kfb_handover *h, struct kfb_handover_file *file, int fd)
{
	(void)h;
	(void)file;
	(void)fd;
	return 0;
}

static int plan(struct kfb_handover *h)
{
	struct kfb_bytes bytes;
	int ret;

	h->count = 0;
	if (h->options->syscall == KFB_SYSCALL_FILE)
		return file_load_is_right(h, &h->problem) ? 0 : -ENOTSUP;
	if (h->options->syscall == KFB_SYSCALL_AUTO)
		file_load_is_right(h, &h->warning);
	ret = read_boot_params(h, &bytes);
	if (ret)
		return ret;
	free(bytes.data);
	h->files[h->count++] = (struct kfb_handover_file){
		.name = "boot_params", .target = KFB_BOOT_PARAMS_PATH,
		.write = write_boot_params, .verify = verify_boot_params,
	};
	if (kfb_sysroot_exists(h->live, FB0))
		h->files[h->count++] = (struct kfb_handover_file){
			.name = "fb0", .target = FB0, .write = write_nothing,
		};
	return 0;
}

static const struct kfb_handover_arch x86_64 = {
	.machine = "x86_64",
	.arch = KFB_ARCH_X86,
	.plan = plan,
};

const struct kfb_handover_arch *const kfb_handover_archs[] = { &x86_64, NULL };
