// SPDX-License-Identifier: GPL-2.0-only
/*
 * A kernel file of any kind: identify, unpack, search and fill it.  If it was accepted, it must
 * have changed at the announced places and nowhere else.
 *
 * Floor: kernel/kind.c 80
 * Floor: kernel/pe.c 90
 * Floor: kernel/uimage.c 80
 * Floor: kernel/zboot.c 85
 * Floor: kernel/ksymtab.c 90
 * Floor: kernel/release.c 90
 * Floor: kernel/scan.c 90
 * Floor: kernel/decompress.c 80
 * Floor: fill/image.c 90
 */
#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "fill/image.h"
#include "kernel/decompress.h"
#include "test_kernel_packed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);

/* A uImage's checksums would stop every mutation except the header's, so mostly correct them. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
	size = LLVMFuzzerMutate(data, size, max_size);
	if (size >= 64 && memcmp(data, "\x27\x05\x19\x56", 4) == 0 && seed % 8)
		syn_seal_uimage(data, size);
	return size;
}

#define UNPACKED_LIMIT (1u << 20)

static void check_unpack(const struct kfb_kernel_id *id, const uint8_t *data)
{
	struct kfb_growing unpacked = { 0 };
	const struct kfb_sink sink = { kfb_growing_write, &unpacked };

	kfb_decompress(id->compression, data + id->payload_offset, id->payload_size, UNPACKED_LIMIT,
		       &sink, NULL);
	if (unpacked.len > UNPACKED_LIMIT || (unpacked.data && unpacked.data[unpacked.len]))
		abort();
	free(unpacked.data);
}

static void check_release(const uint8_t *data, size_t size)
{
	char release[KFB_RELEASE_SIZE];

	memset(release, 'x', sizeof(release));
	if (kfb_bzimage_release(data, size, release) &&
	    (!release[0] || !memchr(release, '\0', sizeof(release))))
		abort();
}

/* Use the image's own tail as symbol list: it is as hostile as the image. */
static size_t texts(void *ctx, const struct kfb_release *release, struct kfb_symbol_text *out)
{
	(void)release;
	out[0] = *(struct kfb_symbol_text *)ctx;
	return 1;
}

static void check_fill(const uint8_t *data, size_t size, struct kfb_fill_request *req)
{
	uint8_t *copy = malloc(size ? size : 1);
	struct kfb_fill_result res;

	if (!copy)
		abort();
	memcpy(copy, data, size);
	if (kfb_fill_locate(copy, size, req, &res, NULL) == 0) {
		if (kfb_fill_apply(copy, size, req, &res, NULL) != 0)
			abort();
		if (memcmp(copy + res.screen_info_offset, req->screen_info,
			   KEXEC_FB_SCREEN_INFO_SIZE) != 0)
			abort();
		memset(copy + res.screen_info_offset, 0, KEXEC_FB_SCREEN_INFO_SIZE);
		if (res.guid_offset != KFB_NO_OFFSET)
			copy[res.guid_offset] = 0x95;
		if (memcmp(copy, data, size) != 0)
			abort();
	}
	free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kfb_symbol_text text = { (const char *)data + size / 2, size - size / 2, "tail" };
	struct kfb_fill_request req = { .neutralise_efi_table = true, .ctx = &text };
	struct kfb_kernel_id id;

	check_release(data, size);
	memset(req.screen_info, 0xa5, sizeof(req.screen_info));
	if (kfb_kernel_identify(data, size, &id, NULL) != 0)
		return 0;
	if (!kfb_fits(size, id.payload_offset, id.payload_size) || !kfb_kernel_kind_name(id.kind) ||
	    !kfb_arch_name(id.arch))
		abort();
	if (id.compression != KFB_COMPRESSION_NONE)
		check_unpack(&id, data);
	for (req.arch = KFB_ARCH_ARM64; req.arch <= KFB_ARCH_LOONGARCH64; req.arch++) {
		check_fill(data, size, &req);
		req.symbol_texts = texts;
	}
	return 0;
}
