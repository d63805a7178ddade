// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/pe.h"

#include <errno.h>
#include <string.h>

#include "bytes.h"

/* Microsoft PE/COFF specification, revision 11 */
#define DOS_LFANEW	0x3c
#define COFF_SIZE	24 /* "PE\0\0" and the COFF file header */
#define COFF_MACHINE	4
#define COFF_NSECTIONS	6
#define COFF_OPTSIZE	20
#define SECTION_SIZE	40
#define SECTION_NAME	8
#define SECTION_VSIZE	8
#define SECTION_RAWSIZE 16
#define SECTION_RAWPTR	20

int kfb_pe_open(const uint8_t *buf, size_t len, struct kfb_pe *pe, struct kfb_error *err)
{
	uint64_t coff;

	if (!kfb_fits(len, DOS_LFANEW, 4) || memcmp(buf, "MZ", 2) != 0)
		return kfb_fail(err, ENOENT, 0, "not a PE file");
	coff = kfb_get_le32(buf + DOS_LFANEW);
	if (!kfb_fits(len, coff, COFF_SIZE))
		return kfb_fail(err, EBADMSG, DOS_LFANEW, "PE header beyond end of file");
	if (memcmp(buf + coff, "PE\0\0", 4) != 0)
		return kfb_fail(err, ENOENT, coff, "no PE signature");

	pe->machine = kfb_get_le16(buf + coff + COFF_MACHINE);
	pe->n_sections = kfb_get_le16(buf + coff + COFF_NSECTIONS);
	pe->sections = coff + COFF_SIZE + kfb_get_le16(buf + coff + COFF_OPTSIZE);
	if (!kfb_fits(len, pe->sections, (uint64_t)pe->n_sections * SECTION_SIZE))
		return kfb_fail(err, EBADMSG, pe->sections, "PE section table beyond end of file");
	return 0;
}

static const uint8_t *section_at(const uint8_t *buf, const struct kfb_pe *pe, unsigned int i)
{
	return buf + pe->sections + (uint64_t)i * SECTION_SIZE;
}

static bool named(const uint8_t *section, const char *name)
{
	char padded[SECTION_NAME] = { 0 };

	memcpy(padded, name, strnlen(name, SECTION_NAME));
	return memcmp(section, padded, SECTION_NAME) == 0;
}

int kfb_pe_section(const uint8_t *buf, size_t len, const struct kfb_pe *pe, const char *name,
		   struct kfb_pe_section *out, struct kfb_error *err)
{
	for (unsigned int i = 0; i < pe->n_sections; i++) {
		const uint8_t *s = section_at(buf, pe, i);
		uint32_t vsize = kfb_get_le32(s + SECTION_VSIZE);
		uint32_t rawsize = kfb_get_le32(s + SECTION_RAWSIZE);

		if (!named(s, name))
			continue;
		out->offset = kfb_get_le32(s + SECTION_RAWPTR);
		/* some versions of objcopy, unlike ukify, leave VirtualSize 0 */
		out->size = vsize && vsize < rawsize ? vsize : rawsize;
		if (!kfb_fits(len, out->offset, out->size))
			return kfb_fail(err, EBADMSG, out->offset,
					"PE section reaches beyond end of file");
		return 0;
	}
	return kfb_fail(err, ENOENT, pe->sections, "no such PE section");
}

int kfb_pe_complete(const uint8_t *buf, size_t len, const struct kfb_pe *pe, struct kfb_error *err)
{
	for (unsigned int i = 0; i < pe->n_sections; i++) {
		const uint8_t *s = section_at(buf, pe, i);
		uint32_t offset = kfb_get_le32(s + SECTION_RAWPTR);

		if (!kfb_fits(len, offset, kfb_get_le32(s + SECTION_RAWSIZE)))
			return kfb_fail(err, EBADMSG, offset,
					"truncated: a PE section reaches beyond end of file");
	}
	return 0;
}
