// SPDX-License-Identifier: GPL-2.0-only
/*
 * A fake that takes kexec's place, loads nothing, and reports what it was given and what it
 * sees, in one file per start: $FAKE_DIR/1, $FAKE_DIR/2, ...  Each line is a name and values;
 * strings are in hexadecimal.  The Nth start exits with the Nth of $FAKE_STATUS ("7,8"), after
 * $FAKE_SLEEP milliseconds.  $FAKE_KERNEL is read as kexec reads the kernel.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/fb.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define BOOT_PARAMS "/sys/kernel/boot_params/data"
#define SCREEN_INFO 64	/* bytes of it */
#define LOG_FD	    250 /* keeps clear of the descriptors we report */

extern char **environ;
static FILE *out;
static struct rlimit limits[RLIM_NLIMITS];

static void hex(const void *data, size_t len)
{
	putc(' ', out);
	for (size_t i = 0; i < len; i++)
		fprintf(out, "%02x", ((const uint8_t *)data)[i]);
}

static void put(const char *name, const char *text)
{
	fputs(name, out);
	hex(text, strlen(text));
	putc('\n', out);
}

static void put_list(const char *name, char *const *texts)
{
	fputs(name, out);
	for (; *texts; texts++)
		hex(*texts, strlen(*texts));
	putc('\n', out);
}

/* Lift the limits that are meant for kexec, so that they do not keep us from reporting. */
static void lift_limits(void)
{
	for (int i = 0; i < RLIM_NLIMITS; i++) {
		struct rlimit lifted;

		getrlimit(i, &limits[i]);
		lifted = (struct rlimit){ limits[i].rlim_max, limits[i].rlim_max };
		setrlimit(i, &lifted);
	}
}

/* Find out which start this is: 1, 2, ... */
static int open_log(void)
{
	char path[4096];

	for (int start = 1; start < 100; start++) {
		int fd;

		snprintf(path, sizeof(path), "%s/%d", getenv("FAKE_DIR"), start);
		fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		if (fd < 0 && errno == EEXIST)
			continue;
		if (fd < 0 || dup3(fd, LOG_FD, O_CLOEXEC) < 0)
			return 0;
		close(fd);
		out = fdopen(LOG_FD, "w");
		return out ? start : 0;
	}
	return 0;
}

static void tell_descriptors(void)
{
	fputs("fds", out);
	for (int fd = 0; fd < LOG_FD; fd++) {
		char link[32], target[4096];
		ssize_t n;

		if (fcntl(fd, F_GETFD) < 0)
			continue;
		snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
		n = readlink(link, target, sizeof(target));
		fprintf(out, " %d", fd);
		/* The numbers of pipes differ between runs, so leave them out. */
		if (n > 0 && strncmp(target, "pipe:", 5) != 0)
			hex(target, (size_t)n);
	}
	putc('\n', out);
}

/* Print the lines of /proc/self/status that begin with these names. */
static void tell_status(void)
{
	static const char *const wanted[] = {
		"SigBlk", "SigIgn", "SigPnd", "ShdPnd", "CapEff", "CapBnd", "NoNewPrivs",
	};
	FILE *f = fopen("/proc/self/status", "re");
	char line[4096];

	while (f && fgets(line, sizeof(line), f))
		for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
			if (strncmp(line, wanted[i], strlen(wanted[i])) == 0) {
				line[strcspn(line, "\n")] = '\0';
				put("status", line);
			}
	if (f)
		fclose(f);
}

static void tell_mounts(void)
{
	FILE *f = fopen("/proc/self/mountinfo", "re");
	char line[8192], at[4096];

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "%*s %*s %*s %*s %4095s", at) == 1)
			put("mount", at);
	if (f)
		fclose(f);
}

static void tell_process(char *const *argv)
{
	char cwd[4096];
	mode_t mask = umask(0);
	int death = 0;

	umask(mask);
	prctl(PR_GET_PDEATHSIG, &death);
	put_list("argv", argv);
	put_list("env", environ);
	put("cwd", getcwd(cwd, sizeof(cwd)) ? cwd : "?");
	fprintf(out, "umask %o\npgid %d\nsid %d\nnice %d\npdeath %d\n", mask, getpgrp(), getsid(0),
		getpriority(PRIO_PROCESS, 0), death);
	for (int i = 0; i < RLIM_NLIMITS; i++)
		fprintf(out, "limit %d %ju %ju\n", i, (uintmax_t)limits[i].rlim_cur,
			(uintmax_t)limits[i].rlim_max);
}

/* Print a hash (FNV-1a) of the whole file, and the bytes where screen_info is. */
static void tell_file(const char *name, const char *path, off_t at)
{
	static uint8_t buf[1 << 16];
	uint8_t si[SCREEN_INFO] = { 0 };
	uint64_t hash = 0xcbf29ce484222325;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int error = fd < 0 ? errno : 0;
	ssize_t n;

	while (fd >= 0 && (n = read(fd, buf, sizeof(buf))) > 0)
		for (ssize_t i = 0; i < n; i++)
			hash = (hash ^ buf[i]) * 0x100000001b3;
	if (fd >= 0 && pread(fd, si, sizeof(si), at) < 0)
		error = errno;
	fprintf(out, "%s %d %016jx", name, error, (uintmax_t)hash);
	hex(si, sizeof(si));
	putc('\n', out);
	if (fd >= 0)
		close(fd);
}

/* Ask fbdev as setup_linux_vesafb() of kexec-tools does. */
static void tell_fb0(void)
{
	struct fb_fix_screeninfo fix;
	struct stat st = { 0 };
	int fd = open("/dev/fb0", O_RDONLY | O_CLOEXEC);
	int error = fd < 0 || ioctl(fd, FBIOGET_FSCREENINFO, &fix) ? errno : 0;

	fprintf(out, "fb0 %o %d\n", stat("/dev/fb0", &st) ? 0 : st.st_mode & S_IFMT, error);
}

static int nth(const char *list, int n)
{
	int value = 0;

	for (; list && n-- > 0; list = strchr(list, ',') ? strchr(list, ',') + 1 : NULL)
		value = atoi(list);
	return value;
}

int main(int argc, char **argv)
{
	const char *kernel = getenv("FAKE_KERNEL"), *at = getenv("FAKE_OFFSET");
	const char *ms = getenv("FAKE_SLEEP");
	int start;

	(void)argc;
	lift_limits();
	start = open_log();
	if (!start)
		return 97;
	tell_process(argv);
	tell_descriptors();
	tell_status();
	tell_mounts();
	tell_file("boot_params", BOOT_PARAMS, 0);
	tell_fb0();
	if (kernel)
		tell_file("kernel", kernel, at ? atol(at) : 0);
	fputs("end\n", out);
	fclose(out);
	if (ms)
		nanosleep(&(struct timespec){ atol(ms) / 1000, atol(ms) % 1000 * 1000000 }, NULL);
	return nth(getenv("FAKE_STATUS"), start);
}
