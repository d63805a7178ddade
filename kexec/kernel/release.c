// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/release.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "bytes.h"

/* Documentation/arch/x86/boot.rst; offsets from the start of the file. */
#define HEADER_MAGIC   0x202
#define KERNEL_VERSION 0x20e /* relative to 0x200: "6.1.0-56-amd64 (...) ..." */

/* init/version.c (since 6.1 version-timestamp.c): "Linux version RELEASE (BUILDER) ..." */
static const char prefix[] = "Linux version ";
#define PREFIX_LEN (sizeof(prefix) - 1)

void kfb_release_needle(struct kfb_needle *needle)
{
	needle->bytes = prefix;
	needle->len = PREFIX_LEN;
	needle->rare = 4; /* 'L', with an 'x' four bytes later */
}

static int read_banner(const uint8_t *p, size_t room, struct kfb_release *out)
{
	size_t n = 0, release = 0;

	if (room > KFB_BANNER_SIZE - 1)
		room = KFB_BANNER_SIZE - 1;
	while (n < room && isprint(p[n]))
		n++;
	/* excludes the format string "%s version %s" and messages, which have no digit here */
	if (n == room || n <= PREFIX_LEN || !isdigit(p[PREFIX_LEN]))
		return -ENOENT;
	while (p[PREFIX_LEN + release] != ' ') {
		if (PREFIX_LEN + ++release == n || release == KFB_RELEASE_SIZE)
			return -ENOENT;
	}
	memcpy(out->banner, p, n);
	out->banner[n] = '\0';
	memcpy(out->release, p + PREFIX_LEN, release);
	out->release[release] = '\0';
	return 0;
}

int kfb_release_read(const uint8_t *buf, size_t len, const struct kfb_needle *needle,
		     struct kfb_release *out, struct kfb_error *err)
{
	for (size_t i = 0; i < needle->n_hits && i < KFB_SCAN_MAX_HITS; i++)
		if (read_banner(buf + needle->hits[i], len - needle->hits[i], out) == 0)
			return 0;
	return kfb_fail(err, ENOENT, 0, "no \"Linux version\" banner in the image");
}

bool kfb_bzimage_release(const uint8_t *image, size_t len, char release[KFB_RELEASE_SIZE])
{
	size_t at, n = 0;

	if (!kfb_fits(len, HEADER_MAGIC, 0x10) || memcmp(image + HEADER_MAGIC, "HdrS", 4) != 0)
		return false;
	at = 0x200u + kfb_get_le16(image + KERNEL_VERSION);
	while (at + n < len && n < KFB_RELEASE_SIZE - 1 && isgraph(image[at + n]))
		n++;
	if (!n || at + n >= len || (image[at + n] && image[at + n] != ' '))
		return false;
	memcpy(release, image + at, n);
	release[n] = '\0';
	return true;
}
