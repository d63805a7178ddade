// SPDX-License-Identifier: GPL-2.0-only
#include "map_file.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

int kfb_map_file(const struct kfb_sysroot *root, const char *path, struct kfb_mapped_file *m)
{
	int fd = kfb_sysroot_open_file(root, path);
	struct stat st;
	int ret = 0;

	*m = (struct kfb_mapped_file){ 0 };
	if (fd < 0)
		return fd;
	if (fstat(fd, &st) || !S_ISREG(st.st_mode) || st.st_size <= 0) {
		close(fd);
		return -ENODATA;
	}
	m->data = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (m->data == MAP_FAILED) {
		ret = -errno;
		m->data = NULL;
	} else {
		m->len = (size_t)st.st_size;
	}
	close(fd);
	return ret;
}

void kfb_unmap_file(struct kfb_mapped_file *m)
{
	if (m->data)
		munmap(m->data, m->len);
	*m = (struct kfb_mapped_file){ 0 };
}
