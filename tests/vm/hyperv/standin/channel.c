// SPDX-License-Identifier: GPL-2.0-only
/*
 * Channel calls: what the guest's driver sends reaches the card's host at
 * once; a work item delivers the host's answer, as a VMBus interrupt would.
 *
 * The includes decide which types are complete where the symbols are
 * exported, and so their modversion CRCs: keep them as they are.
 */
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/wait.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/module.h>
#include <linux/hyperv.h>
#include <linux/uio.h>
#include <linux/interrupt.h>
#include <linux/set_memory.h>
#include <asm/page.h>
#include <asm/mshyperv.h>
#include <asm/sync_bitops.h>
#include <linux/tracepoint.h>

#include "standin.h"

static void deliver(struct work_struct *work)
{
	struct card *card = container_of(work, struct card, deliver);

	if (card->callback)
		card->callback(card->context);
}

void card_channel_init(struct card *card)
{
	spin_lock_init(&card->lock);
	INIT_LIST_HEAD(&card->to_guest);
	INIT_WORK(&card->deliver, deliver);
	card->channel->per_channel_state = card;
}

static struct packet *card_next_packet(struct card *card)
{
	struct packet *packet;
	unsigned long flags;

	spin_lock_irqsave(&card->lock, flags);
	packet = list_first_entry_or_null(&card->to_guest, struct packet, node);
	if (packet)
		list_del(&packet->node);
	spin_unlock_irqrestore(&card->lock, flags);
	return packet;
}

void card_channel_drain(struct card *card)
{
	struct packet *packet;

	while ((packet = card_next_packet(card)))
		kfree(packet);
}

int card_reply(struct card *card, enum sv_type type, const void *payload, u32 len)
{
	struct sv_header *header;
	struct packet *packet;
	unsigned long flags;

	packet = kzalloc(sizeof(*packet) + sizeof(*header) + len, GFP_ATOMIC);
	if (!packet)
		return -ENOMEM;

	packet->len = sizeof(*header) + len;
	header = (struct sv_header *)packet->data;
	header->pipe_type = SV_PIPE_DATA;
	header->type = type;
	header->size = 2 * sizeof(u32) + len;
	header->pipe_size = header->size;
	memcpy(packet->data + sizeof(*header), payload, len);

	spin_lock_irqsave(&card->lock, flags);
	list_add_tail(&packet->node, &card->to_guest);
	spin_unlock_irqrestore(&card->lock, flags);
	schedule_work(&card->deliver);
	return 0;
}

int vmbus_open(struct vmbus_channel *channel, u32 send_ringbuffersize, u32 recv_ringbuffersize,
	       void *userdata, u32 userdatalen, void (*onchannel_callback)(void *context),
	       void *context)
{
	struct card *card = channel_card(channel);

	if (card->callback)
		return -EINVAL;
	card->context = context;
	card->callback = onchannel_callback;
	channel->state = CHANNEL_OPENED_STATE;
	return 0;
}
EXPORT_SYMBOL_GPL(vmbus_open);

void vmbus_close(struct vmbus_channel *channel)
{
	struct card *card = channel_card(channel);

	cancel_work_sync(&card->deliver);
	card->callback = NULL;
	card_channel_drain(card);
	channel->state = CHANNEL_OPEN_STATE;
}
EXPORT_SYMBOL_GPL(vmbus_close);

int vmbus_sendpacket(struct vmbus_channel *channel, void *buffer, u32 bufferlen, u64 requestid,
		     enum vmbus_packet_type type, u32 flags)
{
	struct card *card = channel_card(channel);

	if (!card->callback)
		return -ENODEV;
	if (type != VM_PKT_DATA_INBAND)
		return -EINVAL;
	return synthvid_host_receive(card, buffer, bufferlen);
}
EXPORT_SYMBOL(vmbus_sendpacket);

int vmbus_recvpacket(struct vmbus_channel *channel, void *buffer, u32 bufferlen,
		     u32 *buffer_actual_len, u64 *requestid)
{
	struct packet *packet = card_next_packet(channel_card(channel));
	int ret = 0;

	*buffer_actual_len = 0;
	*requestid = 0;
	if (!packet)
		return 0;

	*buffer_actual_len = packet->len;
	if (packet->len > bufferlen)
		ret = -ENOBUFS;
	else
		memcpy(buffer, packet->data, packet->len);
	kfree(packet);
	return ret;
}
EXPORT_SYMBOL(vmbus_recvpacket);
