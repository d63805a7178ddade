/* SPDX-License-Identifier: GPL-2.0-only */
/* The filled copy of a kernel file, as a file. */
#ifndef KFB_FILL_COPY_H
#define KFB_FILL_COPY_H

#include "fill/image.h"

/* No kernel decompresses to more: this stops decompression bombs and does not limit files. */
#define KFB_KERNEL_MAX (512u << 20)

/*
 * Write a copy of the kernel file @src with @req filled in, for kexec to load instead, to
 * @out_fd, an empty regular file that is open for reading and writing:
 *   Image, vmlinux, UKI			the same file
 *   Image.gz, .zst, .xz, .lzma, zboot, uImage	the plain Image (or vmlinux) inside
 *   UKI whose kernel is compressed		the same, if its initrd is not needed
 * There is never a second copy: decompressed data are streamed into @out_fd.  On failure,
 * -errno with file offset and reason, discard @out_fd.
 */
int kfb_kernel_copy_filled(const uint8_t *src, size_t len, int out_fd,
			   const struct kfb_fill_request *req, struct kfb_fill_result *res,
			   struct kfb_error *err);

#endif
