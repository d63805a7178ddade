/* SPDX-License-Identifier: GPL-2.0-only */
/* Small tools that every folder may use. */
#ifndef KFB_UTIL_H
#define KFB_UTIL_H

#include <stddef.h>
#include <stdint.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* Write all @len bytes, in as many calls as it takes: 0 or -errno. */
int kfb_write_all(int fd, const void *data, size_t len);

/* Milliseconds on a clock that never goes back; where it starts is unspecified. */
int64_t kfb_now_ms(void);

/* The value of a hexadecimal digit, or -1: lower case, as the kernel and nm(1) write. */
static inline int kfb_hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

#endif
