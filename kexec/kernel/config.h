/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A kernel's configuration: the text of .config, as a file config-RELEASE or inside the
 * image (CONFIG_IKCONFIG: kernel/configs.c puts gzip data between two marks).
 */
#ifndef KFB_KERNEL_CONFIG_H
#define KFB_KERNEL_CONFIG_H

#include <stddef.h>
#include <stdint.h>

#include "error.h"

struct kfb_config {
	const char *text;
	size_t len;
};

/*
 * Extract the configuration from an uncompressed image.  The caller frees *@text, @len bytes.
 * -ENOENT: built without IKCONFIG (or as a module); -EBADMSG: damaged; -EFBIG: above 4 MiB;
 * -ENOMEM.
 */
int kfb_config_extract(const uint8_t *image, size_t image_len, char **text, size_t *len,
		       struct kfb_error *err);

/* Is this a configuration?  One line "CONFIG_...=" or "# CONFIG_... is not set" is enough. */
int kfb_config_check(const struct kfb_config *config, struct kfb_error *err);

/*
 * The value of the option @name ("FB_EFI"): 'y', 'm', or 'n' if it is not set or not mentioned.
 * For any other value, its first character.
 */
char kfb_config_value(const struct kfb_config *config, const char *name);

/*
 * The version in the first lines ("# Linux/x86 6.1.192 Kernel Configuration"): 6001 for 6.1.
 * 0: they do not tell.
 */
unsigned int kfb_config_version(const struct kfb_config *config);

#endif
