// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/kind.h"

#include <elf.h>
#include <errno.h>
#include <string.h>

#include "bytes.h"
#include "kernel/pe.h"
#include "kernel/uimage.h"
#include "kernel/zboot.h"
#include "util.h"

/* Documentation/arch/arm64/booting.rst; riscv's boot-image-header.rst shares the layout. */
#define RAW_HEADER_SIZE 64
#define RAW_IMAGE_SIZE	16
#define RAW_FLAGS	24
#define RAW_MAGIC	56
#define RAW_FLAG_BE	1

/* LoongArch has no magic of its own: arch/loongarch/kernel/head.S */
#define PE_MACHINE_I386	       0x014c
#define PE_MACHINE_AMD64       0x8664
#define PE_MACHINE_ARM64       0xaa64
#define PE_MACHINE_RISCV64     0x5064
#define PE_MACHINE_LOONGARCH64 0x6264

/* Documentation/arch/x86/boot.rst */
#define BZIMAGE_FLAG 0x1fe
#define BZIMAGE_HDRS 0x202

/* liblzma's src/liblzma/common/alone_decoder.c: properties, dictionary size, plain size */
#define LZMA_DICTIONARY	    1
#define LZMA_SIZE	    5
#define LZMA_HEADER_SIZE    13
#define LZMA_PROPERTIES_MAX ((4 * 5 + 4) * 9 + 8)
#define LZMA_SIZE_MAX	    (UINT64_C(1) << 38)

#ifndef EM_LOONGARCH
#define EM_LOONGARCH 258
#endif

/* A probe returns 0 (my kind), NOT_MINE, or -errno (my kind, but damaged). */
#define NOT_MINE 1

typedef int (*probe_fn)(const uint8_t *buf, size_t len, struct kfb_kernel_id *id,
			struct kfb_error *err);

static enum kfb_arch pe_arch(uint16_t machine)
{
	switch (machine) {
	case PE_MACHINE_ARM64:
		return KFB_ARCH_ARM64;
	case PE_MACHINE_RISCV64:
		return KFB_ARCH_RISCV64;
	case PE_MACHINE_LOONGARCH64:
		return KFB_ARCH_LOONGARCH64;
	case PE_MACHINE_I386:
	case PE_MACHINE_AMD64:
		return KFB_ARCH_X86;
	default:
		return KFB_ARCH_UNKNOWN;
	}
}

static bool magic_at(const uint8_t *buf, size_t len, size_t off, const void *magic, size_t n)
{
	return kfb_fits(len, off, n) && memcmp(buf + off, magic, n) == 0;
}

static int probe_elf(const uint8_t *buf, size_t len, struct kfb_kernel_id *id,
		     struct kfb_error *err)
{
	if (!magic_at(buf, len, 0, ELFMAG, SELFMAG))
		return NOT_MINE;
	if (len < sizeof(Elf64_Ehdr))
		return kfb_fail(err, EBADMSG, 0, "ELF header cut short");
	if (buf[EI_CLASS] != ELFCLASS64 || buf[EI_DATA] != ELFDATA2LSB)
		return kfb_fail(err, ENOTSUP, EI_CLASS, "ELF kernel is not 64-bit little-endian");

	id->kind = KFB_KERNEL_ELF;
	switch (kfb_get_le16(buf + offsetof(Elf64_Ehdr, e_machine))) {
	case EM_AARCH64:
		id->arch = KFB_ARCH_ARM64;
		break;
	case EM_RISCV:
		id->arch = KFB_ARCH_RISCV64;
		break;
	case EM_LOONGARCH:
		id->arch = KFB_ARCH_LOONGARCH64;
		break;
	case EM_X86_64:
		id->arch = KFB_ARCH_X86;
		break;
	}
	return 0;
}

static int probe_compressed(const uint8_t *buf, size_t len, struct kfb_kernel_id *id,
			    struct kfb_error *err)
{
	static const struct {
		const char *magic;
		size_t magic_len;
		enum kfb_kernel_kind kind;
		enum kfb_compression compression;
	} formats[] = {
		{ "\x1f\x8b", 2, KFB_KERNEL_GZIP, KFB_COMPRESSION_GZIP },
		{ "\x28\xb5\x2f\xfd", 4, KFB_KERNEL_ZSTD, KFB_COMPRESSION_ZSTD },
		{ "\xfd"
		  "7zXZ",
		  6, KFB_KERNEL_XZ, KFB_COMPRESSION_XZ },
	};

	(void)err;
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++) {
		if (!magic_at(buf, len, 0, formats[i].magic, formats[i].magic_len))
			continue;
		id->kind = formats[i].kind;
		id->compression = formats[i].compression;
		return 0;
	}
	return NOT_MINE;
}

/* Encoders only write dictionary sizes of 2^n or 2^n + 2^(n-1). */
static bool is_lzma_dictionary(uint32_t size)
{
	uint32_t top = size ? 1u << (31 - __builtin_clz(size)) : 0;

	return size && (size == UINT32_MAX || size == top || size == top + top / 2);
}

/*
 * lzma has no magic number, so check each of the header's 13 bytes, as liblzma does in
 * lzma_auto_decoder().  The range coder's first byte is always 0.
 */
static int probe_lzma(const uint8_t *buf, size_t len, struct kfb_kernel_id *id,
		      struct kfb_error *err)
{
	uint64_t size;

	(void)err;
	if (len <= LZMA_HEADER_SIZE || buf[0] > LZMA_PROPERTIES_MAX || buf[LZMA_HEADER_SIZE] != 0 ||
	    !is_lzma_dictionary(kfb_get_le32(buf + LZMA_DICTIONARY)))
		return NOT_MINE;
	size = kfb_get_le64(buf + LZMA_SIZE);
	if (size != UINT64_MAX && size >= LZMA_SIZE_MAX)
		return NOT_MINE;
	id->kind = KFB_KERNEL_LZMA;
	id->compression = KFB_COMPRESSION_LZMA;
	return 0;
}

static int probe_uimage(const uint8_t *buf, size_t len, struct kfb_kernel_id *id,
			struct kfb_error *err)
{
	int ret = kfb_uimage_open(buf, len, id, err);

	return ret == -ENOENT ? NOT_MINE : ret;
}

static int probe_zboot(const uint8_t *buf, size_t len, struct kfb_kernel_id *id,
		       struct kfb_error *err)
{
	struct kfb_pe pe;
	int ret = kfb_zboot_open(buf, len, id, err);

	if (ret == -ENOENT)
		return NOT_MINE;
	if (ret == 0 && kfb_pe_open(buf, len, &pe, NULL) == 0)
		id->arch = pe_arch(pe.machine);
	return ret;
}

/* Check the sections too: a kernel that was cut short still has all its headers. */
static int check_raw(const uint8_t *buf, size_t len, struct kfb_kernel_id *id,
		     struct kfb_error *err)
{
	struct kfb_pe pe;
	int ret;

	id->kind = KFB_KERNEL_RAW;
	id->image_size = kfb_get_le64(buf + RAW_IMAGE_SIZE);
	ret = kfb_pe_open(buf, len, &pe, err);
	if (ret == -ENOENT) /* built without CONFIG_EFI */
		return 0;
	return ret ? ret : kfb_pe_complete(buf, len, &pe, err);
}

static enum kfb_arch raw_arch(const uint8_t *buf, size_t len)
{
	if (magic_at(buf, len, RAW_MAGIC, "ARM\x64", 4))
		return KFB_ARCH_ARM64;
	if (magic_at(buf, len, RAW_MAGIC, "RSC\x05", 4))
		return KFB_ARCH_RISCV64;
	return KFB_ARCH_UNKNOWN;
}

static int probe_raw(const uint8_t *buf, size_t len, struct kfb_kernel_id *id,
		     struct kfb_error *err)
{
	id->arch = raw_arch(buf, len);
	if (id->arch == KFB_ARCH_UNKNOWN)
		return NOT_MINE;
	if (len < RAW_HEADER_SIZE)
		return kfb_fail(err, EBADMSG, 0, "image header cut short");
	if (kfb_get_le64(buf + RAW_FLAGS) & RAW_FLAG_BE)
		return kfb_fail(err, ENOTSUP, RAW_FLAGS, "big-endian kernel");
	return check_raw(buf, len, id, err);
}

static int probe_bzimage(const uint8_t *buf, size_t len, struct kfb_kernel_id *id,
			 struct kfb_error *err)
{
	(void)err;
	if (!magic_at(buf, len, BZIMAGE_HDRS, "HdrS", 4) ||
	    !magic_at(buf, len, BZIMAGE_FLAG, "\x55\xaa", 2))
		return NOT_MINE;
	id->kind = KFB_KERNEL_BZIMAGE;
	id->arch = KFB_ARCH_X86;
	return 0;
}

static int probe_uki(const uint8_t *buf, size_t len, struct kfb_kernel_id *id,
		     struct kfb_error *err)
{
	struct kfb_pe_section linux_section;
	struct kfb_pe pe;
	int ret = kfb_pe_open(buf, len, &pe, err);

	if (ret == 0)
		ret = kfb_pe_section(buf, len, &pe, ".linux", &linux_section, err);
	if (ret)
		return ret == -ENOENT ? NOT_MINE : ret;
	id->kind = KFB_KERNEL_UKI;
	id->arch = pe_arch(pe.machine);
	id->payload_offset = linux_section.offset;
	id->payload_size = linux_section.size;
	return kfb_pe_complete(buf, len, &pe, err);
}

static int probe_loongarch(const uint8_t *buf, size_t len, struct kfb_kernel_id *id,
			   struct kfb_error *err)
{
	struct kfb_pe pe;

	if (len < RAW_HEADER_SIZE || kfb_pe_open(buf, len, &pe, NULL) != 0 ||
	    pe.machine != PE_MACHINE_LOONGARCH64 || kfb_get_le64(buf + 8) == 0)
		return NOT_MINE;
	id->arch = KFB_ARCH_LOONGARCH64;
	return check_raw(buf, len, id, err);
}

/*
 * The order matters: from zboot on, all but bzImage and lzma begin with "MZ".  lzma comes
 * last because it has no magic number.
 */
static const probe_fn probes[] = {
	probe_elf,     probe_compressed, probe_uimage,	  probe_zboot, probe_raw,
	probe_bzimage, probe_uki,	 probe_loongarch, probe_lzma,
};

int kfb_kernel_identify(const uint8_t *buf, size_t len, struct kfb_kernel_id *id,
			struct kfb_error *err)
{
	for (size_t i = 0; i < ARRAY_SIZE(probes); i++) {
		int ret;

		*id = (struct kfb_kernel_id){ .payload_size = len };
		ret = probes[i](buf, len, id, err);
		if (ret != NOT_MINE)
			return ret;
	}
	return kfb_fail(err, ENOEXEC, 0, "not a kernel image of a known kind");
}

bool kfb_kernel_head(const uint8_t head[KFB_KERNEL_HEAD_SIZE], uint64_t *image_size)
{
	*image_size = 0;
	if (magic_at(head, KFB_KERNEL_HEAD_SIZE, 0, ELFMAG, SELFMAG))
		return true;
	/* LoongArch has only the PE magic. */
	if (raw_arch(head, KFB_KERNEL_HEAD_SIZE) == KFB_ARCH_UNKNOWN &&
	    !magic_at(head, KFB_KERNEL_HEAD_SIZE, 0, "MZ", 2))
		return false;
	*image_size = kfb_get_le64(head + RAW_IMAGE_SIZE);
	return true;
}

const char *kfb_kernel_kind_name(enum kfb_kernel_kind kind)
{
	static const char *const names[] = {
		[KFB_KERNEL_RAW] = "Image",	  [KFB_KERNEL_ELF] = "vmlinux",
		[KFB_KERNEL_UKI] = "UKI",	  [KFB_KERNEL_ZBOOT] = "zboot",
		[KFB_KERNEL_UIMAGE] = "uImage",	  [KFB_KERNEL_GZIP] = "Image.gz",
		[KFB_KERNEL_ZSTD] = "Image.zst",  [KFB_KERNEL_XZ] = "Image.xz",
		[KFB_KERNEL_LZMA] = "Image.lzma", [KFB_KERNEL_BZIMAGE] = "bzImage",
	};

	return names[kind];
}

const char *kfb_arch_name(enum kfb_arch arch)
{
	static const char *const names[] = {
		[KFB_ARCH_UNKNOWN] = "unknown",		[KFB_ARCH_ARM64] = "arm64",
		[KFB_ARCH_RISCV64] = "riscv64",		[KFB_ARCH_X86] = "x86",
		[KFB_ARCH_LOONGARCH64] = "loongarch64",
	};

	return names[arch];
}
