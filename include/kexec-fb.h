/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * libkexecfb: find the framebuffer that is scanned out now, and tell the next kernel.
 *
 *	struct kexec_fb *fb;
 *	uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE];
 *
 *	if (kexec_fb_new(NULL, &fb))
 *		return;
 *	if (kexec_fb_find(fb) == 0 && kexec_fb_screen_info(fb, si) == 0)
 *		pass_on(si);			the 64 bytes the next kernel reads
 *	else
 *		complain(kexec_fb_reason(fb));
 *	kexec_fb_free(fb);
 *
 * Functions that can fail return 0 or a negative errno value; "Returns" lists all of
 * them.  The library prints nothing: a log callback receives every line.  It has no
 * global state.  Use an object from one thread at a time.
 *
 * Callers allocate only struct kexec_fb_mode, which will never change.  Enumerations may
 * gain values at their end.
 */
#ifndef KEXEC_FB_H
#define KEXEC_FB_H

#include <stddef.h>
#include <stdint.h>

#include "kexec-fb-version.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Bytes of struct screen_info: <linux/screen_info.h>, unchanged since 2.6.22. */
#define KEXEC_FB_SCREEN_INFO_SIZE 64

/* An object: one system to read, and what was found on it. */
struct kexec_fb;

/* A linear framebuffer.  Frozen: no member will be added. */
struct kexec_fb_mode {
	uint64_t base;	 /* CPU physical address of the first pixel */
	uint64_t size;	 /* bytes from base that the next kernel must leave alone */
	uint32_t width;	 /* pixels */
	uint32_t height; /* lines */
	uint32_t stride; /* bytes from one line to the next; DRM calls it pitch */
	uint32_t fourcc; /* DRM_FORMAT_*, <drm/drm_fourcc.h>, e.g. 'XR24' */
};

/* What kexec_fb_get_origin() can be asked about. */
enum kexec_fb_value {
	KEXEC_FB_VALUE_DRIVER,
	KEXEC_FB_VALUE_BASE,
	KEXEC_FB_VALUE_SIZE,
	KEXEC_FB_VALUE_WIDTH,
	KEXEC_FB_VALUE_HEIGHT,
	KEXEC_FB_VALUE_STRIDE,
	KEXEC_FB_VALUE_FOURCC,
};

/* Where a value came from. */
enum kexec_fb_source {
	KEXEC_FB_FROM_NOBODY,	   /* the value is not known */
	KEXEC_FB_FROM_DRM,	   /* ioctls on /dev/dri/cardN */
	KEXEC_FB_FROM_SYSFS,	   /* /sys/class/{drm,graphics}, the driver's link */
	KEXEC_FB_FROM_IOMEM,	   /* /proc/iomem */
	KEXEC_FB_FROM_PCI_BAR,	   /* /sys/bus/pci/devices/.../resource */
	KEXEC_FB_FROM_BOOT_PARAMS, /* /sys/kernel/boot_params/data (x86) */
	KEXEC_FB_FROM_FBDEV,	   /* FBIOGET_[FV]SCREENINFO on /dev/fb0 */
	KEXEC_FB_FROM_CALCULATION, /* computed here from other values */
	KEXEC_FB_FROM_DEBUGFS,	   /* /sys/kernel/debug/dri/N/framebuffer */
	KEXEC_FB_FROM_PAGE_TABLES, /* our own page tables, read through /proc/kcore */
};

/* Where one value came from.  The library allocates it, so it may grow. */
struct kexec_fb_origin {
	enum kexec_fb_source source;
	const char *detail; /* for a person: the file and its line, or the sum; never NULL */
};

/* orig_video_isVGA: the kind of a screen_info, which decides the unit of its lfb_size. */
enum kexec_fb_video_type {
	KEXEC_FB_VIDEO_TYPE_VLFB = 0x23, /* VIDEO_TYPE_VLFB: units of 64 KiB */
	KEXEC_FB_VIDEO_TYPE_EFI = 0x70,	 /* VIDEO_TYPE_EFI: bytes */
};

enum kexec_fb_log_level {
	KEXEC_FB_LOG_DEBUG,   /* each source, its answer, what was chosen */
	KEXEC_FB_LOG_WARNING, /* a person should know, although a framebuffer was found */
};

/*
 * A log callback.
 * @data:  what kexec_fb_set_log() was given.
 * @level: how important the line is.
 * @line:  one line without its newline; valid until the callback returns.
 */
typedef void (*kexec_fb_log_fn)(void *data, enum kexec_fb_log_level level, const char *line);

/*
 * The library's version, for example "1.0.0".
 * Returns: a static string, never NULL.
 */
const char *kexec_fb_version(void);

/*
 * Make an object that reads one system.
 * @sysroot: the directory that holds its /proc, /sys and /dev; NULL means "/".  Below any
 *           other directory no device is opened: regular files in dev/ hold recorded
 *           answers, see kexec_fb_set_record_dir().  Not kept.
 * @fb:      receives the object, which the caller frees, or NULL on failure.
 * Returns: 0; -ENOMEM; an error of open(2) for @sysroot.
 */
int kexec_fb_new(const char *sysroot, struct kexec_fb **fb);

/*
 * Free an object with every string and structure it returned.
 * @fb: the object; NULL is allowed.
 */
void kexec_fb_free(struct kexec_fb *fb);

/*
 * From now on, send every log line to a callback.
 * @fb:   the object.
 * @log:  the callback; NULL, the default, drops all lines.
 * @data: passed to @log; must outlive @fb.
 */
void kexec_fb_set_log(struct kexec_fb *fb, kexec_fb_log_fn log, void *data);

/*
 * From now on, copy every file that is read, and the answers of DRM and fbdev as text, so
 * that kexec_fb_new(@dir) replays this machine anywhere.  The copies hold addresses that
 * /proc/iomem shows to root only: give @dir a mode that protects them.
 * @fb:  the object.
 * @dir: an existing directory.  Not kept.
 * Returns: 0; an error of open(2) for @dir.
 */
int kexec_fb_set_record_dir(struct kexec_fb *fb, const char *dir);

/*
 * Tell whether the recording is complete.
 * @fb: the object.
 * Returns: 0, also when nothing is recorded; else the error (open(2), write(2), mkdir(2),
 *          symlink(2)) of the first copy that failed.
 */
int kexec_fb_get_record_error(const struct kexec_fb *fb);

/*
 * Also accept a framebuffer of i915, xe, amdgpu, nouveau or gma500.  We know where those are
 * only from the drivers' sources: a crash kernel that draws there may hang.  Off by default.
 * @fb:    the object.
 * @allow: 0 to refuse, anything else to accept.
 */
void kexec_fb_allow_untried(struct kexec_fb *fb, int allow);

/*
 * Also accept a framebuffer in RAM that the display reads directly.  Only for crash kernels,
 * because they leave that RAM alone and any other kernel would reuse it.  Off by default.
 * @fb:    the object.
 * @allow: 0 to refuse, anything else to accept.
 */
void kexec_fb_allow_ram(struct kexec_fb *fb, int allow);

/*
 * Ask every source and decide what is scanned out.  This issues ioctls, and a hung driver
 * can block it forever: if you must not block, call it from a child process.  Call it again
 * after a change; strings of earlier answers stay valid.
 * @fb: the object.
 * Returns: 0: found, and its values agree with each other;
 *          -ENODEV: no linear framebuffer that another kernel could use;
 *          -EALREADY: nothing to do, because the devicetree that a loader passes on already
 *          describes it;
 *          -EACCES: a source that is needed hides its answer from this user;
 *          -EINVAL: sources contradict each other;
 *          -ENOMEM; another error of open(2) or read(2) for a source that is needed.
 *          After a failure kexec_fb_reason() says why.
 */
int kexec_fb_find(struct kexec_fb *fb);

/*
 * Why the last kexec_fb_find() or kexec_fb_fill_image() failed.
 * @fb: the object.
 * Returns: one sentence without a full stop, owned by @fb; "" after a success; never NULL.
 */
const char *kexec_fb_reason(const struct kexec_fb *fb);

/*
 * What to do about that failure.
 * @fb: the object.
 * Returns: one sentence without a full stop, e.g. "run as root", owned by @fb; NULL: not
 *          known, or there was no failure.
 */
const char *kexec_fb_get_hint(const struct kexec_fb *fb);

/*
 * The framebuffer that kexec_fb_find() found; after a failure, the values known so far.
 * @fb: the object.
 * Returns: a structure owned by @fb that the next kexec_fb_find() overwrites; an unknown
 *          value is 0; never NULL.
 */
const struct kexec_fb_mode *kexec_fb_get_mode(const struct kexec_fb *fb);

/*
 * The display's driver.
 * @fb: the object.
 * Returns: its DRM or fbdev name, e.g. "hyperv_drm", owned by @fb; NULL: not known.
 */
const char *kexec_fb_get_driver(const struct kexec_fb *fb);

/*
 * The display's device.
 * @fb: the object.
 * Returns: its path, e.g. "/sys/devices/pci0000:00/...", owned by @fb; NULL: not known.
 */
const char *kexec_fb_get_device(const struct kexec_fb *fb);

/*
 * Where a value came from.
 * @fb:    the object.
 * @value: the value.
 * Returns: a structure owned by @fb that the next kexec_fb_find() overwrites; NULL if this
 *          library does not know @value.
 */
const struct kexec_fb_origin *kexec_fb_get_origin(const struct kexec_fb *fb,
						  enum kexec_fb_value value);

/*
 * Names for a person: "driver", "base", ...  Loop over all values until NULL.
 * @value: the value.
 * Returns: a static string; NULL if this library does not know @value.
 */
const char *kexec_fb_value_name(enum kexec_fb_value value);

/*
 * Names for a person: "drm", "iomem", ...
 * @source: the source.
 * Returns: a static string, never NULL; "?" if this library does not know @source.
 */
const char *kexec_fb_source_name(enum kexec_fb_source source);

/*
 * Log, as debug lines, the two lines that sum up a result: the mode in words, and the 64
 * bytes in hexadecimal.  Logs nothing unless kexec_fb_find() succeeded.
 * @fb: the object.
 */
void kexec_fb_log_scanout(const struct kexec_fb *fb);

/*
 * The boot loader's screen_info, as kexec_fb_find() read it (x86 only).
 * @fb: the object.
 * @si: receives the bytes, little endian.
 * Returns: 0; -ENODATA: not read, or not to be had on this machine.
 * Source: /sys/kernel/boot_params/data, arch/x86/kernel/ksysfs.c, 6.12
 */
int kexec_fb_boot_screen_info(const struct kexec_fb *fb, uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE]);

/*
 * The screen_info for the next kernel.  If the firmware's framebuffer is still in use as it
 * was at boot, these are the boot loader's bytes; otherwise they are encoded as the EFI stub
 * would, or as VLFB on a machine that was not booted by EFI.
 * @fb: the object.
 * @si: receives the bytes, little endian.
 * Returns: 0, always after a successful kexec_fb_find(); -EAGAIN before the first one; the
 *          error of the last one if it failed.
 * Source: drivers/firmware/efi/libstub/gop.c, 6.12
 */
int kexec_fb_screen_info(const struct kexec_fb *fb, uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE]);

/*
 * Write those 64 bytes into a kernel image of arm64, riscv64 or loongarch64, where no boot
 * parameters carry them.  Nothing is written unless 0 is returned.
 * @fb:    the object.
 * @name:  the image's name for kexec_fb_reason(); NULL means "the kernel image".  Not kept.
 * @image: a raw Image or vmlinux, not compressed; writable; stays the caller's.
 * @len:   its length in bytes.
 * Returns: 0; -EAGAIN, or the error of kexec_fb_find(), as kexec_fb_screen_info();
 *          -ENOENT: the image exports no screen_info (sysfb_primary_display since 7.0);
 *          -ENOTEMPTY: it is filled already; -ENOEXEC, -ENOTSUP: not such an image;
 *          -EBADMSG, -EEXIST, -EINVAL, -ENODATA, -ERANGE: it is damaged; -ENOMEM.
 *          kexec_fb_reason() then says name, offset and reason.
 */
int kexec_fb_fill_image(struct kexec_fb *fb, const char *name, void *image, size_t len);

/*
 * Encode a mode as struct screen_info.  Pure.
 * @mode: what to encode.
 * @type: the kind of screen_info.
 * @si:   receives the bytes, little endian, unused ones 0; untouched on failure.
 * Returns: 0; -EINVAL: base, width or height is 0, a stride below width * bytes per pixel,
 *          or a size below stride * height; -ENOTSUP: no screen_info describes that fourcc;
 *          -ERANGE: a value does not fit its field (geometry 16 bits, lfb_size 32, base +
 *          size 64).
 */
int kexec_fb_encode(const struct kexec_fb_mode *mode, enum kexec_fb_video_type type,
		    uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE]);

/*
 * Decode struct screen_info; the inverse of kexec_fb_encode().  Pure.
 * @si:   the bytes, little endian.
 * @mode: receives the mode, its size always in bytes; after -EINVAL and -ERANGE it holds
 *        what the bytes say, after other failures it is untouched.
 * Returns: 0; -ENODATA: no linear framebuffer (another orig_video_isVGA, or lfb_base 0);
 *          -ENOTSUP: a pixel layout without fourcc; -EINVAL, -ERANGE: as kexec_fb_encode().
 */
int kexec_fb_decode(const uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE], struct kexec_fb_mode *mode);

#ifdef __cplusplus
}
#endif

#endif
