// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "handover/kexec_version.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEXEC_TOOLS "kexec-tools "

/* Far larger than any kexec: Debian's has 200 KiB, a static one with symbols 2 MiB. */
#define PROGRAM_LIMIT (64 << 20)

/* Read a component of at most three digits, and move *p past it. */
static bool read_number(const char **p, const char *end, unsigned int *number)
{
	const char *start = *p;

	*number = 0;
	for (; *p < end && **p >= '0' && **p <= '9' && *p - start < 3; (*p)++)
		*number = *number * 10 + (unsigned int)(**p - '0');
	return *p > start;
}

static unsigned int version_at(const char *p, const char *end)
{
	unsigned int n[3] = { 0 };

	for (size_t i = 0; i < 3; i++) {
		if (i && (p == end || *p++ != '.'))
			return KFB_KEXEC_TOOLS_UNKNOWN;
		if (!read_number(&p, end, &n[i]))
			return KFB_KEXEC_TOOLS_UNKNOWN;
	}
	return KFB_KEXEC_TOOLS(n[0], n[1], n[2]);
}

unsigned int kfb_kexec_version_in(const void *program, size_t len)
{
	const char *p = program, *end = p + len;
	unsigned int version = KFB_KEXEC_TOOLS_UNKNOWN;

	while (!version && (p = memmem(p, (size_t)(end - p), KEXEC_TOOLS, strlen(KEXEC_TOOLS)))) {
		p += strlen(KEXEC_TOOLS);
		version = version_at(p, end);
	}
	return version;
}

unsigned int kfb_kexec_version(const char *path)
{
	unsigned int version = KFB_KEXEC_TOOLS_UNKNOWN;
	/* O_NONBLOCK: a FIFO must not hold us up. */
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	struct stat st;
	void *program;

	if (fd < 0)
		return version;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0 &&
	    st.st_size <= PROGRAM_LIMIT) {
		program = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
		if (program != MAP_FAILED) {
			version = kfb_kexec_version_in(program, (size_t)st.st_size);
			munmap(program, (size_t)st.st_size);
		}
	}
	close(fd);
	return version;
}
