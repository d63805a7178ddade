/* SPDX-License-Identifier: GPL-2.0-only */
/* Kernel images that tests make: just large enough, with every part at a place of its own. */
#ifndef TEST_KERNEL_SYNTHETIC_H
#define TEST_KERNEL_SYNTHETIC_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bytes.h"

enum {
	SYN_SIZE = 64 * 1024,
	SYN_BANNER = 0x1000,
	SYN_ENTRY = 0x2000,  /* struct kernel_symbol: value, name, namespace */
	SYN_STRING = 0x3000, /* first byte of the name */
	SYN_GUID = 0x4000,
	SYN_DATA = 0x8000, /* 256 zero bytes, the symbol's data */
	SYN_ENTRY_2 = 0x2100,
	SYN_STRING_2 = 0x3100,
};

static const uint8_t syn_guid[16] = {
	0x0a, 0xc2, 0x3f, 0xe0, 0xdc, 0x85, 0x6e, 0x40,
	0xb9, 0x0e, 0x4a, 0xb5, 0x02, 0x37, 0x1d, 0x95,
};

#define SYN_RELEASE	"6.1.0-99-arm64"
#define SYN_BANNER_TEXT "Linux version " SYN_RELEASE " (a@b) (gcc-12) #1 SMP Debian"

static inline void put_le64(void *p, uint64_t v)
{
	kfb_put_le32(p, (uint32_t)v);
	kfb_put_le32((uint8_t *)p + 4, (uint32_t)(v >> 32));
}

static inline void syn_string(uint8_t *b, size_t at, const char *name)
{
	b[at - 1] = 0;
	memcpy(b + at, name, strlen(name) + 1);
}

static inline void syn_entry(uint8_t *b, size_t at, int64_t value, int64_t name)
{
	kfb_put_le32(b + at, (uint32_t)(value - (int64_t)at));
	kfb_put_le32(b + at + 4, (uint32_t)(name - (int64_t)at - 4));
	kfb_put_le32(b + at + 8, (uint32_t)(name - 1 - (int64_t)at - 8));
}

/* The same for entries that are addresses: riscv64, loongarch64. */
static inline void syn_address_entry(uint8_t *b, size_t at, uint64_t base, uint64_t value,
				     uint64_t name)
{
	put_le64(b + at, base + value);
	put_le64(b + at + 8, base + name);
	put_le64(b + at + 16, base + name - 1);
}

/* Noise without NULs, so that nothing is found by accident. */
static inline uint8_t *syn_blank(size_t len, const char *magic)
{
	uint8_t *b = malloc(len);
	uint32_t x = 1;

	if (!b)
		abort();
	for (size_t i = 0; i < len; i++) {
		x = x * 1664525u + 1013904223u;
		b[i] = (uint8_t)(x >> 24 | 0x80);
	}
	memset(b, 0, 64);
	put_le64(b + 16, len + 0x10000);
	memcpy(b + 56, magic, 4);
	return b;
}

/* A raw arm64 Image that exports @name. */
static inline uint8_t *syn_image(const char *name)
{
	uint8_t *b = syn_blank(SYN_SIZE, "ARM\x64");

	memcpy(b + SYN_BANNER, SYN_BANNER_TEXT "\n", sizeof(SYN_BANNER_TEXT "\n"));
	syn_string(b, SYN_STRING, name);
	syn_entry(b, SYN_ENTRY, SYN_DATA, SYN_STRING);
	memset(b + SYN_DATA, 0, 256);
	return b;
}

static inline uint8_t *syn_image_with_guid(const char *name)
{
	uint8_t *b = syn_image(name);

	memcpy(b + SYN_GUID, syn_guid, sizeof(syn_guid));
	return b;
}

/* A PE file with one section, which is at the end of the file. */
static inline uint8_t *syn_pe(uint16_t machine, const char *section, const uint8_t *payload,
			      size_t n, size_t *len)
{
	enum { LFANEW = 64, TABLE = LFANEW + 24, PAYLOAD = 512 };
	uint8_t *b = calloc(1, PAYLOAD + n);

	if (!b)
		abort();
	memcpy(b, "MZ", 2);
	kfb_put_le32(b + 60, LFANEW);
	memcpy(b + LFANEW, "PE\0\0", 4);
	kfb_put_le16(b + LFANEW + 4, machine);
	kfb_put_le16(b + LFANEW + 6, 1);
	memcpy(b + TABLE, section, strlen(section));
	kfb_put_le32(b + TABLE + 8, (uint32_t)n);
	kfb_put_le32(b + TABLE + 16, (uint32_t)n);
	kfb_put_le32(b + TABLE + 20, PAYLOAD);
	memcpy(b + PAYLOAD, payload, n);
	*len = PAYLOAD + n;
	return b;
}

/* Add a section to a file of syn_pe(): 16 bytes at its end. */
static inline uint8_t *syn_add_section(uint8_t *b, const char *section, size_t *len)
{
	enum { TABLE = 64 + 24, SECTION = 40 };
	uint8_t *s;

	b = realloc(b, *len + 16);
	if (!b)
		abort();
	s = b + TABLE + kfb_get_le16(b + 70) * SECTION;
	kfb_put_le16(b + 70, (uint16_t)(kfb_get_le16(b + 70) + 1));
	memcpy(s, section, strlen(section));
	kfb_put_le32(s + 8, 16);
	kfb_put_le32(s + 16, 16);
	kfb_put_le32(s + 20, (uint32_t)*len);
	memset(b + *len, 0xcc, 16);
	*len += 16;
	return b;
}

static inline uint8_t *syn_zboot(const char *method, const uint8_t *payload, size_t n, size_t *len)
{
	uint8_t *b = calloc(1, 64 + n);

	if (!b)
		abort();
	memcpy(b, "MZ\0\0zimg", 8);
	kfb_put_le32(b + 8, 64);
	kfb_put_le32(b + 12, (uint32_t)n);
	memcpy(b + 24, method, strlen(method));
	memcpy(b + 64, payload, n);
	*len = 64 + n;
	return b;
}

#endif
