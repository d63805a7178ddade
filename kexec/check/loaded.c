// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "check/loaded.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check/state_file.h"
#include "check/told.h"
#include "scanout/iomem.h"
#include "scanout/kcore.h"

#define CRASH_LOADED "/sys/kernel/kexec_crash_loaded"
#define CRASH_REGION "Crash kernel" /* also the low region that crashkernel=X,high adds */
#define MAX_REGIONS  4
#define KIMAGE_SIZE  1024u
#define CMDLINE_SIZE 4096u

int kfb_crash_is_loaded(const struct kfb_sysroot *root)
{
	struct kfb_bytes text;
	int ret = kfb_sysroot_read(root, CRASH_LOADED, &text);

	if (ret)
		return ret;
	ret = text.data[0] == '1';
	free(text.data);
	return ret;
}

static size_t crash_regions(const struct kfb_sysroot *root, struct kfb_crash_region *regions)
{
	struct kfb_iomem iomem;
	struct kfb_bytes text;
	size_t n = 0;

	if (kfb_sysroot_read(root, "/proc/iomem", &text))
		return 0;
	if (kfb_iomem_parse(text.data, text.len, &iomem, NULL) == 0) {
		for (size_t i = iomem.count; i-- && n < MAX_REGIONS && !iomem.hidden;)
			if (strcmp(iomem.res[i].name, CRASH_REGION) == 0)
				regions[n++] = (struct kfb_crash_region){ iomem.res[i].start,
									  iomem.res[i].end + 1 };
		kfb_iomem_free(&iomem);
	}
	free(text.data);
	return n;
}

static int read_memory(void *ctx, uint64_t address, void *buf, size_t len)
{
	return kfb_kcore_read_phys(ctx, address, buf, len);
}

/* The value of the kernel's variable kexec_crash_image, a struct kimage *; 0: not known. */
static uint64_t crash_image(const struct kfb_sysroot *root, const struct kfb_kcore *k)
{
	int fd = kfb_sysroot_open_file(root, "/proc/kallsyms");
	FILE *f = fd < 0 ? NULL : fdopen(fd, "r");
	uint64_t address = 0, value = 0;
	char line[256];

	if (!f) {
		if (fd >= 0)
			close(fd);
		return 0;
	}
	while (fgets(line, sizeof(line), f))
		if (strstr(line, " kexec_crash_image\n")) {
			address = strtoull(line, NULL, 16);
			break;
		}
	fclose(f);
	if (!address || kfb_kcore_read_virt(k, address, &value, sizeof(value)))
		return 0;
	return value;
}

/*
 * If several pages were found, ask the kernel's own list of segments: a page of an earlier load
 * may lie nearer to the region's end.
 */
static int choose(const struct kfb_sysroot *root, const struct kfb_kcore *k,
		  const struct kfb_crash_region *region, struct kfb_boot_page *pages, size_t n)
{
	uint8_t kimage[KIMAGE_SIZE];
	uint64_t image;
	bool same = true;

	for (size_t i = 1; i < n; i++)
		same &= memcmp(pages[i].bytes, pages[0].bytes, KFB_PAGE_SIZE) == 0;
	if (same)
		return 0;
	image = crash_image(root, k);
	if (!image || kfb_kcore_read_virt(k, image, kimage, sizeof(kimage)))
		return -ENOTUNIQ;
	return kfb_boot_pages_of_kimage(kimage, sizeof(kimage), read_memory, (void *)(uintptr_t)k,
					region, pages, 1) == 1 ?
		       0 :
		       -ENOTUNIQ;
}

static int find_page(const struct kfb_sysroot *root, const struct kfb_kcore *k,
		     struct kfb_boot_page *page)
{
	struct kfb_boot_page *pages = calloc(KFB_MAX_BOOT_PAGES, sizeof(*pages));
	struct kfb_crash_region regions[MAX_REGIONS];
	size_t count = crash_regions(root, regions);
	int ret = count ? -ENOENT : -EACCES;

	for (size_t i = 0; pages && i < count && ret == -ENOENT; i++) {
		int n = kfb_boot_pages_search(read_memory, (void *)(uintptr_t)k, &regions[i], pages,
					      KFB_MAX_BOOT_PAGES);

		if (n > 0)
			ret = choose(root, k, &regions[i], pages, (size_t)n);
		else if (n < 0)
			ret = n;
	}
	if (pages && !ret)
		*page = pages[0];
	free(pages);
	return ret;
}

static const char *why_not(int error)
{
	switch (error) {
	case -EPERM:
	case -EACCES:
		return "only root can read its memory, and nobody under lockdown";
	case -ENOENT:
		return "its memory holds no boot parameters, or cannot be read";
	case -ENOTUNIQ:
		return "its memory holds the boot parameters of several loads";
	default:
		return "its memory cannot be read";
	}
}

/* Read page by page, because the next page may lie outside the crash kernel's memory. */
static void read_cmdline(const struct kfb_kcore *k, struct kfb_loaded *l)
{
	uint64_t at = kfb_boot_page_cmdline(&l->page);
	char *text = calloc(1, CMDLINE_SIZE + 1);
	size_t have = 0;

	while (text && have < CMDLINE_SIZE && strlen(text) == have) {
		size_t len = KFB_PAGE_SIZE - (at + have) % KFB_PAGE_SIZE;

		if (len > CMDLINE_SIZE - have)
			len = CMDLINE_SIZE - have;
		if (kfb_kcore_read_phys(k, at + have, text + have, len))
			break;
		have += len;
	}
	if (have)
		l->cmdline = text;
	else
		free(text);
}

static void read_back(const struct kfb_sysroot *root, struct kfb_loaded *l)
{
	static const uint8_t nothing[KEXEC_FB_SCREEN_INFO_SIZE];
	struct kfb_kcore k;
	int ret = kfb_kcore_open(root, &k, NULL);

	if (!ret) {
		ret = find_page(root, &k, &l->page);
		if (!ret)
			read_cmdline(&k, l);
		kfb_kcore_close(&k);
	}
	if (ret) {
		l->page_reason = why_not(ret);
		return;
	}
	l->told_by = KFB_TOLD_BY_ITSELF;
	memcpy(l->si, l->page.bytes, sizeof(l->si));
	l->told = memcmp(l->si, nothing, sizeof(nothing)) != 0;
}

bool kfb_file_is_noted(const struct kfb_sysroot *root, const struct kfb_file_note *note)
{
	int fd = note->path ? kfb_sysroot_open_file(root, note->path) : -1;
	struct stat st;
	bool same = false;

	if (fd < 0)
		return !note->path;
	if (fstat(fd, &st) == 0)
		same = (!root->live || (st.st_dev == note->device && st.st_ino == note->inode)) &&
		       (uint64_t)st.st_size == note->size &&
		       (!root->live || kfb_mtime_ns(&st) == note->mtime);
	close(fd);
	return same;
}

/*
 * Was it told what the note says?  Do not compare all bytes: kexec fills in some fields itself,
 * and kexec_file_load() may pass on another size.
 */
static bool is_as_noted(const struct kfb_loaded *l)
{
	struct kexec_fb_mode has, noted;
	bool undersized;

	if (!l->state.told || strcmp(l->state.way, KFB_WAY_COMMAND_LINE) == 0)
		return true;
	return kfb_told_mode(l->si, &has, &undersized) &&
	       kfb_told_mode(l->state.si, &noted, &undersized) && has.base == noted.base &&
	       has.width == noted.width && has.height == noted.height && has.stride == noted.stride;
}

bool kfb_loaded_contradicts(const struct kfb_sysroot *root, const struct kfb_state *note)
{
	struct kfb_loaded l = { .state = *note };

	if (kfb_sysroot_exists(root, KFB_BOOT_PARAMS_PATH))
		read_back(root, &l);
	free(l.cmdline);
	return l.told_by == KFB_TOLD_BY_ITSELF && !is_as_noted(&l);
}

static void read_note(const struct kfb_sysroot *root, const char *dir, struct kfb_loaded *l)
{
	bool elsewhere = strcmp(dir, KFB_STATE_DIR) != 0; /* by KEXEC_FB_RUN: live */
	struct kfb_sysroot live;
	struct kfb_bytes text;
	char *path;

	if (asprintf(&path, "%s/crash", dir) < 0) {
		l->note_error = -ENOMEM;
		return;
	}
	l->note_error = elsewhere ? kfb_sysroot_open(&live, "/") : 0;
	if (!l->note_error) {
		l->note_error = kfb_sysroot_read(elsewhere ? &live : root, path, &text);
		if (elsewhere)
			kfb_sysroot_close(&live);
	}
	free(path);
	if (l->note_error)
		return;
	l->note_error = kfb_state_parse(text.data, text.len, &l->state, NULL);
	free(text.data);
	l->noted = !l->note_error;
}

void kfb_loaded_ask(const struct kfb_sysroot *root, const char *state_dir, struct kfb_loaded *l)
{
	memset(l, 0, sizeof(*l));
	l->loaded = kfb_crash_is_loaded(root);
	read_note(root, state_dir, l);
	if (l->loaded != 1) {
		l->noted = false;
		return;
	}
	if (kfb_sysroot_exists(root, KFB_BOOT_PARAMS_PATH))
		read_back(root, l);
	/* Something else has loaded since: the note is about another load. */
	if (l->noted && l->told_by == KFB_TOLD_BY_ITSELF && !is_as_noted(l))
		l->noted = false;
	if (l->noted && l->told_by == KFB_TOLD_BY_NOBODY) {
		l->told_by = KFB_TOLD_BY_NOTE;
		l->told = l->state.told;
		memcpy(l->si, l->state.si, sizeof(l->si));
	}
}

void kfb_loaded_free(struct kfb_loaded *l)
{
	kfb_state_free(&l->state);
	free(l->cmdline);
	memset(l, 0, sizeof(*l));
}
