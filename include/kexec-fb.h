/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * libkexecfb: what is scanned out now, and how the next kernel is told.
 *
 * A loader asks three things, in this order:
 *
 *	struct kexec_fb *fb;
 *	uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE];
 *
 *	kexec_fb_new(NULL, &fb);
 *	kexec_fb_find(fb);			what is on the screen, who says so
 *	kexec_fb_screen_info(fb, si);		the 64 bytes the next kernel reads
 *	kexec_fb_free(fb);
 *
 * Functions return 0 or a negative errno value unless their text says
 * otherwise.  Nothing is printed: a log callback receives every line, and
 * kexec_fb_reason() tells in one sentence why nothing was found.
 * One object is used by one thread at a time; there is no global state.
 */
#ifndef KEXEC_FB_H
#define KEXEC_FB_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* sizeof(struct screen_info), <linux/screen_info.h>, unchanged since 2.6.22 */
#define KEXEC_FB_SCREEN_INFO_SIZE	64

/* Who a value came from. */
enum kexec_fb_source {
	KEXEC_FB_FROM_NOBODY,		/* the value is not known */
	KEXEC_FB_FROM_DRM,		/* ioctls on /dev/dri/cardN */
	KEXEC_FB_FROM_SYSFS,		/* /sys/class/{drm,graphics}, the driver's link */
	KEXEC_FB_FROM_IOMEM,		/* /proc/iomem */
	KEXEC_FB_FROM_PCI_BAR,		/* /sys/bus/pci/devices/.../resource */
	KEXEC_FB_FROM_BOOT_PARAMS,	/* /sys/kernel/boot_params/data (x86) */
	KEXEC_FB_FROM_FBDEV,		/* FBIOGET_[FV]SCREENINFO on /dev/fb0 */
	KEXEC_FB_FROM_CALCULATION,	/* follows from other values of the scanout */
};

/* Indexes kexec_fb_scanout.origin[]. */
enum kexec_fb_value {
	KEXEC_FB_DRIVER,
	KEXEC_FB_BASE,
	KEXEC_FB_SIZE,
	KEXEC_FB_WIDTH,
	KEXEC_FB_HEIGHT,
	KEXEC_FB_STRIDE,
	KEXEC_FB_FOURCC,
	KEXEC_FB_NVALUES
};

struct kexec_fb_origin {
	enum kexec_fb_source source;
	const char *detail;	/* the file and the line of it, for a person; never NULL */
};

/*
 * The linear framebuffer that is scanned out now.  A value whose origin is
 * KEXEC_FB_FROM_NOBODY is 0 (or NULL).  Strings belong to the struct kexec_fb.
 */
struct kexec_fb_scanout {
	const char *driver;	/* DRM or fbdev name of the driver, e.g. "hyperv_drm" */
	const char *device;	/* its device below /sys, e.g. "/sys/devices/pci..."; or NULL */
	uint64_t base;		/* CPU physical address of the first pixel */
	uint64_t size;		/* bytes from base that the next kernel must leave alone */
	uint32_t width;		/* pixels */
	uint32_t height;	/* lines */
	uint32_t stride;	/* bytes from one line to the next (DRM: pitch) */
	uint32_t fourcc;	/* DRM_FORMAT_*, <drm/drm_fourcc.h>, e.g. 'XR24' */
	struct kexec_fb_origin origin[KEXEC_FB_NVALUES];
};

/* orig_video_isVGA: which kind of screen_info, and so the unit of lfb_size. */
enum kexec_fb_video_type {
	KEXEC_FB_VIDEO_TYPE_VLFB = 0x23,	/* VIDEO_TYPE_VLFB: 64 KiB units */
	KEXEC_FB_VIDEO_TYPE_EFI = 0x70,		/* VIDEO_TYPE_EFI: bytes */
};

enum kexec_fb_log_level {
	KEXEC_FB_LOG_DEBUG,	/* every source, what it said, what was chosen */
	KEXEC_FB_LOG_WARNING,	/* a person should know, though a scanout was found */
};

/* One line without its newline; valid during the call only. */
typedef void (*kexec_fb_log_fn)(void *data, enum kexec_fb_log_level level,
				const char *line);

struct kexec_fb;

/*
 * @sysroot: the directory below which /proc, /sys and /dev are read, or NULL
 * for "/".  Below another root, regular files in dev/ hold recorded answers
 * (see kexec_fb_record()) and no device is opened.
 * Returns 0, -ENOMEM, or why the directory cannot be opened; *@fb is NULL then,
 * else the caller's to free.
 */
int kexec_fb_new(const char *sysroot, struct kexec_fb **fb);
void kexec_fb_free(struct kexec_fb *fb);	/* NULL is fine */

/*
 * @log is called with @data, which must live as long as @fb, for every line from now
 * on; NULL, as at first: lines are dropped.
 */
void kexec_fb_set_log(struct kexec_fb *fb, kexec_fb_log_fn log, void *data);

/*
 * Copy every file that is read from now on below the existing directory @dir,
 * with the DRM and fbdev answers as text where the device nodes stand: a
 * machine that kexec_fb_new(dir) replays anywhere.  The files hold addresses that
 * /proc/iomem shows to root only: @dir decides who may read them.  Returns 0, or why @dir
 * cannot be opened; a copy that fails later is a warning in kexec_fb_find().
 */
int kexec_fb_record(struct kexec_fb *fb, const char *dir);

/*
 * Ask every source and decide.
 * 0 when a linear framebuffer was found and its values agree with each other;
 * -ENODEV when there is none that another kernel could use;
 * -EACCES when a source that is needed hides its answer from this user;
 * -EINVAL when the sources contradict each other;
 * else the error of a source.  After a failure kexec_fb_reason() says why.
 * Drivers are asked by ioctl: one that hangs keeps the caller, so who must not
 * wait asks from a process that it can do without.  May be called again, for what
 * changed meanwhile; strings of the answer before stay until kexec_fb_free().
 */
int kexec_fb_find(struct kexec_fb *fb);

/*
 * What kexec_fb_find() found; after a failure, the values known so far.  Never NULL;
 * belongs to @fb, and its contents change with the next kexec_fb_find().
 */
const struct kexec_fb_scanout *kexec_fb_scanout(const struct kexec_fb *fb);

/*
 * Why kexec_fb_find() or kexec_fb_fill_image() failed, one sentence without a full stop;
 * "" after a successful kexec_fb_find().  Never NULL; stays until kexec_fb_free().
 */
const char *kexec_fb_reason(const struct kexec_fb *fb);

/*
 * The kernel's boot-time screen_info, which kexec_file_load() on x86 passes on
 * as it is (arch/x86/kernel/kexec-bzimage64.c, setup_boot_parameters(), 6.12).
 * Little endian, as kexec_fb_find() read it.
 * -ENODATA before that, or when this machine has no /sys/kernel/boot_params/data.
 */
int kexec_fb_boot_screen_info(const struct kexec_fb *fb,
			      uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE]);

/*
 * The 64 bytes for the scanout that was found.  A firmware framebuffer that
 * nobody moved gives the boot-time bytes themselves; anything else is encoded
 * as the EFI stub would (drivers/firmware/efi/libstub/gop.c, 6.12), or as VLFB
 * where the machine was not booted by EFI.  The errors are those of
 * kexec_fb_encode(), and kexec_fb_find()'s where it did not succeed; -EAGAIN before it.
 * Sets no reason: after a successful kexec_fb_find() it succeeds.
 */
int kexec_fb_screen_info(const struct kexec_fb *fb,
			 uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE]);

/*
 * Fill the kernel's own screen_info in @image, a raw Image or vmlinux of arm64,
 * riscv64 or loongarch64 that a loader holds in memory: there, no boot
 * parameters carry it.  Kernels >= 7.0 call it sysfb_primary_display.  Needs a
 * successful kexec_fb_find(), whose error is returned otherwise.  @image is @len bytes,
 * writable and not compressed, and stays the caller's.  Nothing is written unless 0 is
 * returned; else kexec_fb_reason() names offset and reason:
 * -ENOENT: no such symbol is exported; -ENOTEMPTY: it is filled already;
 * another error: the image is damaged, or not of those kinds.
 */
int kexec_fb_fill_image(struct kexec_fb *fb, void *image, size_t len);

/*
 * Pure: encode @scanout as struct screen_info, little endian; unused bytes 0.
 * -EINVAL: stride below width * bytes per pixel, or size below stride * height;
 * -ENOTSUP: no screen_info describes that fourcc;
 * -ERANGE: a value does not fit its field (16 bits for the geometry,
 * 32 bits for lfb_size, 64 bits for base + size).
 */
int kexec_fb_encode(const struct kexec_fb_scanout *scanout,
		    enum kexec_fb_video_type type,
		    uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE]);

/*
 * Pure: the inverse.  Sets base, size, width, height, stride and fourcc of
 * @scanout and leaves the rest alone; size is always in bytes.
 * -ENODATA: no linear framebuffer in there (another orig_video_isVGA, or
 * lfb_base 0); -ENOTSUP: a pixel layout without fourcc; -EINVAL: as encode.
 */
int kexec_fb_decode(const uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE],
		    struct kexec_fb_scanout *scanout);

/* "drm", "iomem", ...: static, never NULL. */
const char *kexec_fb_source_name(enum kexec_fb_source source);

#ifdef __cplusplus
}
#endif

#endif
