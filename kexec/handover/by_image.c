// SPDX-License-Identifier: GPL-2.0-only
/*
 * arm64, riscv64, loongarch64: no boot parameters carry a screen_info, so give kexec a copy of
 * the kernel whose own is filled in.  On a devicetree boot, give it a devicetree with a
 * simple-framebuffer node instead.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "context.h"
#include "fill/copy.h"
#include "fill/devicetree.h"
#include "handover/call.h"
#include "handover/handover.h"
#include "handover/symbols.h"
#include "map_file.h"
#include "scanout/driver_table.h"
#include "scanout/of_device.h"
#include "util.h"

#define FDT	 "/sys/firmware/fdt"
#define LOCKDOWN "/sys/kernel/security/lockdown"

static bool is_kernel(const struct kfb_sysroot *root, const char *path, bool may_be_compressed,
		      struct kfb_error *err)
{
	struct kfb_kernel_id id;
	struct kfb_mapped_file m;
	bool yes;
	int ret = kfb_map_file(root, path, &m);

	if (ret) {
		kfb_fail(err, -ret, KFB_NO_OFFSET,
			 ret == -ENODATA || ret == -ENXIO ? "not a regular file, or empty" :
							    strerror(-ret));
		return false;
	}
	yes = kfb_kernel_identify(m.data, m.len, &id, err) == 0 &&
	      (may_be_compressed || id.payload_offset || id.compression == KFB_COMPRESSION_NONE);
	kfb_unmap_file(&m);
	return yes;
}

/*
 * Judge by content, since the value of an option that only a later kexec knows looks like a
 * kernel's name.  Among the other arguments take no compressed file, which may be an initrd.
 */
static const char *find_kernel(const struct kfb_handover *h, struct kfb_error *err)
{
	if (is_kernel(h->live, h->options->kernel, true, err))
		return h->options->kernel;
	for (size_t i = 1; h->argv[i]; i++)
		if (h->argv[i][0] != '-' && is_kernel(h->live, h->argv[i], false, NULL))
			return h->argv[i];
	return NULL;
}

/* Neither EFI nor ACPI: the next kernel relies on its devicetree alone. */
static bool is_devicetree_boot(const struct kfb_handover *h)
{
	return !kfb_sysroot_exists(h->live, "/sys/firmware/efi") &&
	       !kfb_sysroot_exists(h->live, "/sys/firmware/acpi/tables") &&
	       kfb_sysroot_exists(h->live, FDT);
}

/*
 * Does the tree that kexec copies describe the firmware's framebuffer already?  It does on a
 * devicetree boot, and on an EFI boot if the framebuffer's device comes from the tree.  It is
 * also more exact than simpledrm, which reports its shadow buffer's format.
 */
static bool is_firmwares_own(const struct kfb_handover *h, bool devicetree)
{
	const struct kfb_driver *driver = kfb_driver_by_name(kexec_fb_get_driver(h->fb));

	return (devicetree || kfb_of_device(kexec_fb_get_device(h->fb))) && driver &&
	       driver->class == KFB_FIRMWARE;
}

static bool is_locked_down(const struct kfb_handover *h)
{
	struct kfb_bytes text;
	bool locked;

	if (kfb_sysroot_read(h->live, LOCKDOWN, &text))
		return false;
	locked = strchr(text.data, '[') && !strstr(text.data, "[none]");
	free(text.data);
	return locked;
}

static void debug_filled(const struct kfb_handover *h, const char *kernel,
			 const struct kfb_fill_result *res)
{
	char guid[64] = "";

	if (res->guid_offset != KFB_NO_OFFSET)
		snprintf(guid, sizeof(guid), ", EFI table's GUID changed at %#" PRIx64,
			 res->guid_offset);
	kfb_debug(&h->fb->notes, "%s: %s %s, %s (by %s) filled at %#" PRIx64 "%s", kernel,
		  kfb_arch_name(res->arch), kfb_kernel_kind_name(res->kind), res->symbol,
		  res->source, res->screen_info_offset, guid);
}

static int write_kernel(struct kfb_handover *h, struct kfb_handover_file *file, int fd)
{
	struct kfb_symbol_files files = { .root = h->live, .kernel = file->target };
	struct kfb_fill_request req = {
		.arch = h->arch->arch,
		.neutralise_efi_table = true,
		.initrd_given = h->options->initrd != NULL,
		.symbol_texts = kfb_symbol_files,
		.ctx = &files,
	};
	struct kfb_fill_result res;
	struct kfb_error err = { 0 };
	struct kfb_mapped_file m;
	int ret = kfb_map_file(h->live, file->target, &m);

	if (ret)
		return kfb_handover_fail(h, -ret, NULL, "cannot read %s (%s)", file->target,
					 strerror(-ret));
	memcpy(req.screen_info, h->si, sizeof(req.screen_info));
	ret = kfb_kernel_copy_filled(m.data, m.len, fd, &req, &res, &err);
	kfb_unmap_file(&m);
	kfb_symbol_files_free(&files);
	if (ret)
		return kfb_handover_fail(h, -ret, NULL, "cannot fill in %s (%s)", file->target,
					 kfb_error_text(&err).text);
	file->offset = res.screen_info_offset;
	debug_filled(h, file->target, &res);
	return 0;
}

static int verify_kernel(struct kfb_handover *h, const struct kfb_handover_file *file)
{
	uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE];
	int fd = open(file->target, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return kfb_handover_fail(h, errno, NULL, "cannot read %s (%s)", file->target,
					 strerror(errno));
	n = pread(fd, si, sizeof(si), (off_t)file->offset);
	close(fd);
	if (n != sizeof(si) || memcmp(si, h->si, sizeof(si)) != 0)
		return kfb_handover_fail(h, EIO, NULL, "%s does not show the copy bound over it",
					 file->target);
	return 0;
}

static int fill_devicetree(struct kfb_handover *h, const char *path, const struct kfb_bytes *fdt,
			   int fd)
{
	const struct kexec_fb_mode *s = kexec_fb_get_mode(h->fb);
	const struct kfb_simplefb fb = {
		.base = s->base,
		.size = s->size,
		.width = s->width,
		.height = s->height,
		.stride = s->stride,
		.format = kfb_dt_format(s->fourcc),
	};
	size_t room = kfb_dt_size(fdt->data, fdt->len), size = 0;
	struct kfb_error err = { 0 };
	void *out;
	int ret;

	if (!room || !fb.format)
		return kfb_handover_fail(h, EINVAL, NULL, "cannot fill in %s (%s)", path,
					 room ? "no devicetree name for the pixel format" :
						"not an intact devicetree");
	out = malloc(room);
	if (!out)
		return -ENOMEM;
	ret = kfb_dt_fill(out, room, fdt->data, fdt->len, &fb, &size, &err);
	if (ret) {
		kfb_handover_fail(h, -ret, NULL, "cannot fill in %s (%s)", path,
				  kfb_error_text(&err).text);
	} else {
		ret = kfb_write_all(fd, out, size);
		if (ret)
			kfb_handover_fail(h, -ret, NULL,
					  "cannot write the copy of the devicetree (%s)",
					  strerror(-ret));
	}
	free(out);
	return ret;
}

static int write_devicetree(struct kfb_handover *h, struct kfb_handover_file *file, int fd)
{
	struct kfb_bytes fdt;
	int ret = kfb_sysroot_read(h->live, file->target, &fdt);

	if (ret)
		return kfb_handover_fail(h, -ret, NULL, "cannot read %s (%s)", file->target,
					 strerror(-ret));
	ret = fill_devicetree(h, file->target, &fdt, fd);
	free(fdt.data);
	return ret;
}

static int plan_devicetree(struct kfb_handover *h)
{
	struct kfb_syscall_facts facts;
	struct kfb_syscall_choice choice;

	kfb_call_ask(h, &facts);
	choice = kfb_call_choose(h, &facts);
	if (choice.call == KFB_SYSCALL_FILE)
		return kfb_handover_fail(h, ENOTSUP, "load with -c (--kexec-syscall)",
					 "kexec_file_load() passes on the kernel's own devicetree; %s",
					 choice.stays);
	if (choice.add_load)
		kfb_call_take_load(h);
	/*
	 * kexec calls read_1st_dtb() unless one was named: kexec-arm64.c of kexec-tools 2.0.32.
	 */
	h->files[h->count++] = (struct kfb_handover_file){
		.name = "fdt",
		.target = h->options->dtb ? h->options->dtb : FDT,
		.write = write_devicetree,
	};
	return 0;
}

static int plan(struct kfb_handover *h)
{
	struct kfb_error err = { 0 };
	bool devicetree = is_devicetree_boot(h);
	const char *kernel;

	h->count = 0;
	if (!h->options->dtb && is_firmwares_own(h, devicetree))
		return 0;
	if (h->options->syscall == KFB_SYSCALL_FILE && is_locked_down(h))
		return kfb_handover_fail(h, EKEYREJECTED,
					 "a screen needs a boot without Secure Boot's lockdown",
					 "the kernel is locked down (" LOCKDOWN
					 ") and takes only signed images, which cannot carry the framebuffer");
	if (devicetree)
		return plan_devicetree(h);
	kernel = find_kernel(h, &err);
	if (!kernel)
		return kfb_handover_fail(h, ENOEXEC, NULL, "cannot fill in %s (%s)",
					 h->options->kernel, kfb_error_text(&err).text);
	h->files[h->count++] = (struct kfb_handover_file){
		.name = "kernel",
		.target = kernel,
		.write = write_kernel,
		.verify = verify_kernel,
	};
	return 0;
}

#define UNSIGNED_COPY \
	"the copy of the kernel is unsigned: where Secure Boot, IMA or lockdown wants signatures, only switching that off gives the next kernel a screen"

#define IMAGE_HANDOVER(machine_, arch_) \
	{ \
		.machine = (machine_), .arch = (arch_), .refusable = UNSIGNED_COPY, .plan = plan \
	}

static const struct kfb_handover_arch arm64 = IMAGE_HANDOVER("aarch64", KFB_ARCH_ARM64);
static const struct kfb_handover_arch riscv64 = IMAGE_HANDOVER("riscv64", KFB_ARCH_RISCV64);
static const struct kfb_handover_arch loongarch64 =
	IMAGE_HANDOVER("loongarch64", KFB_ARCH_LOONGARCH64);

const struct kfb_handover_arch *const kfb_handover_archs[] = {
	&arm64,
	&riscv64,
	&loongarch64,
	NULL,
};
