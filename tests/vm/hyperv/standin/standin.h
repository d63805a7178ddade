/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Declarations that the parts of the stand-in share. A "card" is one
 * synthetic video device together with the host that answers it.
 */
#ifndef STANDIN_H
#define STANDIN_H

#include <linux/completion.h>
#include <linux/hyperv.h>
#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

#include "synthvid_proto.h"

#undef pr_fmt
#define pr_fmt(fmt) KBUILD_MODNAME ": stand-in for tests, not Hyper-V: " fmt

#define STANDIN_CARDS_MAX 2

/* What a card's host needs to put memory on QEMU's display. */
struct scanout {
	u64 bar; /* the display adapter's video memory */
	u64 bar_size;
	void __iomem *dispi; /* NULL: this memory is on no display */
};

/* One packet from the host on its way to the guest. */
struct packet {
	struct list_head node;
	u32 len;
	u8 data[];
};

struct card {
	struct hv_device *hdev;
	struct vmbus_channel *channel;
	u64 vram_base;
	u64 vram_size;
	struct scanout scanout;

	void (*callback)(void *context);
	void *context;
	struct work_struct deliver;
	struct list_head to_guest;
	spinlock_t lock;
	u32 dirt_seen;
	struct completion lit; /* the driver has set a mode */
};

static inline struct card *channel_card(struct vmbus_channel *channel)
{
	return channel->per_channel_state;
}

/* channel.c */
void card_channel_init(struct card *card);
void card_channel_drain(struct card *card);
int card_reply(struct card *card, enum sv_type type, const void *payload, u32 len);

/* synthvid.c */
int synthvid_host_receive(struct card *card, const void *packet, u32 len);

/* mmio.c */
int mmio_place_card(struct card *card, unsigned int index);
int mmio_claim_neighbours(void);
void mmio_release_neighbours(void);

/* scanout.c */
void scanout_find(struct scanout *scanout, u64 base, u64 size);
int scanout_show(const struct scanout *scanout, u64 base, const struct sv_situation *s);
void scanout_hide_pci_function(const struct scanout *scanout);
void scanout_release(struct scanout *scanout);

#endif
