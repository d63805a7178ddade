// SPDX-License-Identifier: GPL-2.0-only
/*
 * arm64, riscv64, loongarch64: no boot parameters carry a screen_info, so a
 * copy of the kernel with its own filled in stands where kexec opens the
 * kernel.  Devicetree boots get a simple-framebuffer node instead.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/say.h"
#include "fill/copy.h"
#include "fill/devicetree.h"
#include "handover/handover.h"
#include "handover/symbols.h"
#include "scanout/driver_table.h"
#include "sysroot.h"

#define FDT		"/sys/firmware/fdt"
#define FDT_NAME	"fdt"		/* of its copy, as against a kernel's */
#define LOCKDOWN	"/sys/kernel/security/lockdown"

struct mapping {
	uint8_t *data;
	size_t len;
};

static int map_file(const char *path, struct mapping *m)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	int ret = 0;

	if (fd < 0)
		return -errno;
	if (fstat(fd, &st) || !S_ISREG(st.st_mode) || st.st_size <= 0) {
		close(fd);
		return -ENOEXEC;
	}
	m->len = (size_t)st.st_size;
	m->data = mmap(NULL, m->len, PROT_READ, MAP_PRIVATE, fd, 0);
	if (m->data == MAP_FAILED)
		ret = -errno;
	close(fd);
	return ret;
}

static bool is_kernel(const char *path, bool may_be_compressed, struct kfb_error *err)
{
	struct kfb_kernel_id id;
	struct mapping m;
	bool yes;

	if (map_file(path, &m))
		return false;
	yes = kfb_kernel_identify(m.data, m.len, &id, err) == 0 &&
	      (may_be_compressed || id.payload_offset || id.compression == KFB_COMPRESSION_NONE);
	munmap(m.data, m.len);
	return yes;
}

/*
 * By content: an option that only a later kexec knows may have an argument,
 * which then looks like the kernel's name.  An initrd is compressed, too.
 */
static const char *find_kernel(const struct kfb_handover *h, struct kfb_error *err)
{
	if (is_kernel(h->options->kernel, true, err))
		return h->options->kernel;
	for (size_t i = 1; h->argv[i]; i++)
		if (h->argv[i][0] != '-' && is_kernel(h->argv[i], false, NULL))
			return h->argv[i];
	return NULL;
}

/* Neither EFI nor ACPI: the next kernel believes its devicetree alone. */
static bool is_devicetree_boot(void)
{
	return access("/sys/firmware/efi", F_OK) && access("/sys/firmware/acpi/tables", F_OK) &&
	       access(FDT, F_OK) == 0;
}

/*
 * A devicetree boot's devicetree, which kexec copies, describes the firmware's framebuffer
 * already, and better than simpledrm does, whose format is that of a copy in memory.
 */
static bool is_firmwares_own(const struct kfb_handover *h)
{
	const struct kfb_driver *driver = kfb_driver_find(kexec_fb_scanout(h->fb)->driver);

	return driver && driver->class == KFB_FIRMWARE;
}

static bool is_locked_down(void)
{
	struct kfb_bytes text;
	bool locked;

	if (kfb_read_live(LOCKDOWN, &text))
		return false;
	locked = strchr(text.data, '[') && !strstr(text.data, "[none]");
	free(text.data);
	return locked;
}

static int foresee(struct kfb_handover *h)
{
	if (h->options->syscall != KFB_SYSCALL_FILE)
		return 0;
	if (is_locked_down())
		return kfb_handover_fail(h, EKEYREJECTED, "the kernel is locked down (" LOCKDOWN ") and takes only signed images, which cannot carry the framebuffer: boot without Secure Boot's lockdown to have a screen");
	if (is_devicetree_boot() && !is_firmwares_own(h))
		return kfb_handover_fail(h, ENOTSUP, "kexec_file_load() passes on the kernel's own devicetree: load with -c (--kexec-syscall)");
	return 0;
}

/* kexec_load()'s: read_1st_dtb() unless one was named, kexec-arm64.c of kexec-tools. */
static const char *devicetree(const struct kfb_handover *h)
{
	return h->options->dtb ? h->options->dtb : FDT;
}

static int plan(struct kfb_handover *h)
{
	struct kfb_error err = { .reason = "cannot be read" };
	const char *kernel;

	if (is_devicetree_boot()) {
		if (is_firmwares_own(h))
			return 0;
		h->bindings[h->count++] = (struct kfb_binding){ FDT_NAME, devicetree(h) };
		return 0;
	}
	kernel = find_kernel(h, &err);
	if (!kernel)
		return kfb_handover_fail(h, ENOEXEC, "%s: offset %#" PRIx64 ": %s",
					 h->options->kernel, err.offset, err.reason);
	h->bindings[h->count++] = (struct kfb_binding){ "kernel", kernel };
	return 0;
}

static void say_filled(const char *kernel, const struct kfb_fill_result *res)
{
	char guid[64] = "";

	if (res->guid_offset != KFB_NO_OFFSET)
		snprintf(guid, sizeof(guid), ", EFI table's GUID changed at %#" PRIx64,
			 res->guid_offset);
	kfb_say("%s: %s %s, %s (by %s) filled at %#" PRIx64 "%s", kernel,
		kfb_arch_name(res->arch), kfb_kernel_kind_name(res->kind), res->symbol,
		res->source, res->screen_info_offset, guid);
}

static int write_kernel(struct kfb_handover *h, const char *kernel, int fd)
{
	struct kfb_symbol_files files = { .kernel = kernel };
	struct kfb_fill_request req = {
		.arch = h->arch->arch,
		.neutralise_efi_table = true,
		.symbol_texts = kfb_symbol_files,
		.ctx = &files,
	};
	struct kfb_fill_result res;
	struct kfb_error err = { 0 };
	struct mapping m;
	int ret = map_file(kernel, &m);

	if (ret)
		return kfb_handover_fail(h, -ret, "%s: %s", kernel, strerror(-ret));
	memcpy(req.screen_info, h->si, sizeof(req.screen_info));
	ret = kfb_kernel_copy_filled(m.data, m.len, fd, &req, &res, &err);
	munmap(m.data, m.len);
	kfb_symbol_files_free(&files);
	if (ret)
		return kfb_handover_fail(h, -ret, "%s: offset %#" PRIx64 ": %s", kernel,
					 err.offset, err.reason);
	h->offset = res.screen_info_offset;
	if (h->options->debug)
		say_filled(kernel, &res);
	return 0;
}

static int fill_devicetree(struct kfb_handover *h, const char *path,
			   const struct kfb_bytes *fdt, int fd)
{
	const struct kexec_fb_scanout *s = kexec_fb_scanout(h->fb);
	const struct kfb_simplefb fb = {
		.base = s->base, .size = s->size, .width = s->width, .height = s->height,
		.stride = s->stride, .format = kfb_dt_format(s->fourcc),
	};
	size_t room = kfb_dt_size(fdt->data, fdt->len), size = 0;
	struct kfb_error err = { 0 };
	void *out;
	int ret;

	if (!room || !fb.format)
		return kfb_handover_fail(h, EINVAL, "%s: %s", path, room ?
					 "no devicetree name for the pixel format" :
					 "not an intact devicetree");
	out = malloc(room);
	if (!out)
		return -ENOMEM;
	ret = kfb_dt_fill(out, room, fdt->data, fdt->len, &fb, &size, &err);
	if (ret)
		kfb_handover_fail(h, -ret, "%s: offset %#" PRIx64 ": %s", path, err.offset,
				  err.reason);
	else if (write(fd, out, size) != (ssize_t)size)
		ret = kfb_handover_fail(h, EIO, "cannot write the copy of the devicetree");
	free(out);
	return ret;
}

static int write_devicetree(struct kfb_handover *h, const char *path, int fd)
{
	struct kfb_bytes fdt;
	int ret = kfb_read_live(path, &fdt);

	if (ret)
		return kfb_handover_fail(h, -ret, "%s: %s", path, strerror(-ret));
	ret = fill_devicetree(h, path, &fdt, fd);
	free(fdt.data);
	return ret;
}

static int write_binding(struct kfb_handover *h, const struct kfb_binding *binding, int fd)
{
	if (strcmp(binding->name, FDT_NAME) == 0)
		return write_devicetree(h, binding->target, fd);
	return write_kernel(h, binding->target, fd);
}

/* The kernel's bytes where kexec will read them; a devicetree was written whole. */
static int verify(struct kfb_handover *h)
{
	const char *path = h->bindings[0].target;
	uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE];
	int fd;
	ssize_t n;

	if (strcmp(h->bindings[0].name, FDT_NAME) == 0)
		return 0;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return kfb_handover_fail(h, errno, "%s: %s", path, strerror(errno));
	n = pread(fd, si, sizeof(si), (off_t)h->offset);
	close(fd);
	if (n != sizeof(si) || memcmp(si, h->si, sizeof(si)) != 0)
		return kfb_handover_fail(h, EIO, "%s does not show the copy bound over it", path);
	return 0;
}

#define UNSIGNED_COPY	" (an unsigned copy of the kernel: where Secure Boot, IMA or lockdown wants signatures, only switching that off gives the next kernel a screen)"

#define IMAGE_HANDOVER(machine_, arch_) { \
	.machine = (machine_), .arch = (arch_), .refusable = UNSIGNED_COPY, \
	.foresee = foresee, \
	.plan = plan, .write = write_binding, .verify = verify }

static const struct kfb_handover_arch arm64 = IMAGE_HANDOVER("aarch64", KFB_ARCH_ARM64);
static const struct kfb_handover_arch riscv64 = IMAGE_HANDOVER("riscv64", KFB_ARCH_RISCV64);
static const struct kfb_handover_arch loongarch64 =
	IMAGE_HANDOVER("loongarch64", KFB_ARCH_LOONGARCH64);

const struct kfb_handover_arch *const kfb_handover_archs[] = {
	&arm64, &riscv64, &loongarch64, NULL,
};
