/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * /proc/kcore, the running kernel's memory as an ELF core file: read_kcore_iter(),
 * fs/proc/kcore.c, 6.12.  Little-endian 64-bit kernels only.
 */
#ifndef KFB_KCORE_H
#define KFB_KCORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "sysroot.h"

#define KFB_KCORE	    "/proc/kcore"
#define KFB_KCORE_EHDR_SIZE 64u	       /* sizeof(Elf64_Ehdr) */
#define KFB_KCORE_NO_PHYS   UINT64_MAX /* vmalloc, vmemmap: not one physical range */

/* A PT_LOAD segment.  Neither its address ranges nor its file range wrap around. */
struct kfb_kcore_part {
	uint64_t virt, phys, size, offset;
};

struct kfb_kcore {
	int fd;
	uint16_t machine; /* EM_*, <elf.h> */
	struct kfb_kcore_part *parts;
	size_t count;
	uint64_t notes_offset, notes_size; /* the PT_NOTE segment; size 0: none */
	uint8_t *task; /* the reader's own task_struct (NT_TASKSTRUCT); NULL: no note */
	size_t task_size;
	uint64_t sme_mask; /* x86: the bit of a page table entry that means "encrypted" */
};

/*
 * -EPERM: kernel lockdown (confidentiality) or no CAP_SYS_RAWIO; -ENOENT: no
 * CONFIG_PROC_KCORE; -ENOEXEC or -EBADMSG: not such a file.  @err may be NULL.
 * After a failure there is nothing to close.
 */
int kfb_kcore_open(const struct kfb_sysroot *root, struct kfb_kcore *k, struct kfb_error *err);
void kfb_kcore_close(struct kfb_kcore *k);

/*
 * Read all @len bytes, or return -errno with @buf undefined; -EFAULT: @k has no such memory.
 * If two parts hold an address, read the larger one: x86 has the kernel image twice, and the
 * one that is KCORE_TEXT shows the pages of its freed .init as zeros.
 */
int kfb_kcore_read_virt(const struct kfb_kcore *k, uint64_t vaddr, void *buf, size_t len);
int kfb_kcore_read_phys(const struct kfb_kcore *k, uint64_t paddr, void *buf, size_t len);

/* Where the @len bytes at @vaddr are in RAM; false: they are not in RAM in one piece. */
bool kfb_kcore_phys_of(const struct kfb_kcore *k, uint64_t vaddr, size_t len, uint64_t *paddr);

/*
 * Pure, used by kfb_kcore_open().  The first tells how many bytes at the start of the file hold
 * the ELF and program headers; the others read those headers, and the contents of the PT_NOTE
 * segment, into @k.  The caller zeroes @k first, and calls kfb_kcore_clear() at the end.
 */
int kfb_kcore_headers_size(const uint8_t ehdr[KFB_KCORE_EHDR_SIZE], size_t *size,
			   struct kfb_error *err);
int kfb_kcore_parse_headers(const uint8_t *head, size_t len, struct kfb_kcore *k,
			    struct kfb_error *err);
int kfb_kcore_parse_notes(const uint8_t *notes, size_t len, struct kfb_kcore *k,
			  struct kfb_error *err);
void kfb_kcore_clear(struct kfb_kcore *k);

#endif
