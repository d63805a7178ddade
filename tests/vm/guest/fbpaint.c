// SPDX-License-Identifier: GPL-2.0-only
/*
 * Paint the pattern of vmtest/screen.py through a framebuffer device, at the
 * place, stride and size that the device itself reports: if one of them is
 * wrong, QEMU's screen shows it. Prints what the device reported.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/fb.h>
#include <linux/kd.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

static uint32_t noise(uint32_t i)
{
	return ((i & 0xffff) * 2654435761u >> 13) & 0xff;
}

static uint32_t put(const struct fb_bitfield *field, uint32_t value)
{
	if (!field->length || field->length > 8)
		return 0;
	return (value >> (8 - field->length)) << field->offset;
}

static void paint(uint8_t *base, const struct fb_fix_screeninfo *fix,
		  const struct fb_var_screeninfo *var)
{
	const uint32_t bytes = var->bits_per_pixel / 8;

	for (uint32_t y = 0; y < var->yres; y++) {
		uint8_t *at = base + (size_t)y * fix->line_length;

		for (uint32_t x = 0; x < var->xres; x++, at += bytes) {
			uint32_t pixel = put(&var->red, noise(x + 37 * y)) |
					 put(&var->green, noise(x + 101 * y)) |
					 put(&var->blue, noise(7 * y + x / 64));

			memcpy(at, &pixel, bytes);
		}
	}
}

static int report(int fd, struct fb_fix_screeninfo *fix, struct fb_var_screeninfo *var)
{
	if (ioctl(fd, FBIOGET_FSCREENINFO, fix) || ioctl(fd, FBIOGET_VSCREENINFO, var))
		return -errno;
	printf("id=%.16s\nbase=0x%lx\nsize=%u\nstride=%u\nwidth=%u\nheight=%u\ndepth=%u\n", fix->id,
	       fix->smem_start, fix->smem_len, fix->line_length, var->xres, var->yres,
	       var->bits_per_pixel);
	printf("red=%u\ngreen=%u\nblue=%u\n", var->red.length, var->green.length, var->blue.length);
	return 0;
}

static void hide_console(const char *tty)
{
	int fd = open(tty, O_RDWR);

	if (fd < 0)
		return;
	ioctl(fd, KDSETMODE, KD_GRAPHICS);
	close(fd);
}

int main(int argc, char **argv)
{
	struct fb_fix_screeninfo fix;
	struct fb_var_screeninfo var;
	uint8_t *base;
	int fd, ret;

	if (argc < 2)
		return 2;
	fd = open(argv[1], O_RDWR);
	if (fd < 0 || (ret = report(fd, &fix, &var)) < 0) {
		perror(argv[1]);
		return 1;
	}
	if (argc < 3)
		return 0;
	if ((uint64_t)fix.line_length * var.yres > fix.smem_len || var.bits_per_pixel > 32) {
		fprintf(stderr, "%s: does not hold its own picture\n", argv[1]);
		return 1;
	}
	hide_console(argv[2]);
	base = mmap(NULL, fix.smem_len, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (base == MAP_FAILED) {
		perror("mmap");
		return 1;
	}
	paint(base, &fix, &var);
	return 0;
}
