/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * All that the sources say, each asked once.  candidate.h decides from it.
 */
#ifndef KFB_SCANOUT_FACTS_H
#define KFB_SCANOUT_FACTS_H

#include <stdbool.h>

#include "context.h"
#include "scanout/card.h"
#include "scanout/fbdev.h"
#include "scanout/iomem.h"

/* What the boot loader set up, from /sys/kernel/boot_params (x86). */
struct kfb_boot {
	bool known; /* si was read */
	uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE];
	bool usable; /* mode was decoded from si */
	struct kexec_fb_mode mode;
};

struct kfb_facts {
	struct kfb_card *cards;
	size_t ncards;
	int fbdev_error; /* 0: fbdev is filled */
	struct kfb_fbdev fbdev;
	char *fbdev_device;
	int iomem_error; /* 0: iomem is filled */
	struct kfb_iomem iomem;
	char *iomem_text;
	struct kfb_boot boot;
	uint64_t page_size;	       /* the running kernel's; 0: not known (older recordings) */
	enum kexec_fb_video_type type; /* the type of screen_info that suits this machine */
	bool allow_untried; /* the administrator also accepts what nobody has seen work */
	bool allow_ram;	    /* the next kernel is a crash kernel, which leaves this RAM alone */
};

/*
 * Ask all sources below @root, and log each answer in @notes.  A source that cannot answer is
 * noted and not fatal: only -ENOMEM fails.  The caller frees the facts in any case.
 */
int kfb_facts_gather(const struct kfb_sysroot *root, struct kfb_notes *notes,
		     struct kfb_facts *facts);
void kfb_facts_free(struct kfb_facts *facts);

/* The card that drives /dev/fb0 and so the console; NULL: none. */
const struct kfb_card *kfb_facts_console_card(const struct kfb_facts *facts);

#endif
