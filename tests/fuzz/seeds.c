// SPDX-License-Identifier: GPL-2.0-only
/*
 * seeds DIR RECORDED-ROOT...: write what the fuzzers start with to DIR/FUZZER.corpus, taken
 * from the unit tests' builders and from recorded machines.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "archive.h"
#include "bytes.h"
#include "kexec-fb.h"
#include "seeds.h"
#include "sysroot.h"

static const char *out;

FILE *seed_begin(const char *fuzzer, const char *name)
{
	char path[4096];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s.corpus", out, fuzzer);
	mkdir(path, 0777);
	snprintf(path, sizeof(path), "%s/%s.corpus/%s", out, fuzzer, name);
	f = fopen(path, "wb");
	if (!f) {
		perror(path);
		exit(EXIT_FAILURE);
	}
	return f;
}

void put(const char *fuzzer, const char *name, const void *data, size_t len)
{
	FILE *f = seed_begin(fuzzer, name);

	fwrite(data, 1, len, f);
	fclose(f);
}

void put_text(const char *fuzzer, const char *name, const char *text)
{
	put(fuzzer, name, text, strlen(text));
}

/* One of every format, with addresses of 32 and of 64 bits */
static void screen_infos(void)
{
	static const char formats[][5] = {
		"XR24", "AR24", "XB24", "RG24", "BG24", "RG16", "XR15", "XR30", "XB30", "RX24",
	};
	uint8_t bytes[1 + KEXEC_FB_SCREEN_INFO_SIZE] = { 4 };
	char name[32];

	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		const struct kexec_fb_mode mode = {
			.base = i & 1 ? 0x1c0000000 : 0xc0000000,
			.size = 4096 * 768,
			.width = 1024,
			.height = 768,
			.stride = 4096,
			.fourcc = kfb_get_le32(formats[i]),
		};

		if (kexec_fb_encode(&mode, KEXEC_FB_VIDEO_TYPE_EFI, bytes + 1))
			continue;
		snprintf(name, sizeof(name), "screen_info-%s", formats[i]);
		put("fuzz_scanout", name, bytes, sizeof(bytes));
	}
}

/* --- machines: each source by itself, and all sources of a machine together --- */

static FILE *machine;
static const char *machine_name;

/* The byte that chooses the parser in fuzz_scanout.c; -1: it has none for this file */
static int parser_of(const char *path)
{
	static const struct {
		const char *part;
		int parser;
	} parsers[] = {
		{ "/proc/iomem", 0 }, { "/dev/dri/", 1 },	   { "/dev/fb0", 2 },
		{ "/resource", 3 },   { KFB_BOOT_PARAMS_PATH, 4 }, { "/sys/kernel/debug/dri/", 5 },
	};

	for (size_t i = 0; i < sizeof(parsers) / sizeof(parsers[0]); i++)
		if (strstr(path, parsers[i].part))
			return parsers[i].parser;
	return -1;
}

static void note(enum archive_type type, const char *path, const char *contents, size_t len)
{
	int parser = type == ARCHIVE_FILE ? parser_of(path) : -1;
	char name[300];
	FILE *f;

	if (strcmp(path, KFB_BOOT_PARAMS_PATH) == 0 && len > KEXEC_FB_SCREEN_INFO_SIZE)
		len = KEXEC_FB_SCREEN_INFO_SIZE;
	fprintf(machine, "%c%s\n", (char)type, path);
	fwrite(contents, 1, len, machine);
	if (parser < 0)
		return;
	snprintf(name, sizeof(name), "%s-%d", machine_name, parser);
	f = seed_begin("fuzz_scanout", name);
	fputc(parser, f);
	fwrite(contents, 1, len, f);
	fclose(f);
}

static void record(const char *root)
{
	char name[256];
	struct kexec_fb *fb;
	const char *end = strrchr(root, '/'), *start = end;

	while (start > root && start[-1] != '/')
		start--;
	snprintf(name, sizeof(name), "%.*s", (int)(end - start), start);
	machine_name = name;
	machine = seed_begin("fuzz_decision", name);
	if (kexec_fb_new(root, &fb))
		abort();
	kexec_fb_find(fb);
	kexec_fb_free(fb);
	fclose(machine);
}

int main(int argc, char **argv)
{
	out = argv[1];
	seed_kernels();
	seed_memory();
	seed_texts();
	screen_infos();
	archive_note = note;
	for (int i = 2; i < argc; i++)
		record(argv[i]);
	return EXIT_SUCCESS;
}
