// SPDX-License-Identifier: GPL-2.0-only
#include "fill/image.h"

#include <errno.h>
#include <string.h>

#include "bytes.h"
#include "fill/efi_table.h"
#include "kernel/elf_symbol.h"
#include "kernel/kallsyms.h"
#include "kernel/ksymtab.h"
#include "util.h"

/*
 * A kernel has one of these; the newer name is first.  sysfb_primary_display (>= 7.0) begins
 * with the screen_info; the 128 bytes of EDID that may follow stay empty.
 */
static const char *const symbols[] = { "sysfb_primary_display", "screen_info" };

enum {
	NEEDLE_GUID,
	NEEDLE_BANNER,
	NEEDLE_SYMBOLS,
	N_NEEDLES = NEEDLE_SYMBOLS + ARRAY_SIZE(symbols)
};

/* The kernel proper within the file, and the needles that one pass over it found. */
struct image {
	const uint8_t *buf;
	size_t len;
	struct kfb_ksym ksyms[ARRAY_SIZE(symbols)];
	struct kfb_needle needles[N_NEEDLES];
};

static void scan(struct image *img)
{
	kfb_efi_table_needle(&img->needles[NEEDLE_GUID]);
	kfb_release_needle(&img->needles[NEEDLE_BANNER]);
	for (size_t i = 0; i < ARRAY_SIZE(symbols); i++)
		kfb_ksym_needle(&img->ksyms[i], symbols[i], &img->needles[NEEDLE_SYMBOLS + i]);
	kfb_scan(img->buf, img->len, img->needles, N_NEEDLES);
}

/* The symbol at the raw image's first byte.  On riscv, _text follows the head and init text. */
static const char *start_symbol(enum kfb_arch arch)
{
	return arch == KFB_ARCH_RISCV64 ? "_start" : "_text";
}

/* A way to look up a symbol: 0, -ENOENT (try the next), or an error that ends the search. */
typedef int (*lookup_fn)(const struct image *img, size_t symbol, const void *how, uint64_t *offset,
			 struct kfb_error *err);

struct text_lookup {
	const struct kfb_symbol_text *text;
	enum kfb_arch arch;
};

static int by_ksymtab(const struct image *img, size_t symbol, const void *how, uint64_t *offset,
		      struct kfb_error *err)
{
	(void)how;
	return kfb_ksymtab_lookup(img->buf, img->len, &img->needles[NEEDLE_SYMBOLS + symbol],
				  KEXEC_FB_SCREEN_INFO_SIZE, offset, err);
}

static int by_symtab(const struct image *img, size_t symbol, const void *how, uint64_t *offset,
		     struct kfb_error *err)
{
	(void)how;
	return kfb_elf_symbol(img->buf, img->len, symbols[symbol], KEXEC_FB_SCREEN_INFO_SIZE,
			      offset, err);
}

static int by_text(const struct image *img, size_t symbol, const void *how, uint64_t *offset,
		   struct kfb_error *err)
{
	const struct text_lookup *l = how;
	int ret;

	ret = kfb_kallsyms_offset(l->text->text, l->text->len, start_symbol(l->arch),
				  symbols[symbol], offset, err);
	if (ret == 0 && !kfb_fits(img->len, *offset, KEXEC_FB_SCREEN_INFO_SIZE))
		return kfb_fail(err, ERANGE, *offset,
				"symbol list places the symbol outside the image");
	return ret;
}

/*
 * Try each name in turn.  If none is found, report the error for screen_info, the name used
 * by every kernel before 7.0.
 */
static int look_up(const struct image *img, lookup_fn by, const void *how, const char *source,
		   struct kfb_fill_result *res, struct kfb_error *err)
{
	int ret = -ENOENT;

	for (size_t i = 0; i < ARRAY_SIZE(symbols) && ret == -ENOENT; i++) {
		ret = by(img, i, how, &res->screen_info_offset, err);
		res->symbol = symbols[i];
	}
	res->source = source;
	return ret;
}

static int look_up_in_texts(const struct image *img, const struct kfb_fill_request *req,
			    struct kfb_fill_result *res, struct kfb_error *err)
{
	struct kfb_symbol_text texts[KFB_SYMBOL_TEXTS] = { 0 };
	size_t n = req->symbol_texts ? req->symbol_texts(req->ctx, &res->release, texts) : 0;
	int ret = -ENOENT;

	if (n > KFB_SYMBOL_TEXTS)
		return kfb_fail(err, EINVAL, 0, "too many symbol lists");
	/* a stub, or a list that hides its addresses, does not end the search */
	for (size_t i = 0; i < n && (ret == -ENOENT || ret == -ENODATA); i++) {
		const struct text_lookup how = { &texts[i], res->arch };

		ret = look_up(img, by_text, &how, texts[i].source, res, err);
	}
	return ret;
}

static int locate_raw(const struct image *img, const struct kfb_fill_request *req,
		      struct kfb_fill_result *res, struct kfb_error *err)
{
	int ret = look_up(img, by_ksymtab, NULL, "__ksymtab", res, err);

	/* if no text was found, the reason remains "not exported" */
	return ret == -ENOENT ? look_up_in_texts(img, req, res, err) : ret;
}

static bool all_zero(const uint8_t *p, size_t n)
{
	uint8_t seen = 0;

	while (n--)
		seen |= *p++;
	return seen == 0;
}

static int locate(struct image *img, const struct kfb_fill_request *req,
		  struct kfb_fill_result *res, struct kfb_error *err)
{
	int ret;

	scan(img);
	if (kfb_release_read(img->buf, img->len, &img->needles[NEEDLE_BANNER], &res->release,
			     NULL) != 0)
		res->release = (struct kfb_release){ 0 };

	if (res->kind == KFB_KERNEL_ELF)
		ret = look_up(img, by_symtab, NULL, "symtab", res, err);
	else
		ret = locate_raw(img, req, res, err);
	if (ret)
		return ret;
	if (!all_zero(img->buf + res->screen_info_offset, KEXEC_FB_SCREEN_INFO_SIZE))
		return kfb_fail(err, ENOTEMPTY, res->screen_info_offset,
				"screen_info is already filled in");

	res->guid_offset = KFB_NO_OFFSET;
	if (!req->neutralise_efi_table)
		return 0;
	ret = kfb_efi_table_locate(&img->needles[NEEDLE_GUID], &res->guid_offset, err);
	return ret == -ENOENT ? 0 : ret;
}

/* Repacking a UKI would drop its initrd and command line, so only fill a raw kernel inside it. */
static int check_uki_payload(const uint8_t *buf, const struct kfb_kernel_id *uki,
			     struct kfb_kernel_id *inner, struct kfb_error *err)
{
	if (kfb_kernel_identify(buf + uki->payload_offset, uki->payload_size, inner, err) != 0)
		return kfb_fail(err, ENOEXEC, uki->payload_offset,
				"UKI's .linux holds no intact kernel");
	if (inner->kind != KFB_KERNEL_RAW)
		return kfb_fail(err, ENOTSUP, uki->payload_offset,
				"UKI's .linux is compressed and cannot be filled in place");
	return 0;
}

static int check_arch(enum kfb_arch arch, const struct kfb_fill_request *req, struct kfb_error *err)
{
	if (req->arch == KFB_ARCH_UNKNOWN || arch != req->arch)
		return kfb_fail(err, ENOEXEC, 0, "kernel is for another architecture");
	return 0;
}

int kfb_fill_locate(const uint8_t *buf, size_t len, const struct kfb_fill_request *req,
		    struct kfb_fill_result *res, struct kfb_error *err)
{
	struct kfb_kernel_id id, inner;
	struct image img = { 0 };
	int ret;

	*res = (struct kfb_fill_result){ .guid_offset = KFB_NO_OFFSET };
	ret = kfb_kernel_identify(buf, len, &id, err);
	if (ret)
		return ret;
	inner = id;
	if (id.kind == KFB_KERNEL_UKI) {
		ret = check_uki_payload(buf, &id, &inner, err);
		if (ret)
			return ret;
	} else if (id.kind != KFB_KERNEL_RAW && id.kind != KFB_KERNEL_ELF) {
		return kfb_fail(err, ENOTSUP, 0, "kind of kernel that cannot be filled in place");
	}
	ret = check_arch(inner.arch, req, err);
	if (ret)
		return ret;

	res->kind = id.kind;
	res->arch = inner.arch;
	res->size = len;
	img.buf = buf + id.payload_offset;
	img.len = id.payload_size;
	ret = locate(&img, req, res, err);
	if (ret) {
		if (err)
			err->offset += id.payload_offset;
		return ret;
	}
	res->screen_info_offset += id.payload_offset;
	if (res->guid_offset != KFB_NO_OFFSET)
		res->guid_offset += id.payload_offset;
	return 0;
}

int kfb_fill_apply(uint8_t *buf, size_t len, const struct kfb_fill_request *req,
		   const struct kfb_fill_result *res, struct kfb_error *err)
{
	if (!kfb_fits(len, res->screen_info_offset, KEXEC_FB_SCREEN_INFO_SIZE) ||
	    !all_zero(buf + res->screen_info_offset, KEXEC_FB_SCREEN_INFO_SIZE))
		return kfb_fail(err, EBUSY, res->screen_info_offset,
				"the image has changed meanwhile");
	if (res->guid_offset != KFB_NO_OFFSET &&
	    (!kfb_fits(len, res->guid_offset, 1) || buf[res->guid_offset] != KFB_EFI_GUID_OLD))
		return kfb_fail(err, EBUSY, res->guid_offset, "the image has changed meanwhile");

	memcpy(buf + res->screen_info_offset, req->screen_info, KEXEC_FB_SCREEN_INFO_SIZE);
	if (res->guid_offset != KFB_NO_OFFSET)
		buf[res->guid_offset] = KFB_EFI_GUID_NEW;
	return 0;
}
