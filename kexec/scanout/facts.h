/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Everything the sources said, asked once.  What is decided from it is candidate.h's.
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
	bool known;		/* si was read */
	uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE];
	bool usable;		/* mode was decoded from si */
	struct kexec_fb_mode mode;
};

struct kfb_facts {
	struct kfb_card *cards;
	size_t ncards;
	int fbdev_error;	/* 0: fbdev is filled */
	struct kfb_fbdev fbdev;
	char *fbdev_device;
	int iomem_error;	/* 0: iomem is filled */
	struct kfb_iomem iomem;
	char *iomem_text;
	struct kfb_boot boot;
	uint64_t page_size;	/* the running kernel's; 0: not known (older recordings) */
	enum kexec_fb_video_type type;	/* what the next kernel expects of this machine */
	bool allow_untried;	/* the administrator's: also what nobody has seen work */
	bool allow_ram;		/* the next kernel is a crash kernel, which leaves this RAM alone */
};

/*
 * Ask below @root, telling @notes what each source answers.  A source that cannot answer
 * is noted and not fatal: only -ENOMEM fails.  Free the facts in any case.
 */
int kfb_facts_gather(const struct kfb_sysroot *root, struct kfb_notes *notes,
		     struct kfb_facts *facts);
void kfb_facts_free(struct kfb_facts *facts);

/* The card that drives /dev/fb0, so the console; NULL: none. */
const struct kfb_card *kfb_facts_console_card(const struct kfb_facts *facts);

#endif
