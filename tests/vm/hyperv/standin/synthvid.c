// SPDX-License-Identifier: GPL-2.0-only
/*
 * The host's side of the synthetic video protocol: takes one packet from the
 * guest, checks it as strictly as a host would, and answers it.
 */
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/moduleparam.h>

#include "standin.h"

static unsigned int synthvid_minor = 5;
module_param(synthvid_minor, uint, 0444);
MODULE_PARM_DESC(synthvid_minor, "newest protocol 3.x accepted (2: no resolution list)");

static char *modes = "1024x768";
module_param(modes, charp, 0444);
MODULE_PARM_DESC(modes, "resolutions offered, the preferred one first: WxH[,WxH...]");

static int on_version(struct card *card, const void *payload)
{
	const struct sv_version *req = payload;
	struct sv_version_resp resp = {
		.version = req->version,
		.accepted = (req->version & 0xffff) == 3 && req->version >> 16 <= synthvid_minor,
		.max_outputs = 1,
	};

	pr_info("%s: version %u.%u %s\n", dev_name(&card->hdev->device), req->version & 0xffff,
		req->version >> 16, resp.accepted ? "accepted" : "refused");
	return card_reply(card, SV_VERSION_RESP, &resp, sizeof(resp));
}

static int on_vram_location(struct card *card, const void *payload)
{
	const struct sv_vram_location *req = payload;
	struct sv_ack ack = { .user_ctx = req->user_ctx };

	if (!req->gpa_given || req->gpa != card->vram_base) {
		pr_err("%s: VRAM location 0x%llx refused, the region is at 0x%llx\n",
		       dev_name(&card->hdev->device), req->gpa, card->vram_base);
		ack.user_ctx = ~req->user_ctx;
	} else {
		pr_info("%s: VRAM location 0x%llx\n", dev_name(&card->hdev->device), req->gpa);
	}
	return card_reply(card, SV_VRAM_LOCATION_ACK, &ack, sizeof(ack));
}

static bool situation_fits(const struct card *card, const struct sv_situation *s)
{
	u64 row = (u64)s->width * s->depth / 8;

	return s->outputs == 1 && s->depth == 32 && s->width && s->height && s->pitch >= row &&
	       s->vram_offset + (u64)s->pitch * s->height <= card->vram_size;
}

static int on_situation(struct card *card, const void *payload)
{
	struct sv_feature_change want = { .dirt = 1, .situation = 1 };
	const struct sv_situation *s = payload;
	struct sv_ack ack = { .user_ctx = s->user_ctx };
	int ret;

	if (s->active && !situation_fits(card, s)) {
		pr_err("%s: situation %ux%u depth %u pitch %u does not fit 0x%llx bytes\n",
		       dev_name(&card->hdev->device), s->width, s->height, s->depth, s->pitch,
		       card->vram_size);
		return 0;
	}
	pr_info("%s: situation active=%u %ux%u depth %u pitch %u\n", dev_name(&card->hdev->device),
		s->active, s->width, s->height, s->depth, s->pitch);
	if (s->active) {
		scanout_show(&card->scanout, card->vram_base, s);
		complete_all(&card->lit);
	}

	ret = card_reply(card, SV_SITUATION_ACK, &ack, sizeof(ack));
	if (ret)
		return ret;
	return card_reply(card, SV_FEATURE_CHANGE, &want, sizeof(want));
}

static int parse_modes(struct sv_modes_resp *resp, unsigned int max)
{
	unsigned int width, height;
	const char *p = modes;
	int used;

	while (resp->count < max && sscanf(p, "%5ux%5u%n", &width, &height, &used) == 2) {
		if (!width || !height || width > U16_MAX || height > U16_MAX)
			return -EINVAL;
		resp->mode[resp->count].width = width;
		resp->mode[resp->count].height = height;
		resp->count++;
		p += used;
		if (*p == '\0')
			return 0;
		if (*p++ != ',')
			return -EINVAL;
	}
	return -EINVAL;
}

static int on_modes(struct card *card, const void *payload)
{
	const struct sv_modes_req *req = payload;
	static struct sv_modes_resp resp;

	memset(&resp, 0, sizeof(resp));
	if (parse_modes(&resp, min_t(unsigned int, req->max_count, SV_MODES_MAX))) {
		pr_err("%s: bad parameter modes=%s\n", dev_name(&card->hdev->device), modes);
		resp.count = 0;
	}
	return card_reply(card, SV_MODES_RESP, &resp,
			  offsetof(struct sv_modes_resp, mode) + resp.count * sizeof(resp.mode[0]));
}

static int on_dirt(struct card *card, const void *payload)
{
	if (!card->dirt_seen++)
		pr_info("%s: first dirty rectangle\n", dev_name(&card->hdev->device));
	return 0;
}

static int on_ignored(struct card *card, const void *payload)
{
	return 0;
}

static const struct {
	enum sv_type type;
	u32 payload;
	int (*handle)(struct card *card, const void *payload);
} handlers[] = {
	{ SV_VERSION_REQ, sizeof(struct sv_version), on_version },
	{ SV_VRAM_LOCATION, sizeof(struct sv_vram_location), on_vram_location },
	{ SV_SITUATION, sizeof(struct sv_situation), on_situation },
	{ SV_MODES_REQ, sizeof(struct sv_modes_req), on_modes },
	{ SV_DIRT, 2, on_dirt },
	{ SV_POINTER_POSITION, 0, on_ignored },
	{ SV_POINTER_SHAPE, 0, on_ignored },
};

int synthvid_host_receive(struct card *card, const void *packet, u32 len)
{
	const struct sv_header *header = packet;
	size_t i;

	if (len < sizeof(*header) || header->pipe_type != SV_PIPE_DATA ||
	    header->size > len - 2 * sizeof(u32) || header->size < 2 * sizeof(u32)) {
		pr_err("malformed packet of %u bytes\n", len);
		return -EINVAL;
	}
	for (i = 0; i < ARRAY_SIZE(handlers); i++) {
		if (handlers[i].type != header->type)
			continue;
		if (len - sizeof(*header) < handlers[i].payload)
			break;
		return handlers[i].handle(card, header + 1);
	}
	pr_err("unexpected message type %u, %u bytes\n", header->type, len);
	return -EINVAL;
}
