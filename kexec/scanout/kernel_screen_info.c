// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "scanout/kernel_screen_info.h"

#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kernel/kallsyms.h"
#include "scanout/keyval.h"
#include "screen_info/screen_info.h"
#include "util.h"

#define CHUNK	(64u << 10)
#define SI_SIZE KEXEC_FB_SCREEN_INFO_SIZE

int kfb_kernel_screen_info_address(const char *text, size_t len, uint64_t *address,
				   struct kfb_error *err)
{
	static const char *const names[] = { "screen_info", "sysfb_primary_display" };
	int ret = -ENOENT;

	for (size_t i = 0; i < ARRAY_SIZE(names) && ret == -ENOENT; i++)
		ret = kfb_kallsyms_data(text, len, names[i], address, err);
	return ret;
}

/*
 * The kernel makes these 10 MiB line by line, so stop at the wanted symbol.  It is among the
 * first: modules' symbols come last.
 */
static int find_address(int fd, char *buf, uint64_t *address, struct kfb_error *err)
{
	size_t have = 0;

	for (;;) {
		ssize_t n = read(fd, buf + have, CHUNK - have);
		size_t whole;
		char *eol;
		int ret;

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return kfb_fail(err, errno, 0, strerror(errno));
		have += (size_t)n;
		eol = memrchr(buf, '\n', have);
		if (!n || (!eol && have == CHUNK))
			return kfb_fail(err, ENOENT, 0, "the kernel's screen_info is not listed");
		whole = eol ? (size_t)(eol + 1 - buf) : 0;
		ret = kfb_kernel_screen_info_address(buf, whole, address, err);
		if (ret != -ENOENT)
			return ret;
		have -= whole;
		memmove(buf, buf + whole, have);
	}
}

static int ask_address(const struct kfb_sysroot *root, uint64_t *address, struct kfb_error *err)
{
	int ret, fd = kfb_sysroot_open_file(root, KFB_KALLSYMS);
	char *buf = malloc(CHUNK);

	if (fd < 0)
		ret = kfb_fail(err, -fd, 0, strerror(-fd));
	else if (!buf)
		ret = kfb_fail(err, ENOMEM, 0, "out of memory");
	else
		ret = find_address(fd, buf, address, err);
	free(buf);
	if (fd >= 0)
		close(fd);
	return ret;
}

static int ask_memory(const struct kfb_sysroot *root, struct kfb_kernel_screen_info *info,
		      struct kfb_error *err)
{
	struct kfb_kcore kcore;
	uint64_t address = 0;
	int ret = kfb_kcore_open(root, &kcore, err);

	if (ret)
		return ret;
	if (kcore.machine != EM_X86_64) {
		ret = kfb_fail(err, ENOTSUP, 0,
			       "not an x86-64 kernel, whose screen_info is passed on");
	} else {
		info->path = KFB_KALLSYMS;
		ret = ask_address(root, &address, err);
	}
	if (!ret) {
		info->path = KFB_KCORE;
		ret = kfb_kcore_read_virt(&kcore, address, info->si, SI_SIZE);
		if (ret)
			kfb_fail(err, -ret, 0, "the kernel's screen_info cannot be read");
	}
	kfb_kcore_close(&kcore);
	return ret;
}

int kfb_kernel_screen_info_parse(const char *text, size_t len, uint8_t si[SI_SIZE],
				 struct kfb_error *err)
{
	char *hex = NULL;
	const struct kfb_keyval keys[] = { KFB_STRING("screen_info", hex) };
	int ret = kfb_keyval_parse(text, len, keys, ARRAY_SIZE(keys), err);

	if (!ret && (!hex || strlen(hex) != 2 * SI_SIZE))
		ret = kfb_fail(err, EINVAL, len, "no screen_info of 64 bytes in hexadecimal");
	for (size_t i = 0; !ret && i < SI_SIZE; i++) {
		int high = kfb_hex_digit(hex[2 * i]), low = kfb_hex_digit(hex[2 * i + 1]);

		if (high < 0 || low < 0)
			ret = kfb_fail(err, EINVAL, 0, "not hexadecimal");
		else
			si[i] = (uint8_t)(high << 4 | low);
	}
	free(hex);
	return ret;
}

static int ask_recorded(const struct kfb_sysroot *root, struct kfb_kernel_screen_info *info,
			struct kfb_error *err)
{
	struct kfb_bytes text;
	int ret = kfb_sysroot_read(root, KFB_KCORE, &text);

	if (ret)
		return kfb_fail(err, -ret, 0, strerror(-ret));
	ret = kfb_kernel_screen_info_parse(text.data, text.len, info->si, err);
	free(text.data);
	return ret;
}

static void record(const struct kfb_sysroot *root, const struct kfb_kernel_screen_info *info)
{
	static const char key[] = "screen_info ";
	char text[sizeof(key) + 2 * SI_SIZE];

	memcpy(text, key, sizeof(key));
	kfb_screen_info_hex(info->si, text + strlen(key));
	text[sizeof(text) - 1] = '\n';
	kfb_sysroot_record(root, KFB_KCORE, text, sizeof(text));
}

void kfb_kernel_screen_info_ask(const struct kfb_sysroot *root, struct kfb_kernel_screen_info *info)
{
	struct kfb_error err = { 0 };

	memset(info, 0, sizeof(*info));
	info->path = KFB_KCORE;
	info->error = ask_memory(root, info, &err);
	/* In a recorded machine, a text takes the place of /proc/kcore. */
	if (!root->live && (info->error == -ENOEXEC || info->error == -ENODATA))
		info->error = ask_recorded(root, info, &err);
	else if (!info->error)
		record(root, info);
	info->reason = info->error ? err.reason : "";
}
