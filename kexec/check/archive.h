/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The part of libarchive that `check` uses, loaded only when an initrd is to be read.  If it
 * were linked, every start of kexec-fb exec would load two dozen libraries, any of which could
 * be missing.
 */
#ifndef KFB_CHECK_ARCHIVE_H
#define KFB_CHECK_ARCHIVE_H

#include <archive.h>
#include <archive_entry.h>

#include "error.h"

#define KFB_ARCHIVE_FUNCTIONS(F) \
	F(archive_read_new) \
	F(archive_read_free) \
	F(archive_read_support_filter_gzip) \
	F(archive_read_support_filter_zstd) \
	F(archive_read_support_filter_xz) \
	F(archive_read_support_filter_lzma) \
	F(archive_read_support_filter_lz4) \
	F(archive_read_support_filter_bzip2) \
	F(archive_read_support_format_raw) \
	F(archive_read_support_format_cpio) \
	F(archive_read_open_memory) \
	F(archive_read_next_header) \
	F(archive_read_data) \
	F(archive_filter_bytes) \
	F(archive_entry_pathname) \
	F(archive_entry_filetype) \
	F(archive_entry_size)

#define KFB_ARCHIVE_POINTER(name) __typeof__(name) *name;

struct kfb_archive {
	KFB_ARCHIVE_FUNCTIONS(KFB_ARCHIVE_POINTER)
};

/*
 * Load @lib and make @a, a reader without any format yet, which the caller frees.
 * -ELIBACC: libarchive is not installed; -ENOMEM.
 */
int kfb_archive_open(struct kfb_archive *lib, struct archive **a, struct kfb_error *err);

#endif
