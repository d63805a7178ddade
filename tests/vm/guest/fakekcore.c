// SPDX-License-Identifier: GPL-2.0-only
/*
 * fakekcore: write a fake of /proc/kcore on stdout, whose parts overlap. Its notes and the
 * number of its parts are the real one's, so its reader gets as far as the parts; each part is
 * there twice, the second time from one page lower to one page more. Their memory reads as zero,
 * and there is little of it.
 */
#include <elf.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PAGE	4096u
#define HEADERS (64u * 1024)
#define DATA	(1024u * 1024) /* of each part */

static unsigned char real[HEADERS], fake[2 * HEADERS];

static void overlap(Elf64_Phdr *part, unsigned int by)
{
	part->p_offset = sizeof(fake);
	part->p_vaddr -= by;
	if (part->p_paddr != ~(Elf64_Addr)0) /* this means that it has no such address */
		part->p_paddr -= part->p_paddr < by ? part->p_paddr : by;
	part->p_filesz = part->p_memsz = DATA + 2 * by;
}

int main(void)
{
	int fd = open("/proc/kcore", O_RDONLY);
	ssize_t len = fd < 0 ? -1 : pread(fd, real, sizeof(real), 0);
	Elf64_Ehdr *head = (Elf64_Ehdr *)fake;
	Elf64_Phdr *out = (Elf64_Phdr *)(fake + sizeof(*head));
	const Elf64_Phdr *in;
	unsigned int n = 0;

	if (len < (ssize_t)sizeof(*head))
		return 1;
	memcpy(head, real, sizeof(*head));
	in = (const Elf64_Phdr *)(real + head->e_phoff);
	for (int i = 0; i < head->e_phnum; i++) {
		out[n] = in[i];
		if (in[i].p_type == PT_NOTE) {
			out[n].p_offset = HEADERS;
			memcpy(fake + HEADERS, real + in[i].p_offset, in[i].p_filesz);
		} else {
			overlap(&out[n++], 0);
			out[n] = in[i];
			overlap(&out[n], PAGE);
		}
		n++;
	}
	head->e_phoff = sizeof(*head);
	head->e_phnum = (Elf64_Half)n;
	if (fwrite(fake, sizeof(fake), 1, stdout) != 1 || fflush(stdout))
		return 1;
	return ftruncate(STDOUT_FILENO, sizeof(fake) + DATA + 2 * PAGE) ? 1 : 0;
}
