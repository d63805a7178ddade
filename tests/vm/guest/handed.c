// SPDX-License-Identifier: GPL-2.0-only
/*
 * LD_PRELOAD for kexec -s on kernels without kexec_file_load(), such as Debian's for arm64:
 * answers that system call itself, and keeps each kernel file that kexec passes to it as
 * $HANDED.1, $HANDED.2, ... With $REFUSE it refuses the first one, as if its signature were
 * wrong.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static long fail(int error)
{
	errno = error;
	return -1;
}

static long keep(int fd)
{
	static int count;
	struct stat st;
	char path[256];
	off_t offset = 0;
	int out;

	snprintf(path, sizeof(path), "%s.%d", getenv("HANDED"), ++count);
	out = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (out < 0 || fstat(fd, &st) ||
	    sendfile(out, fd, &offset, (size_t)st.st_size) != st.st_size)
		abort();
	close(out);
	return count == 1 && getenv("REFUSE") ? fail(EKEYREJECTED) : 0;
}

long syscall(long number, ...)
{
	long (*next)(long, ...) = (long (*)(long, ...))dlsym(RTLD_NEXT, "syscall");
	long arg[6];
	va_list args;

	va_start(args, number);
	for (int i = 0; i < 6; i++)
		arg[i] = va_arg(args, long);
	va_end(args);
	if (number != SYS_kexec_file_load)
		return next(number, arg[0], arg[1], arg[2], arg[3], arg[4], arg[5]);
	/* kexec passes -1 to ask whether the system call exists */
	return (int)arg[0] < 0 ? fail(EINVAL) : keep((int)arg[0]);
}
