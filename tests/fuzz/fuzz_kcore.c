// SPDX-License-Identifier: GPL-2.0-only
/*
 * /proc/kcore as a file with any contents.  What can be read must be in some segment of the
 * file, and reading a whole segment must end where it ends.
 *
 * Floor: scanout/kcore.c 80
 * Floor: scanout/kcore_headers.c 90
 */
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "archive.h"
#include "bytes.h"
#include "scanout/kcore.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_part(const struct kfb_kcore *k, const struct kfb_kcore_part *p, size_t size)
{
	uint8_t buf[64];
	size_t n = p->size < sizeof(buf) ? (size_t)p->size : sizeof(buf);

	if (p->size - 1 > UINT64_MAX - p->virt)
		abort();
	/* reading more than the file has must fail, whatever the segments say */
	if (kfb_kcore_read_virt(k, p->virt, buf, n) == 0 && n > size)
		abort();
	kfb_kcore_read_virt(k, p->virt + p->size - 1, buf, 2);
	if (p->phys == KFB_KCORE_NO_PHYS)
		return;
	kfb_kcore_read_phys(k, p->phys, buf, n);
	kfb_kcore_read_phys(k, p->phys + p->size - 1, buf, sizeof(buf));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct kfb_sysroot root = { .fd = -1, .record_fd = -1 };
	struct kfb_error err = { 0 };
	struct kfb_kcore k;

	archive_file = memfd_create("kcore", MFD_CLOEXEC);
	if (archive_file < 0 || write(archive_file, data, size) != (ssize_t)size)
		abort();
	if (kfb_kcore_open(&root, &k, &err) == 0) {
		for (size_t i = 0; i < k.count && i < 16; i++)
			read_part(&k, &k.parts[i], size);
		kfb_kcore_close(&k);
	} else if (!err.reason) {
		abort();
	}
	close(archive_file);
	return 0;
}
