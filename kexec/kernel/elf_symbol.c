// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/elf_symbol.h"

#include <errno.h>
#include <gelf.h>
#include <libelf.h>
#include <string.h>

#include "bytes.h"

static Elf_Scn *find_symtab(Elf *elf, GElf_Shdr *shdr)
{
	Elf_Scn *scn = NULL;

	while ((scn = elf_nextscn(elf, scn)))
		if (gelf_getshdr(scn, shdr) && shdr->sh_type == SHT_SYMTAB)
			return scn;
	return NULL;
}

/* Find the only object of that name.  A vmlinux has some 200,000 symbols: do not allocate. */
static int find_object(Elf *elf, const char *name, GElf_Sym *found, struct kfb_error *err)
{
	GElf_Shdr shdr;
	Elf_Scn *scn = find_symtab(elf, &shdr);
	Elf_Data *data = scn ? elf_getdata(scn, NULL) : NULL;
	unsigned int n = 0;
	GElf_Sym sym;

	if (!data)
		return kfb_fail(err, ENODATA, 0, "vmlinux has no symbol table");
	for (int i = 0; gelf_getsym(data, i, &sym); i++) {
		const char *s;

		if (GELF_ST_TYPE(sym.st_info) != STT_OBJECT)
			continue;
		s = elf_strptr(elf, shdr.sh_link, sym.st_name);
		if (!s || strcmp(s, name) != 0)
			continue;
		*found = sym;
		n++;
	}
	if (n == 0)
		return kfb_fail(err, ENOENT, shdr.sh_offset, "vmlinux does not hold the symbol");
	if (n > 1)
		return kfb_fail(err, EEXIST, shdr.sh_offset, "vmlinux holds the symbol twice");
	return 0;
}

static int to_file(Elf *elf, const GElf_Sym *sym, size_t len, uint64_t size, uint64_t *offset,
		   struct kfb_error *err)
{
	Elf_Scn *scn = sym->st_shndx < SHN_LORESERVE ? elf_getscn(elf, sym->st_shndx) : NULL;
	uint64_t in_section;
	GElf_Shdr shdr;

	if (!scn || !gelf_getshdr(scn, &shdr))
		return kfb_fail(err, ERANGE, 0, "symbol is in no section of the vmlinux");
	if (shdr.sh_type != SHT_PROGBITS || (shdr.sh_flags & SHF_COMPRESSED))
		return kfb_fail(err, ERANGE, shdr.sh_offset,
				"symbol has no contents in the vmlinux");
	if (sym->st_size < size || sym->st_value < shdr.sh_addr)
		return kfb_fail(err, ERANGE, shdr.sh_offset,
				"symbol does not have the expected size");
	in_section = sym->st_value - shdr.sh_addr;
	if (!kfb_fits(shdr.sh_size, in_section, size) ||
	    !kfb_fits(len, shdr.sh_offset, shdr.sh_size))
		return kfb_fail(err, ERANGE, shdr.sh_offset, "symbol reaches beyond its section");
	*offset = shdr.sh_offset + in_section;
	return 0;
}

int kfb_elf_symbol(const uint8_t *buf, size_t len, const char *name, uint64_t size,
		   uint64_t *offset, struct kfb_error *err)
{
	GElf_Sym sym = { 0 };
	Elf *elf;
	int ret;

	elf_version(EV_CURRENT);
	/* libelf's interface is not const, but it only writes through elf_update() */
	elf = elf_memory((char *)(uintptr_t)buf, len);
	if (!elf)
		return kfb_fail(err, EBADMSG, 0, "ELF file cannot be read");
	ret = find_object(elf, name, &sym, err);
	if (ret == 0)
		ret = to_file(elf, &sym, len, size, offset, err);
	elf_end(elf);
	return ret;
}
