// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "handover/find_config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/config.h"

static int read_config(const struct kfb_sysroot *root, char *name, struct kfb_bytes *text,
		       char **path)
{
	struct kfb_config config;
	int ret = kfb_sysroot_read(root, name, text);

	if (!ret) {
		config = (struct kfb_config){ text->data, text->len };
		ret = kfb_config_check(&config, NULL);
		if (ret)
			free(text->data);
	}
	if (ret)
		free(name);
	else
		*path = name;
	return ret;
}

int kfb_find_config(const struct kfb_sysroot *root, const char *kernel, const char *release,
		    struct kfb_bytes *text, char **path)
{
	const char *slash = strrchr(kernel, '/');
	char *name;

	if (!release[0] || strchr(release, '/'))
		return -ENOENT;
	if (asprintf(&name, "%.*sconfig-%s", slash ? (int)(slash - kernel + 1) : 0, kernel,
		     release) >= 0 &&
	    read_config(root, name, text, path) == 0)
		return 0;
	if (asprintf(&name, "/boot/config-%s", release) >= 0 &&
	    read_config(root, name, text, path) == 0)
		return 0;
	if (asprintf(&name, "/lib/modules/%s/config", release) >= 0 &&
	    read_config(root, name, text, path) == 0)
		return 0;
	return -ENOENT;
}
