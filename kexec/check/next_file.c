// SPDX-License-Identifier: GPL-2.0-only
#include "check/next_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "check/unpack.h"
#include "handover/find_config.h"
#include "kernel/decompress.h"

/* Documentation/arch/x86/boot.rst; offsets from the start of the file. */
#define SETUP_SECTS    0x1f1
#define PAYLOAD_OFFSET 0x248 /* relative to the protected-mode code */
#define PAYLOAD_LENGTH 0x24c

#define IMAGE_LIMIT ((size_t)512 << 20)

/* Locate the compressed vmlinux inside a bzImage; false: the header does not tell. */
static bool bzimage_payload(const struct kfb_mapped_file *file, uint64_t *at, uint64_t *size)
{
	unsigned int sects;

	if (!kfb_fits(file->len, PAYLOAD_LENGTH, 4))
		return false;
	sects = file->data[SETUP_SECTS] ? file->data[SETUP_SECTS] : 4;
	*at = (sects + 1) * 512ull + kfb_get_le32(file->data + PAYLOAD_OFFSET);
	*size = kfb_get_le32(file->data + PAYLOAD_LENGTH);
	return *size && kfb_fits(file->len, *at, *size);
}

/* Replace @at by what is inside it.  If *owned, the caller frees the new data. */
static int open_payload(const struct kfb_kernel_id *id, struct kfb_mapped_file *at, bool *owned)
{
	uint64_t offset = id->payload_offset, size = id->payload_size;
	struct kfb_growing g = { 0 };
	struct kfb_sink sink = { kfb_growing_write, &g };
	struct kfb_unpacked out = { 0 };
	int ret;

	if (id->kind == KFB_KERNEL_BZIMAGE && !bzimage_payload(at, &offset, &size))
		return -ENOTSUP;
	if (!kfb_fits(at->len, offset, size))
		return -EBADMSG;
	if (id->kind != KFB_KERNEL_BZIMAGE && id->compression == KFB_COMPRESSION_NONE) {
		*at = (struct kfb_mapped_file){ at->data + offset, (size_t)size };
		return 0;
	}
	if (id->kind == KFB_KERNEL_BZIMAGE)
		ret = kfb_unpack(at->data + offset, (size_t)size, IMAGE_LIMIT, &out, NULL);
	else
		ret = kfb_decompress(id->compression, at->data + offset, (size_t)size, IMAGE_LIMIT,
				     &sink, NULL);
	if (ret) {
		free(g.data);
		return ret;
	}
	*at = (struct kfb_mapped_file){ out.data ? out.data : g.data, out.data ? out.len : g.len };
	*owned = true;
	return 0;
}

/* A compressed kernel in a UKI has two layers; we do not unpack three. */
int kfb_next_file_unpack(const struct kfb_next_file *n, struct kfb_mapped_file *image, bool *owned)
{
	struct kfb_kernel_id id = n->id;
	int ret = 0;

	*owned = false;
	*image = n->file;
	for (int depth = 0; depth < 3; depth++) {
		if (id.kind == KFB_KERNEL_RAW || id.kind == KFB_KERNEL_ELF)
			return 0;
		/* Stop: going into unpacked data would lose the pointer that must be freed. */
		if (*owned)
			break;
		ret = open_payload(&id, image, owned);
		if (ret || id.kind == KFB_KERNEL_BZIMAGE)
			return ret;
		ret = kfb_kernel_identify(image->data, image->len, &id, NULL);
		if (ret)
			break;
	}
	if (*owned)
		free(image->data);
	*owned = false;
	return ret ? ret : -ENOTSUP;
}

static void read_banner(const struct kfb_mapped_file *image, struct kfb_next_file *n)
{
	struct kfb_needle needle;
	struct kfb_release release;

	kfb_release_needle(&needle);
	kfb_scan(image->data, image->len, &needle, 1);
	if (kfb_release_read(image->data, image->len, &needle, &release, NULL) == 0)
		memcpy(n->release, release.release, sizeof(n->release));
}

static void take_config(struct kfb_next_file *n, char *text, size_t len)
{
	n->config_text = text;
	n->config = (struct kfb_config){ text, len };
}

/*
 * Look into an uncompressed image first.  Unpacking one takes longer than all the rest of
 * check, so for a compressed image try the file that was installed with it first.
 */
static void find_config(const struct kfb_sysroot *root, const char *path, struct kfb_next_file *n)
{
	struct kfb_mapped_file image = { 0 };
	bool plain = n->id.kind == KFB_KERNEL_RAW || n->id.kind == KFB_KERNEL_ELF;
	struct kfb_bytes text;
	bool owned = false;
	size_t len;
	char *config;

	if (!plain && n->release[0] &&
	    kfb_find_config(root, path, n->release, &text, &n->config_path) == 0) {
		take_config(n, text.data, text.len);
		return;
	}
	if (kfb_next_file_unpack(n, &image, &owned) == 0) {
		if (!n->release[0])
			read_banner(&image, n);
		if (kfb_config_extract(image.data, image.len, &config, &len, NULL) == 0)
			take_config(n, config, len);
	}
	if (owned)
		free(image.data);
	if (!n->config.text && kfb_find_config(root, path, n->release, &text, &n->config_path) == 0)
		take_config(n, text.data, text.len);
}

void kfb_next_file_read(const struct kfb_sysroot *root, const char *path, struct kfb_next_file *n)
{
	struct kfb_error err = { 0 };

	memset(n, 0, sizeof(*n));
	n->error = kfb_map_file(root, path, &n->file);
	if (n->error) {
		n->reason =
			n->error == -ENODATA ? "not a regular file, or empty" : strerror(-n->error);
		return;
	}
	n->error = kfb_kernel_identify(n->file.data, n->file.len, &n->id, &err);
	if (n->error) {
		n->reason = err.reason;
		return;
	}
	if (n->id.kind == KFB_KERNEL_BZIMAGE)
		kfb_bzimage_release(n->file.data, n->file.len, n->release);
	find_config(root, path, n);
}

void kfb_next_file_free(struct kfb_next_file *n)
{
	kfb_unmap_file(&n->file);
	free(n->config_path);
	free(n->config_text);
	memset(n, 0, sizeof(*n));
}
