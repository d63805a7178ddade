// SPDX-License-Identifier: GPL-2.0-only
#include "check/archive.h"

#include <dlfcn.h>
#include <errno.h>
#include <string.h>

/* The library's name since version 3.0, of 2011. */
#define SONAME "libarchive.so.13"

static int load(struct kfb_archive *lib)
{
	/* Never closed: it stays loaded until the program ends. */
	void *handle = dlopen(SONAME, RTLD_NOW | RTLD_LOCAL), *symbol;

	if (!handle)
		return -ELIBACC;
		/* POSIX guarantees that a function's address fits the void * that dlsym() returns. */
#define TAKE(name) \
	symbol = dlsym(handle, #name); \
	if (!symbol) \
		return -ELIBACC; \
	memcpy(&lib->name, &symbol, sizeof(symbol));
	KFB_ARCHIVE_FUNCTIONS(TAKE)
#undef TAKE
	return 0;
}

int kfb_archive_open(struct kfb_archive *lib, struct archive **a, struct kfb_error *err)
{
	if (load(lib))
		return kfb_fail(err, ELIBACC, 0, "libarchive is not installed");
	*a = lib->archive_read_new();
	return *a ? 0 : kfb_fail(err, ENOMEM, 0, "no memory to read an archive");
}
