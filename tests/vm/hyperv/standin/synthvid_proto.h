/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Messages of the synthetic video protocol, as a host must speak it.
 *
 * Every message travels in a VMBus in-band packet: a pipe header, a video
 * header, a payload that the type selects. All fields are packed and
 * little-endian; both kernels this is built for are little-endian.
 */
#ifndef STANDIN_SYNTHVID_PROTO_H
#define STANDIN_SYNTHVID_PROTO_H

#include <linux/types.h>

#define SV_PIPE_DATA		 1
#define SV_VERSION(major, minor) ((u32)(minor) << 16 | (major))
#define SV_MODES_MAX		 64
#define SV_EDID_LEN		 128

enum sv_type {
	SV_VERSION_REQ = 1,
	SV_VERSION_RESP = 2,
	SV_VRAM_LOCATION = 3,
	SV_VRAM_LOCATION_ACK = 4,
	SV_SITUATION = 5,
	SV_SITUATION_ACK = 6,
	SV_POINTER_POSITION = 7,
	SV_POINTER_SHAPE = 8,
	SV_FEATURE_CHANGE = 9,
	SV_DIRT = 10,
	SV_MODES_REQ = 13,
	SV_MODES_RESP = 14,
};

struct sv_header {
	u32 pipe_type;
	u32 pipe_size; /* bytes that follow the pipe header */
	u32 type;
	u32 size; /* bytes from `type` on */
} __packed;

struct sv_version {
	u32 version;
} __packed;

struct sv_version_resp {
	u32 version;
	u8 accepted;
	u8 max_outputs;
} __packed;

struct sv_vram_location {
	u64 user_ctx;
	u8 gpa_given;
	u64 gpa;
} __packed;

struct sv_ack {
	u64 user_ctx;
} __packed;

struct sv_situation {
	u64 user_ctx;
	u8 outputs;
	u8 active;
	u32 vram_offset;
	u8 depth;
	u32 width;
	u32 height;
	u32 pitch;
} __packed;

struct sv_feature_change {
	u8 dirt;
	u8 pointer_position;
	u8 pointer_shape;
	u8 situation;
} __packed;

struct sv_mode {
	u16 width;
	u16 height;
} __packed;

struct sv_modes_req {
	u8 max_count;
} __packed;

struct sv_modes_resp {
	u8 edid[SV_EDID_LEN];
	u8 count;
	u8 preferred;
	u8 standard;
	struct sv_mode mode[SV_MODES_MAX];
} __packed;

#endif
