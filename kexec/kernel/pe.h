/* SPDX-License-Identifier: GPL-2.0-only */
/* The few parts of a PE/COFF file that kernels use. */
#ifndef KFB_KERNEL_PE_H
#define KFB_KERNEL_PE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"

struct kfb_pe {
	uint64_t sections; /* offset of the section table */
	uint16_t n_sections;
	uint16_t machine;
};

struct kfb_pe_section {
	uint64_t offset;
	uint64_t size; /* without the padding to file alignment */
};

/* -ENOENT: not a PE file; -EBADMSG: a PE file that is cut short. */
int kfb_pe_open(const uint8_t *buf, size_t len, struct kfb_pe *pe, struct kfb_error *err);

/* -ENOENT: no section of that name. */
int kfb_pe_section(const uint8_t *buf, size_t len, const struct kfb_pe *pe, const char *name,
		   struct kfb_pe_section *out, struct kfb_error *err);

/* Does every section end inside the file?  The start of a truncated kernel looks intact. */
int kfb_pe_complete(const uint8_t *buf, size_t len, const struct kfb_pe *pe, struct kfb_error *err);

#endif
