/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * /sys/kernel/debug/dri/N/framebuffer: who made a framebuffer, how its memory is managed and,
 * with some drivers, where it lies.  Format: drm_framebuffer_print_info(),
 * drivers/gpu/drm/drm_framebuffer.c, since 4.16.  Drivers print the lines about memory,
 * indented by three tabs.
 */
#ifndef KFB_SCANOUT_DEBUGFS_FB_H
#define KFB_SCANOUT_DEBUGFS_FB_H

#include <stddef.h>
#include <stdint.h>

#include "error.h"

enum kfb_fb_memory {
	KFB_FB_MEMORY_UNKNOWN,
	KFB_FB_MEMORY_TTM,   /* "placement=": drm_gem_ttm_print_info(), since 5.4 */
	KFB_FB_MEMORY_SHMEM, /* "pages_use_count=": a shadow, which the driver copies */
	KFB_FB_MEMORY_DMA,   /* "dma_addr="; "paddr=" until 5.18 */
};

struct kfb_debugfs_fb {
	const char *owner;	   /* in the text, not terminated: "[fbcon]", or a process' name */
	size_t owner_len;	   /* 0: not told */
	enum kfb_fb_memory memory; /* of the first object: plane 0 */
	uint64_t address;	   /* "bus.offset=" (TTM, while mapped), "dma_addr="; 0: not told */
};

/*
 * What @text (@len bytes) says about framebuffer @id.  -ENOENT: nothing; -EINVAL: its address
 * is not a number.
 */
int kfb_debugfs_fb_parse(const char *text, size_t len, uint32_t id, struct kfb_debugfs_fb *fb,
			 struct kfb_error *err);

const char *kfb_fb_memory_name(enum kfb_fb_memory memory);

#endif
