// SPDX-License-Identifier: GPL-2.0-only
#include "scanout/of_device.h"

#include <stdlib.h>
#include <string.h>

static const char *name_of(const char *device)
{
	const char *slash = device ? strrchr(device, '/') : NULL;

	return slash && strstr(device, "/platform/") ? slash + 1 : "";
}

/* A number after the name is an instance that the kernel made up. */
static bool has_instance(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot && !dot[1 + strspn(dot + 1, "0123456789")];
}

bool kfb_of_device(const char *device)
{
	return strncmp(name_of(device), "chosen:", 7) == 0 || kfb_of_device_address(device);
}

uint64_t kfb_of_device_address(const char *device)
{
	const char *name = name_of(device);
	size_t digits = strspn(name, "0123456789abcdef");

	if (!digits || digits > 16 || name[digits] != '.' || has_instance(name))
		return 0;
	return strtoull(name, NULL, 16);
}
