/* SPDX-License-Identifier: GPL-2.0-only */
/* A vmlinux made by hand: .data, .bss, .symtab, .strtab, .shstrtab. */
#ifndef TEST_KERNEL_VMLINUX_H
#define TEST_KERNEL_VMLINUX_H

#include <elf.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { DATA = 1, BSS, SYMTAB, STRTAB, SHSTRTAB, N_SECTIONS };

#define DATA_ADDR 0xffff800009000000
#define NAMES	  "\0screen_info\0other\0"

struct vmlinux {
	Elf64_Ehdr eh;
	Elf64_Shdr sh[N_SECTIONS];
	Elf64_Sym sym[4];
	char names[24];
	uint8_t data[256];
};

static inline void syn_vmlinux(struct vmlinux *v)
{
	memset(v, 0, sizeof(*v));
	memcpy(v->eh.e_ident, "\177ELF\2\1\1", 7);
	v->eh.e_type = ET_DYN;
	v->eh.e_machine = EM_AARCH64;
	v->eh.e_version = 1;
	v->eh.e_ehsize = sizeof(v->eh);
	v->eh.e_shoff = offsetof(struct vmlinux, sh);
	v->eh.e_shentsize = sizeof(v->sh[0]);
	v->eh.e_shnum = N_SECTIONS;
	v->eh.e_shstrndx = SHSTRTAB;
	v->sh[DATA] = (Elf64_Shdr){ .sh_type = SHT_PROGBITS,
				    .sh_flags = SHF_ALLOC | SHF_WRITE,
				    .sh_addr = DATA_ADDR,
				    .sh_offset = offsetof(struct vmlinux, data),
				    .sh_size = 256 };
	v->sh[BSS] = v->sh[DATA];
	v->sh[BSS].sh_type = SHT_NOBITS;
	v->sh[SYMTAB] = (Elf64_Shdr){ .sh_type = SHT_SYMTAB,
				      .sh_link = STRTAB,
				      .sh_offset = offsetof(struct vmlinux, sym),
				      .sh_size = sizeof(v->sym),
				      .sh_entsize = sizeof(v->sym[0]),
				      .sh_addralign = 8 };
	v->sh[STRTAB] = (Elf64_Shdr){ .sh_type = SHT_STRTAB,
				      .sh_offset = offsetof(struct vmlinux, names),
				      .sh_size = sizeof(v->names) };
	v->sh[SHSTRTAB] = v->sh[STRTAB];
	memcpy(v->names, NAMES, sizeof(NAMES));
	v->sym[1] = (Elf64_Sym){ .st_name = 1,
				 .st_info = ELF64_ST_INFO(STB_GLOBAL, STT_OBJECT),
				 .st_shndx = DATA,
				 .st_value = DATA_ADDR + 128,
				 .st_size = 64 };
	v->sym[2] = v->sym[1];
	v->sym[2].st_name = 13;
}

#endif
