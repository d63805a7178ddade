/* SPDX-License-Identifier: GPL-2.0-only */
/* A /proc/kcore that tests make. */
#ifndef TEST_KCORE_FILE_H
#define TEST_KCORE_FILE_H

#include <elf.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define DIRECT 0xffff888000000000ull /* PAGE_OFFSET, arch/x86, four levels */
#define TEXT   0xffffffff81000000ull

/*
 * A kcore as on x86: RAM from 1 MiB; the kernel image at 2 MiB in that and a second time as
 * KCORE_TEXT, with holes; and vmalloc space.
 */
struct file {
	Elf64_Ehdr e;
	Elf64_Phdr p[5];
	uint8_t notes[128];
	uint8_t ram[64], more_ram[16], text[8], vmalloc[8];
};

static inline size_t add_note(uint8_t *at, const char *name, uint32_t type, const char *desc)
{
	const Elf64_Nhdr n = { .n_namesz = (uint32_t)strlen(name) + 1,
			       .n_descsz = (uint32_t)strlen(desc),
			       .n_type = type };
	size_t name_room = (n.n_namesz + 3u) & ~3u, desc_room = (n.n_descsz + 3u) & ~3u;

	memcpy(at, &n, sizeof(n));
	memcpy(at + sizeof(n), name, n.n_namesz);
	memcpy(at + sizeof(n) + name_room, desc, n.n_descsz);
	return sizeof(n) + name_room + desc_room;
}

static inline Elf64_Phdr load(uint64_t virt, uint64_t phys, uint64_t offset, uint64_t size)
{
	return (Elf64_Phdr){ .p_type = PT_LOAD,
			     .p_vaddr = virt,
			     .p_paddr = phys,
			     .p_offset = offset,
			     .p_filesz = size,
			     .p_memsz = size };
}

static inline void build(struct file *f)
{
	size_t at = 0;

	memset(f, 0, sizeof(*f));
	memcpy(f->e.e_ident, ELFMAG, SELFMAG);
	f->e.e_ident[EI_CLASS] = ELFCLASS64;
	f->e.e_ident[EI_DATA] = ELFDATA2LSB;
	f->e.e_machine = EM_X86_64;
	f->e.e_phoff = sizeof(f->e);
	f->e.e_phentsize = sizeof(f->p[0]);
	f->e.e_phnum = sizeof(f->p) / sizeof(f->p[0]);
	at += add_note(f->notes + at, "CORE", NT_PRSTATUS, "not this one");
	at += add_note(f->notes + at, "CORE", NT_TASKSTRUCT, "a task_struct");
	at += add_note(f->notes + at, "VMCOREINFO", 0, "PAGESIZE=4096\nNUMBER(sme_mask)=2048\n");
	f->p[0] = (Elf64_Phdr){ .p_type = PT_NOTE,
				.p_offset = offsetof(struct file, notes),
				.p_filesz = at };
	f->p[1] = load(TEXT, 0x100010, offsetof(struct file, text), sizeof(f->text));
	f->p[2] = load(DIRECT + 0x100000, 0x100000, offsetof(struct file, ram), sizeof(f->ram));
	f->p[3] = load(DIRECT + 0x100040, 0x100040, offsetof(struct file, more_ram),
		       sizeof(f->more_ram));
	f->p[4] = load(0xffffc90000000000ull, UINT64_MAX, offsetof(struct file, vmalloc),
		       sizeof(f->vmalloc));
	for (size_t i = 0; i < sizeof(f->ram); i++)
		f->ram[i] = (uint8_t)i;
	memset(f->more_ram, 'm', sizeof(f->more_ram));
	memset(f->vmalloc, 'v', sizeof(f->vmalloc));
}

#endif
