// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "handover/efifb.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bytes.h"
#include "context.h"
#include "handover/arguments.h"
#include "scanout/pci.h"
#include "screen_info/screen_info.h"

/* Documentation/arch/x86/boot.rst: kernel_version, an offset from 0x200. */
#define SETUP_SIZE	0x8000u
#define HEADER_MAGIC	0x202u
#define KERNEL_VERSION	0x20eu

#define PCI_DEVICES	"/sys/bus/pci/devices"
#define N_BARS		6

/* screen_info_fixup_lfb() took efifb's own look at PCI BARs over. */
#define RELEASE(major, minor)	((major) * 1000u + (minor))
#define NO_BAR_RESOURCE		RELEASE(6, 9)

/* Of a bzImage, "6.1.0-56-amd64 (...) #1 ...": 6001.  0: it does not say. */
static unsigned int release_of(const char *path)
{
	uint8_t setup[SETUP_SIZE] = { 0 };
	unsigned int major, minor;
	ssize_t n;
	size_t at;
	/* O_NONBLOCK: a FIFO must not hold us up. */
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		return 0;
	n = pread(fd, setup, sizeof(setup) - 1, 0);
	close(fd);
	if (n < (ssize_t)KERNEL_VERSION + 2 || memcmp(setup + HEADER_MAGIC, "HdrS", 4) != 0)
		return 0;
	at = 0x200u + kfb_get_le16(setup + KERNEL_VERSION);
	if (at >= (size_t)n || sscanf((const char *)setup + at, "%3u.%3u", &major, &minor) != 2)
		return 0;
	return RELEASE(major, minor);
}

static bool is_in_bar_of(const struct kfb_sysroot *root, const char *device, uint64_t base)
{
	struct kfb_bytes text;
	struct kfb_bar bar;
	char path[sizeof(PCI_DEVICES) + 300];
	bool is = false;

	snprintf(path, sizeof(path), PCI_DEVICES "/%s/resource", device);
	if (kfb_sysroot_read(root, path, &text))
		return false;
	for (unsigned int i = 0; i < N_BARS && !is; i++)
		is = kfb_pci_bar(text.data, text.len, i, &bar, NULL) == 0 &&
		     bar.flags & KFB_IORESOURCE_MEM && bar.start <= base && base <= bar.end;
	free(text.data);
	return is;
}

static bool is_in_a_bar(const struct kfb_sysroot *root, uint64_t base)
{
	int fd = kfb_sysroot_open_file(root, PCI_DEVICES);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;
	bool is = false;

	if (!dir) {
		if (fd >= 0)
			close(fd);
		return false;
	}
	while (!is && (entry = readdir(dir)))
		is = entry->d_name[0] != '.' && is_in_bar_of(root, entry->d_name, base);
	closedir(dir);
	return is;
}

int kfb_efifb_for(const struct kfb_handover *h, const struct kfb_passed_on *passed,
		  char option[KFB_EFIFB_OPTION_SIZE], struct kfb_error *err)
{
	const struct kfb_efifb_facts facts = {
		.base_is_of_bar = release_of(h->options->kernel) < NO_BAR_RESOURCE &&
				  is_in_a_bar(&h->fb->root, kfb_screen_info_base(passed->si)),
	};

	if (h->policy->verbatim)
		return kfb_fail(err, ENOTSUP, 0, "no option may be added for efifb");
	if (kfb_arguments_have_efifb(h))
		return kfb_fail(err, EEXIST, 0, "the next kernel's command line has a video=efifb: of its own");
	return kfb_efifb_option(passed->si, kexec_fb_get_mode(h->fb), &facts, option, err);
}
