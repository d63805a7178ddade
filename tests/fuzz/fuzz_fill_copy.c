// SPDX-License-Identifier: GPL-2.0-only
/*
 * The copy of a kernel file.  The first byte chooses how the rest, an Image or vmlinux, is
 * packed, so that checksums are right for every mutation of it.  If a copy is made, it must
 * contain the framebuffer, and the original must be unchanged.
 *
 * Floor: fill/copy.c 85
 * Floor: kernel/decompress.c 70
 */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fill/copy.h"
#include "kernel/kind.h"
#include "kexec-fb.h"
#include "test_kernel_packed.h"
#include "test_kernel_synthetic.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct file {
	uint8_t *data;
	size_t len;
};

static void replace(struct file *f, uint8_t *data, size_t len)
{
	free(f->data);
	f->data = data;
	f->len = len;
}

static void pack(struct file *f, enum kfb_compression how)
{
	size_t cap = 2 * f->len + 4096;
	uint8_t *packed = malloc(cap);

	if (!packed)
		abort();
	replace(f, packed, syn_pack(how, f->data, f->len, packed, cap));
}

static void zboot(struct file *f, const char *method)
{
	size_t len;
	uint8_t *b = syn_zboot(method, f->data, f->len, &len);

	replace(f, b, len);
}

static void uki(struct file *f, bool with_initrd)
{
	size_t len;
	uint8_t *b = syn_pe(0xaa64, ".linux", f->data, f->len, &len);

	if (with_initrd)
		b = syn_add_section(b, ".initrd", &len);
	replace(f, b, len);
}

static void uimage(struct file *f, uint8_t compression)
{
	size_t len;
	uint8_t *b = syn_uimage(f->data, f->len, compression, &len);

	replace(f, b, len);
}

static void wrap(struct file *f, unsigned int how)
{
	switch (how % 10) {
	case 1:
	case 2:
	case 3:
	case 4:
		pack(f, (enum kfb_compression)(how % 10));
		break;
	case 5:
		pack(f, KFB_COMPRESSION_GZIP);
		zboot(f, "gzip");
		break;
	case 6:
		pack(f, KFB_COMPRESSION_ZSTD);
		uki(f, how >= 128);
		break;
	case 7:
		uimage(f, 0);
		break;
	case 8:
		pack(f, KFB_COMPRESSION_GZIP);
		uimage(f, 1);
		break;
	case 9:
		uki(f, how >= 128);
		break;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kfb_fill_request req = { .arch = KFB_ARCH_ARM64, .neutralise_efi_table = true };
	uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE];
	struct kfb_error err = { 0 };
	struct kfb_fill_result res;
	struct file f;
	int fd;

	if (!size)
		return 0;
	f.len = size - 1;
	f.data = malloc(f.len + 1);
	if (!f.data)
		abort();
	memcpy(f.data, data + 1, f.len);
	wrap(&f, data[0]);
	memset(req.screen_info, 0x5a, sizeof(req.screen_info));
	req.initrd_given = data[0] & 1;
	fd = memfd_create("copy", MFD_CLOEXEC);
	if (kfb_kernel_copy_filled(f.data, f.len, fd, &req, &res, &err) == 0) {
		if (pread(fd, si, sizeof(si), (off_t)res.screen_info_offset) != sizeof(si) ||
		    memcmp(si, req.screen_info, sizeof(si)) != 0 ||
		    lseek(fd, 0, SEEK_END) != (off_t)res.size)
			abort();
	} else if (!err.reason) {
		abort();
	}
	close(fd);
	free(f.data);
	return 0;
}
