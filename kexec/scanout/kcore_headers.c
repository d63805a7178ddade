// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parse the ELF headers and notes of /proc/kcore, in buffers.
 */
#define _GNU_SOURCE
#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "scanout/kcore.h"

/* 65535 program headers, the most that e_phnum counts, take 3.5 MiB. */
#define MAX_HEADERS (4u << 20)
#define NOTE_HEADER 12u

#define PHDR(field) offsetof(Elf64_Phdr, field)

int kfb_kcore_headers_size(const uint8_t ehdr[KFB_KCORE_EHDR_SIZE], size_t *size,
			   struct kfb_error *err)
{
	uint64_t phoff = kfb_get_le64(ehdr + offsetof(Elf64_Ehdr, e_phoff));
	uint64_t table =
		(uint64_t)kfb_get_le16(ehdr + offsetof(Elf64_Ehdr, e_phnum)) * sizeof(Elf64_Phdr);

	if (memcmp(ehdr, ELFMAG, SELFMAG) != 0)
		return kfb_fail(err, ENOEXEC, 0, "not an ELF file");
	if (ehdr[EI_CLASS] != ELFCLASS64 || ehdr[EI_DATA] != ELFDATA2LSB)
		return kfb_fail(err, ENOEXEC, EI_CLASS, "not of a little-endian 64-bit kernel");
	if (kfb_get_le16(ehdr + offsetof(Elf64_Ehdr, e_phentsize)) != sizeof(Elf64_Phdr))
		return kfb_fail(err, EBADMSG, offsetof(Elf64_Ehdr, e_phentsize),
				"program headers of an unknown size");
	if (phoff < KFB_KCORE_EHDR_SIZE || !kfb_fits(MAX_HEADERS, phoff, table))
		return kfb_fail(err, EBADMSG, offsetof(Elf64_Ehdr, e_phoff),
				"program headers are not at the start of the file");
	*size = (size_t)(phoff + table);
	return 0;
}

/* Does a range pass 2^64?  One may end there only if it is the kernel's. */
static bool wraps(uint64_t start, uint64_t size)
{
	return size - 1 > UINT64_MAX - start;
}

static int take_load(struct kfb_kcore *k, const uint8_t *p, uint64_t at, struct kfb_error *err)
{
	const struct kfb_kcore_part part = {
		.virt = kfb_get_le64(p + PHDR(p_vaddr)),
		.phys = kfb_get_le64(p + PHDR(p_paddr)),
		.size = kfb_get_le64(p + PHDR(p_filesz)),
		.offset = kfb_get_le64(p + PHDR(p_offset)),
	};

	if (!part.size)
		return 0;
	if (wraps(part.virt, part.size) || wraps(part.offset, part.size) ||
	    (part.phys != KFB_KCORE_NO_PHYS && wraps(part.phys, part.size)))
		return kfb_fail(err, EBADMSG, at, "a segment reaches beyond the address space");
	k->parts[k->count++] = part;
	return 0;
}

int kfb_kcore_parse_headers(const uint8_t *head, size_t len, struct kfb_kcore *k,
			    struct kfb_error *err)
{
	size_t at, size;
	int ret;

	if (len < KFB_KCORE_EHDR_SIZE)
		return kfb_fail(err, ENOEXEC, len, "too short for an ELF header");
	ret = kfb_kcore_headers_size(head, &size, err);
	if (ret)
		return ret;
	if (size > len)
		return kfb_fail(err, EBADMSG, len, "truncated, program headers are missing");
	k->machine = kfb_get_le16(head + offsetof(Elf64_Ehdr, e_machine));
	at = (size_t)kfb_get_le64(head + offsetof(Elf64_Ehdr, e_phoff));
	k->parts = calloc((size - at) / sizeof(Elf64_Phdr) + 1, sizeof(*k->parts));
	if (!k->parts)
		return kfb_fail(err, ENOMEM, 0, "out of memory");
	for (; at < size && !ret; at += sizeof(Elf64_Phdr)) {
		uint32_t type = kfb_get_le32(head + at + PHDR(p_type));

		if (type == PT_LOAD) {
			ret = take_load(k, head + at, at, err);
		} else if (type == PT_NOTE && !k->notes_size) {
			k->notes_offset = kfb_get_le64(head + at + PHDR(p_offset));
			k->notes_size = kfb_get_le64(head + at + PHDR(p_filesz));
		}
	}
	return ret;
}

/* A decimal number on any line but the first: arch_crash_save_vmcoreinfo(). */
static uint64_t vmcoreinfo_number(const char *text, size_t len, const char *key)
{
	const char *p = memmem(text, len, key, strlen(key)), *end = text + len;
	uint64_t value = 0;

	if (!p)
		return 0;
	for (p += strlen(key); p < end && *p >= '0' && *p <= '9'; p++)
		value = value * 10 + (unsigned int)(*p - '0');
	return value;
}

static int take_task(struct kfb_kcore *k, const uint8_t *desc, size_t size)
{
	if (k->task || !size)
		return 0;
	k->task = malloc(size);
	if (!k->task)
		return -ENOMEM;
	memcpy(k->task, desc, size);
	k->task_size = size;
	return 0;
}

static bool is_named(const uint8_t *name, uint32_t size, const char *want)
{
	return size == strlen(want) + 1 && memcmp(name, want, size) == 0;
}

int kfb_kcore_parse_notes(const uint8_t *notes, size_t len, struct kfb_kcore *k,
			  struct kfb_error *err)
{
	for (uint64_t at = 0, desc; kfb_fits(len, at, NOTE_HEADER);) {
		const uint8_t *n = notes + at;
		uint32_t name_size = kfb_get_le32(n);
		uint32_t size = kfb_get_le32(n + 4), type = kfb_get_le32(n + 8);

		desc = at + NOTE_HEADER + (((uint64_t)name_size + 3) & ~3ull);
		if (!kfb_fits(len, desc, size))
			return kfb_fail(err, EBADMSG, at, "a note reaches beyond the notes");
		if (type == NT_TASKSTRUCT && is_named(n + NOTE_HEADER, name_size, "CORE")) {
			if (take_task(k, notes + desc, size))
				return kfb_fail(err, ENOMEM, at, "out of memory");
		} else if (is_named(n + NOTE_HEADER, name_size, "VMCOREINFO")) {
			k->sme_mask = vmcoreinfo_number((const char *)notes + desc, size,
							"\nNUMBER(sme_mask)=");
		}
		at = desc + (((uint64_t)size + 3) & ~3ull);
	}
	return 0;
}

void kfb_kcore_clear(struct kfb_kcore *k)
{
	free(k->parts);
	free(k->task);
	memset(k, 0, sizeof(*k));
	k->fd = -1;
}
