// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check/facts.h"
#include "check/initrd.h"
#include "check/unpack.h"

/*
 * What vmbus_reserve_fb() logs if it was told of no framebuffer, since the fix "Drivers: hv:
 * vmbus: ..." of 2026.  With that fix it then keeps the start of low MMIO free.
 */
#define HYPERV_FIX   "Unexpected framebuffer mmio base of zero"
#define MODULE_LIMIT ((size_t)64 << 20)
#define NAME_SIZE    64

struct listing {
	struct kfb_initrd_facts *facts;
	FILE *names;
};

static bool wants(void *ctx, const char *path)
{
	struct listing *l = ctx;
	char name[NAME_SIZE];

	if (strstr(path, "squashfs-root.img") || strstr(path, "squash-root.img"))
		l->facts->squashfs = true;
	if (!kfb_module_name(path, name, sizeof(name)))
		return false;
	if (kfb_is_display_module(path))
		fprintf(l->names, " %s", name);
	return strcmp(name, "hv_vmbus") == 0;
}

bool kfb_has_hyperv_fix(const uint8_t *data, size_t len)
{
	return memmem(data, len, HYPERV_FIX, sizeof(HYPERV_FIX) - 1) != NULL;
}

/* Modules may be compressed inside the compressed initrd. */
static void look_at_vmbus(void *ctx, const char *path, const uint8_t *data, size_t len)
{
	struct listing *l = ctx;
	struct kfb_unpacked plain;

	(void)path;
	if (len >= 4 && memcmp(data, "\177ELF", 4) == 0) {
		l->facts->hyperv_fix = kfb_has_hyperv_fix(data, len);
	} else if (kfb_unpack(data, len, MODULE_LIMIT, &plain, NULL) == 0) {
		l->facts->hyperv_fix = kfb_has_hyperv_fix(plain.data, plain.len);
		free(plain.data);
	}
}

void kfb_check_read_initrd(struct kfb_check *c)
{
	struct kfb_initrd_facts *f = &c->in_initrd;
	struct listing l = { .facts = f };
	const struct kfb_initrd_visitor visitor = { wants, look_at_vmbus, &l };
	struct kfb_error err = { 0 };
	struct kfb_mapped_file file;
	size_t size;

	if (f->read || !c->initrd)
		return;
	f->read = true;
	f->hyperv_fix = -1;
	f->error = kfb_map_file(c->root, c->initrd, &file);
	if (f->error) {
		f->reason = strerror(-f->error);
		return;
	}
	l.names = open_memstream(&f->modules, &size);
	if (l.names) {
		f->error = kfb_initrd_walk(file.data, file.len, &visitor, &err);
		f->reason = err.reason;
		fclose(l.names);
	}
	kfb_unmap_file(&file);
}

/* Is @word one of the blank-separated words of @list? */
static bool has_word(const char *list, const char *word)
{
	size_t n = strlen(word);

	for (const char *at = list; (at = strstr(at, word)); at += n)
		if ((at == list || at[-1] == ' ') && (!at[n] || at[n] == ' '))
			return true;
	return false;
}

int kfb_check_has_module(void *check, const char *module)
{
	struct kfb_check *c = check;

	kfb_check_read_initrd(c);
	if (!c->in_initrd.modules)
		return -1;
	if (has_word(c->in_initrd.modules, module))
		return 1;
	return c->in_initrd.error || c->in_initrd.squashfs ? -1 : 0;
}
