// SPDX-License-Identifier: GPL-2.0-only
#include "cmd/printable.h"

#include <stdint.h>
#include <string.h>

#include "util.h"

/*
 * RFC 3629: the first byte under @mask is @lead, the character has @len bytes, and it must be
 * @least or above.
 */
static const struct {
	uint8_t mask, lead;
	size_t len;
	uint32_t least;
} forms[] = {
	{ 0x80, 0x00, 1, 0x20 },
	{ 0xe0, 0xc0, 2, 0xa0 }, /* lower ones are Latin-1's control characters */
	{ 0xf0, 0xe0, 3, 0x800 },
	{ 0xf8, 0xf0, 4, 0x10000 },
};

/* Never reads past the NUL that ends @s, because a NUL is not a continuation byte. */
static uint32_t decode(const uint8_t *s, uint8_t mask, size_t len)
{
	uint32_t c = s[0] & (uint8_t)~mask;

	for (size_t i = 1; i < len; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (s[i] & 0x3f);
	}
	return c;
}

/* The length in bytes of the character at @s; 0: it cannot be printed. */
static size_t printable_len(const uint8_t *s)
{
	for (size_t i = 0; i < ARRAY_SIZE(forms); i++) {
		uint32_t c;

		if ((s[0] & forms[i].mask) != forms[i].lead)
			continue;
		c = decode(s, forms[i].mask, forms[i].len);
		if (c < forms[i].least || c == 0x7f || c > 0x10ffff || c >> 11 == 0x1b)
			return 0;
		return forms[i].len;
	}
	return 0;
}

size_t kfb_printable(const char *text, char *out)
{
	static const char digits[] = "0123456789abcdef";
	const uint8_t *s = (const uint8_t *)text;
	char *o = out;

	while (*s) {
		size_t len = printable_len(s);

		if (len) {
			memcpy(o, s, len);
			o += len;
			s += len;
			continue;
		}
		*o++ = '\\';
		*o++ = 'x';
		*o++ = digits[*s >> 4];
		*o++ = digits[*s++ & 0xf];
	}
	*o = '\0';
	return (size_t)(o - out);
}
