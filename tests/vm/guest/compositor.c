// SPDX-License-Identifier: GPL-2.0-only
/*
 * A fake compositor, which does what the kernel sees of a real one: it has framebuffers of its
 * own, shows the last of them, and keeps running.
 *
 *	compositor BUFFERS [flip]	flip: show the last two in turn, until SIGUSR1 makes
 *					the last stay, or SIGUSR2 the one before
 *
 * Prints "fb" and the ids of the framebuffers that it shows, the last one last. It returns
 * once they are shown; a child keeps running.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include <drm.h>
#include <drm_fourcc.h>
#include <drm_mode.h>

#define MAX_MODES 128
#define MAX_IDS	  16
#define WIDTH	  1024
#define HEIGHT	  768

struct output {
	int card;
	uint32_t crtc, connector;
	struct drm_mode_modeinfo mode;
};

static volatile sig_atomic_t stop;

static void on_signal(int signal)
{
	stop = signal;
}

static void ask(int card, unsigned long request, void *arg, const char *what)
{
	while (ioctl(card, request, arg)) {
		if (errno == EINTR || errno == EAGAIN)
			continue;
		perror(what);
		exit(1);
	}
}

static uint64_t address(const void *p)
{
	return (uint64_t)(uintptr_t)p;
}

/* The first connector on the first CRTC, in the mode of the size wanted if it has one. */
static void find_output(struct output *out)
{
	uint32_t crtcs[MAX_IDS], connectors[MAX_IDS];
	struct drm_mode_modeinfo modes[MAX_MODES];
	struct drm_mode_card_res res = {
		.crtc_id_ptr = address(crtcs),
		.count_crtcs = MAX_IDS,
		.connector_id_ptr = address(connectors),
		.count_connectors = MAX_IDS,
	};
	struct drm_mode_get_connector connector = {
		.modes_ptr = address(modes),
		.count_modes = MAX_MODES,
	};

	ask(out->card, DRM_IOCTL_MODE_GETRESOURCES, &res, "resources");
	out->crtc = crtcs[0];
	out->connector = connector.connector_id = connectors[0];
	ask(out->card, DRM_IOCTL_MODE_GETCONNECTOR, &connector, "connector");
	out->mode = modes[0];
	for (uint32_t i = 0; i < connector.count_modes && i < MAX_MODES; i++)
		if (modes[i].hdisplay == WIDTH && modes[i].vdisplay == HEIGHT)
			out->mode = modes[i];
}

struct buffer {
	uint32_t fb;
	void *pixels;
	size_t size;
};

static struct buffer make_buffer(const struct output *out)
{
	struct drm_mode_create_dumb dumb = {
		.width = out->mode.hdisplay,
		.height = out->mode.vdisplay,
		.bpp = 32,
	};
	struct drm_mode_map_dumb map = { 0 };
	struct drm_mode_fb_cmd2 fb = { 0 };
	void *pixels;

	ask(out->card, DRM_IOCTL_MODE_CREATE_DUMB, &dumb, "dumb buffer");
	fb.width = dumb.width;
	fb.height = dumb.height;
	fb.pixel_format = DRM_FORMAT_XRGB8888;
	fb.handles[0] = map.handle = dumb.handle;
	fb.pitches[0] = dumb.pitch;
	ask(out->card, DRM_IOCTL_MODE_ADDFB2, &fb, "framebuffer");
	ask(out->card, DRM_IOCTL_MODE_MAP_DUMB, &map, "mapping");
	pixels = mmap(NULL, dumb.size, PROT_READ | PROT_WRITE, MAP_SHARED, out->card,
		      (off_t)map.offset);
	if (pixels == MAP_FAILED) {
		perror("mmap");
		exit(1);
	}
	return (struct buffer){ fb.fb_id, pixels, dumb.size };
}

static void show(const struct output *out, uint32_t fb)
{
	struct drm_mode_crtc crtc = {
		.crtc_id = out->crtc,
		.fb_id = fb,
		.mode_valid = 1,
		.mode = out->mode,
		.set_connectors_ptr = address(&out->connector),
		.count_connectors = 1,
	};

	ask(out->card, DRM_IOCTL_MODE_SETCRTC, &crtc, "mode");
}

static void flip(const struct output *out, uint32_t one, uint32_t other)
{
	/* Slower than a real compositor, because the emulated machine is slower, too. */
	const struct timespec frame = { .tv_nsec = 200000000 };

	for (int i = 0; !stop; i++) {
		struct drm_mode_crtc_page_flip f = { .crtc_id = out->crtc,
						     .fb_id = i % 2 ? one : other };

		if (ioctl(out->card, DRM_IOCTL_MODE_PAGE_FLIP, &f))
			show(out, f.fb_id);
		nanosleep(&frame, NULL);
	}
	show(out, stop == SIGUSR1 ? other : one);
}

int main(int argc, char **argv)
{
	int count = argc > 1 ? atoi(argv[1]) : 3;
	struct output out = { .card = open("/dev/dri/card0", O_RDWR | O_CLOEXEC) };
	uint32_t fb = 0, before = 0;

	if (out.card < 0) {
		perror("/dev/dri/card0");
		return 1;
	}
	ioctl(out.card, DRM_IOCTL_SET_MASTER, NULL);
	find_output(&out);
	for (int i = 0; i < count; i++) {
		struct buffer b = make_buffer(&out);

		before = fb;
		fb = b.fb;
		/* A buffer gets its place in video memory when it is first shown: draw after that. */
		show(&out, fb);
		memset(b.pixels, 0x20 * (i + 1), b.size);
	}
	if (argc > 2)
		printf("fb %u %u\n", before, fb);
	else
		printf("fb %u\n", fb);
	fclose(stdout);
	if (fork())
		_exit(0);
	setsid();
	signal(SIGUSR1, on_signal);
	signal(SIGUSR2, on_signal);
	if (argc > 2 && before)
		flip(&out, before, fb);
	for (;;)
		pause();
}
