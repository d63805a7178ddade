// SPDX-License-Identifier: GPL-2.0-only
/*
 * An initrd: a sequence of archives, some of them compressed.
 *
 * Floor: check/initrd.c 85
 * Floor: check/unpack.c 65
 */
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include "check/initrd.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Keep the library open, so that it is not loaded again for every input. */
int LLVMFuzzerInitialize(int *argc, char ***argv);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	if (!dlopen("libarchive.so.13", RTLD_NOW))
		abort();
	return 0;
}

static bool wants(void *ctx, const char *path)
{
	char name[16];

	(void)ctx;
	if (kfb_module_name(path, name, sizeof(name)) &&
	    (!*name || strlen(name) >= sizeof(name) || strchr(name, '-')))
		abort();
	return kfb_is_display_module(path);
}

static void file(void *ctx, const char *path, const uint8_t *data, size_t len)
{
	unsigned int *sum = ctx;

	*sum += *path;
	for (size_t i = 0; i < len; i++)
		*sum += data[i];
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned int sum = 0;
	const struct kfb_initrd_visitor visitor = { wants, file, &sum };
	struct kfb_error err = { 0 };

	if (kfb_initrd_walk(data, size, &visitor, &err) && !err.reason)
		abort();
	return 0;
}
