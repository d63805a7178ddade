// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "scanout/kcore.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bytes.h"

/* VMCOREINFO is one page; the largest task_struct seen is 10 KiB. */
#define MAX_NOTES (1u << 20)

static int read_at(int fd, uint64_t offset, void *buf, size_t len)
{
	uint8_t *p = buf;

	while (len) {
		ssize_t n;

		if (offset > INT64_MAX)
			return -EOVERFLOW;
		n = pread(fd, p, len, (off_t)offset);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n ? -errno : -ENODATA;
		p += n;
		offset += (uint64_t)n;
		len -= (size_t)n;
	}
	return 0;
}

static int fail_read(int ret, uint64_t offset, struct kfb_error *err)
{
	return kfb_fail(err, -ret, offset, ret == -ENODATA ? "truncated" : strerror(-ret));
}

static int read_headers(struct kfb_kcore *k, struct kfb_error *err)
{
	uint8_t ehdr[KFB_KCORE_EHDR_SIZE], *head;
	size_t size;
	int ret = read_at(k->fd, 0, ehdr, sizeof(ehdr));

	if (ret)
		return fail_read(ret, 0, err);
	ret = kfb_kcore_headers_size(ehdr, &size, err);
	if (ret)
		return ret;
	head = malloc(size);
	if (!head)
		return kfb_fail(err, ENOMEM, 0, "out of memory");
	ret = read_at(k->fd, 0, head, size);
	ret = ret ? fail_read(ret, 0, err) : kfb_kcore_parse_headers(head, size, k, err);
	free(head);
	return ret;
}

static int read_notes(struct kfb_kcore *k, struct kfb_error *err)
{
	size_t size = (size_t)k->notes_size;
	uint8_t *notes;
	int ret;

	if (!size)
		return 0;
	if (k->notes_size > MAX_NOTES)
		return kfb_fail(err, EBADMSG, k->notes_offset, "notes of more than 1 MiB");
	notes = malloc(size);
	if (!notes)
		return kfb_fail(err, ENOMEM, 0, "out of memory");
	ret = read_at(k->fd, k->notes_offset, notes, size);
	ret = ret ? fail_read(ret, k->notes_offset, err) :
		    kfb_kcore_parse_notes(notes, size, k, err);
	free(notes);
	return ret;
}

int kfb_kcore_open(const struct kfb_sysroot *root, struct kfb_kcore *k, struct kfb_error *err)
{
	int ret;

	memset(k, 0, sizeof(*k));
	k->fd = kfb_sysroot_open_file(root, KFB_KCORE);
	if (k->fd < 0)
		return kfb_fail(err, -k->fd, 0, strerror(-k->fd));
	ret = read_headers(k, err);
	if (!ret)
		ret = read_notes(k, err);
	if (ret)
		kfb_kcore_close(k);
	return ret;
}

void kfb_kcore_close(struct kfb_kcore *k)
{
	if (k->fd >= 0)
		close(k->fd);
	kfb_kcore_clear(k);
}

static bool in_part(uint64_t start, uint64_t size, uint64_t at)
{
	return at >= start && at - start < size;
}

/* The largest part that holds @at, which is a physical address if @phys. */
static const struct kfb_kcore_part *part_at(const struct kfb_kcore *k, uint64_t at, bool phys)
{
	const struct kfb_kcore_part *best = NULL;

	for (size_t i = 0; i < k->count; i++) {
		const struct kfb_kcore_part *p = &k->parts[i];

		if (phys && p->phys == KFB_KCORE_NO_PHYS)
			continue;
		if (in_part(phys ? p->phys : p->virt, p->size, at) &&
		    (!best || p->size > best->size))
			best = p;
	}
	return best;
}

static int read_memory(const struct kfb_kcore *k, uint64_t at, bool phys, void *buf, size_t len)
{
	uint8_t *out = buf;

	while (len) {
		const struct kfb_kcore_part *p = part_at(k, at, phys);
		uint64_t in = p ? at - (phys ? p->phys : p->virt) : 0;
		size_t n;
		int ret;

		if (!p)
			return -EFAULT;
		n = p->size - in < len ? (size_t)(p->size - in) : len;
		ret = read_at(k->fd, p->offset + in, out, n);
		if (ret)
			return ret;
		out += n;
		len -= n;
		if (len && n > UINT64_MAX - at)
			return -EFAULT;
		at += n;
	}
	return 0;
}

int kfb_kcore_read_virt(const struct kfb_kcore *k, uint64_t vaddr, void *buf, size_t len)
{
	return read_memory(k, vaddr, false, buf, len);
}

int kfb_kcore_read_phys(const struct kfb_kcore *k, uint64_t paddr, void *buf, size_t len)
{
	return read_memory(k, paddr, true, buf, len);
}

bool kfb_kcore_phys_of(const struct kfb_kcore *k, uint64_t vaddr, size_t len, uint64_t *paddr)
{
	for (size_t i = 0; i < k->count; i++) {
		const struct kfb_kcore_part *p = &k->parts[i];

		if (p->phys == KFB_KCORE_NO_PHYS || vaddr < p->virt ||
		    !kfb_fits(p->size, vaddr - p->virt, len))
			continue;
		*paddr = p->phys + (vaddr - p->virt);
		return true;
	}
	return false;
}
