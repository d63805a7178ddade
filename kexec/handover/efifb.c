// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "handover/efifb.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "context.h"
#include "handover/arguments.h"
#include "handover/find_config.h"
#include "kernel/config.h"
#include "kernel/release.h"
#include "scanout/pci.h"
#include "screen_info/screen_info.h"

/* The first part of a bzImage, in which its release is. */
#define SETUP_SIZE 0x8000u

#define PCI_DEVICES "/sys/bus/pci/devices"

/* From this version on screen_info_fixup_lfb() looks at PCI BARs, and efifb no longer does. */
#define VERSION_OF(major, minor) ((major)*1000u + (minor))
#define NO_BAR_RESOURCE		 VERSION_OF(6, 9)

/* Of a bzImage, "6.1.0-56-amd64"; "": it does not say.  It must not lead to another directory. */
static void read_release(const struct kfb_sysroot *root, const char *path,
			 char release[KFB_RELEASE_SIZE])
{
	uint8_t setup[SETUP_SIZE];
	ssize_t n;
	int fd = kfb_sysroot_open_file(root, path);

	release[0] = '\0';
	if (fd < 0)
		return;
	n = pread(fd, setup, sizeof(setup), 0);
	close(fd);
	if (n < 0 || !kfb_bzimage_release(setup, (size_t)n, release) || strchr(release, '/'))
		release[0] = '\0';
}

/* 6001 for 6.1; 0: not known. */
static unsigned int version_of(const char *release)
{
	unsigned int major, minor;

	return sscanf(release, "%3u.%3u", &major, &minor) == 2 ? VERSION_OF(major, minor) : 0;
}

/* NULL: it has efifb, as far as is known. */
static const char *why_no_efifb(const struct kfb_sysroot *root, const char *kernel,
				const char *release)
{
	const char *why = NULL;
	struct kfb_config config;
	struct kfb_bytes text;
	char *path;

	if (kfb_find_config(root, kernel, release, &text, &path))
		return NULL;
	config = (struct kfb_config){ .text = text.data, .len = text.len };
	if (kfb_config_value(&config, "FB_EFI") != 'y')
		why = "the next kernel is built without efifb";
	/* sysfb_init() makes no device for efifb then; X86_SYSFB: before 5.15 */
	else if (kfb_config_value(&config, "SYSFB_SIMPLEFB") == 'y' ||
		 kfb_config_value(&config, "X86_SYSFB") == 'y')
		why = "the next kernel has simpledrm or simplefb in place of efifb (SYSFB_SIMPLEFB), which take no option";
	free(text.data);
	free(path);
	return why;
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
	for (unsigned int i = 0; i < KFB_BARS && !is; i++)
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
	char release[KFB_RELEASE_SIZE];
	struct kfb_efifb_facts facts;
	const char *why;

	if (h->policy->verbatim)
		return kfb_fail(err, ENOTSUP, 0, "no option may be added for efifb");
	if (kfb_arguments_have_efifb(h))
		return kfb_fail(err, EEXIST, 0,
				"the next kernel's command line has a video=efifb: of its own");
	read_release(h->live, h->options->kernel, release);
	why = why_no_efifb(h->live, h->options->kernel, release);
	if (why)
		return kfb_fail(err, ENOTSUP, 0, why);
	facts.base_is_of_bar = version_of(release) < NO_BAR_RESOURCE &&
			       is_in_a_bar(&h->fb->root, kfb_screen_info_base(passed->si));
	return kfb_efifb_option(passed->si, kexec_fb_get_mode(h->fb), &facts, option, err);
}
