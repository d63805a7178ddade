/* SPDX-License-Identifier: GPL-2.0-only */
/* Small tools that every folder may use. */
#ifndef KFB_UTIL_H
#define KFB_UTIL_H

#include <stddef.h>

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

/* All @len bytes, however many calls that takes: 0 or -errno. */
int kfb_write_all(int fd, const void *data, size_t len);

#endif
