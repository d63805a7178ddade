// SPDX-License-Identifier: GPL-2.0-only
#include "handover/multiboot.h"

#include <elf.h>
#include <errno.h>
#include <string.h>

#include "bytes.h"
#include "kernel/decompress.h"
#include "map_file.h"

/* include/x86/mb_header.h and include/x86/multiboot2.h of kexec-tools. */
#define MB1_MAGIC	0x1badb002u
#define MB1_AOUT_KLUDGE 0x00010000u
#define MB1_SEARCH	8192u
#define MB1_SIZE	12u
#define MB2_MAGIC	0xe85250d6u
#define MB2_SEARCH	32768u
#define MB2_SIZE	16u
#define MB2_ALIGN	8u

#define E_MACHINE 18u

static uint32_t word(const uint8_t *buf, size_t off)
{
	return kfb_get_le32(buf + off);
}

/* As elf_x86_any_probe() does or, if @class is given, its variants for one class. */
static bool is_x86_elf(const uint8_t *buf, size_t len, int class)
{
	if (len < sizeof(Elf32_Ehdr) || memcmp(buf, ELFMAG, SELFMAG) != 0 ||
	    (class && buf[EI_CLASS] != class))
		return false;
	switch (kfb_get_le16(buf + E_MACHINE)) {
	case EM_386:
	case EM_X86_64:
		return true;
	default:
		return false;
	}
}

static bool has_multiboot2(const uint8_t *buf, size_t len)
{
	if (len > MB2_SEARCH)
		len = MB2_SEARCH;
	for (size_t off = 0; kfb_fits(len, off, MB2_SIZE); off += MB2_ALIGN)
		if (word(buf, off) == MB2_MAGIC && word(buf, off) + word(buf, off + 4) +
								   word(buf, off + 8) +
								   word(buf, off + 12) ==
							   0)
			return true;
	return false;
}

/*
 * kexec tries elf-x86_64 before multiboot-x86, so a 64-bit ELF file with that header loads as
 * vmlinux.
 */
static bool has_multiboot1(const uint8_t *buf, size_t len)
{
	if (len > MB1_SEARCH)
		len = MB1_SEARCH;
	for (size_t off = 0; kfb_fits(len, off, MB1_SIZE); off += 4) {
		if (word(buf, off) != MB1_MAGIC ||
		    word(buf, off) + word(buf, off + 4) + word(buf, off + 8) != 0)
			continue;
		return word(buf, off + 4) & MB1_AOUT_KLUDGE || is_x86_elf(buf, len, ELFCLASS32);
	}
	return false;
}

static bool is_unpacked_multiboot(const uint8_t *buf, size_t len)
{
	if (is_x86_elf(buf, len, 0) && has_multiboot2(buf, len))
		return true;
	return !is_x86_elf(buf, len, ELFCLASS64) && has_multiboot1(buf, len);
}

struct beginning {
	uint8_t bytes[MB2_SEARCH];
	size_t len;
};

/* There are enough bytes, so end the decompression by an error. */
static int keep(void *ctx, const void *buf, size_t len)
{
	struct beginning *b = ctx;
	size_t room = sizeof(b->bytes) - b->len;

	memcpy(b->bytes + b->len, buf, len < room ? len : room);
	b->len += len < room ? len : room;
	return len < room ? 0 : -ECANCELED;
}

bool kfb_is_multiboot(const uint8_t *buf, size_t len)
{
	struct beginning b = { .len = 0 };
	const struct kfb_sink sink = { keep, &b };
	struct kfb_kernel_id id;

	if (is_unpacked_multiboot(buf, len))
		return true;
	if (kfb_kernel_identify(buf, len, &id, NULL) != 0 ||
	    id.compression == KFB_COMPRESSION_NONE || id.payload_offset)
		return false;
	kfb_decompress(id.compression, buf, len, UINT64_MAX, &sink, NULL);
	return is_unpacked_multiboot(b.bytes, b.len);
}

bool kfb_is_multiboot_file(const struct kfb_sysroot *root, const char *path)
{
	struct kfb_mapped_file file;
	bool is;

	if (kfb_map_file(root, path, &file))
		return false;
	is = kfb_is_multiboot(file.data, file.len);
	kfb_unmap_file(&file);
	return is;
}
