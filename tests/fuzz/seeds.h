/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FUZZ_SEEDS_H
#define FUZZ_SEEDS_H

#include <stddef.h>
#include <stdio.h>

/* Start a new input for @fuzzer. */
FILE *seed_begin(const char *fuzzer, const char *name);
void put(const char *fuzzer, const char *name, const void *data, size_t len);
void put_text(const char *fuzzer, const char *name, const char *text);

void seed_kernels(void);
void seed_memory(void);
void seed_texts(void);

#endif
