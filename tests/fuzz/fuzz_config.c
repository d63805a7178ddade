// SPDX-License-Identifier: GPL-2.0-only
/*
 * A kernel's configuration, in an image or as text, followed by a NUL and a command line; and
 * what we conclude from both.
 *
 * Floor: kernel/config.c 90
 * Floor: check/next_driver.c 85
 * Floor: check/cmdline.c 75
 */
#include <stdlib.h>
#include <string.h>

#include "check/cmdline.h"
#include "check/next_driver.h"
#include "kernel/config.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int has_module(void *ctx, const char *module)
{
	return (int)(*(const uint8_t *)ctx + module[0]) % 3 - 1;
}

static void judge(const struct kfb_config *config, const char *cmdline, const uint8_t *data)
{
	struct kfb_next_kernel next = {
		.config = config,
		.cmdline = cmdline,
		.told = data[0] % 3,
		.undersized = data[0] & 4,
		.has_module = has_module,
		.ctx = (void *)(uintptr_t)data,
	};
	struct kfb_chain chain = { 0 };
	struct kfb_link *link = kfb_chain_add(&chain, "driver");

	kfb_judge_driver(&next, link);
	if (!link->text || !*link->text)
		abort();
	kfb_judge_reset(&next, "virtio_gpu", link);
	kfb_takes_efifb_option(&next);
	kfb_missing_for_drm(config);
	kfb_chain_free(&chain);
}

static void parse(const char *text, size_t len, const char *cmdline, const uint8_t *data)
{
	const struct kfb_config config = { text, len };
	struct kfb_consoles consoles;

	kfb_config_version(&config);
	kfb_config_value(&config, "FB_EFI");
	kfb_cmdline_consoles(cmdline, &consoles);
	kfb_cmdline_lists(cmdline, "initcall_blacklist", "simpledrm_platform_driver_init");
	kfb_cmdline_video_off(cmdline, "efifb");
	if (kfb_config_check(&config, NULL) == 0)
		judge(&config, cmdline, data);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *nul = size ? memchr(data, '\0', size) : NULL;
	char *text, *cmdline;
	size_t len;

	if (!size)
		return 0;
	if (kfb_config_extract(data, size, &text, &len, NULL) == 0) {
		parse(text, len, "", data);
		free(text);
	}
	cmdline =
		nul ? strndup((const char *)nul + 1, size - (size_t)(nul + 1 - data)) : strdup("");
	if (cmdline)
		parse((const char *)data, nul ? (size_t)(nul - data) : size, cmdline, data);
	free(cmdline);
	return 0;
}
