// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "cmd/real_kexec.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/say.h"

/* Without /proc, use the name by which this program was executed. */
static bool stat_ourselves(struct stat *st)
{
	const char *name = (const char *)(uintptr_t)getauxval(AT_EXECFN);

	return stat("/proc/self/exe", st) == 0 || (name && stat(name, st) == 0);
}

bool kfb_is_ourselves(const char *path)
{
	struct stat self, other;

	return stat_ourselves(&self) && stat(path, &other) == 0 && self.st_dev == other.st_dev &&
	       self.st_ino == other.st_ino;
}

/* If @path is a script that called us, running it would call us again, endlessly. */
static bool called_us(const char *path)
{
	const char *started = getenv(KFB_STARTED_ENV);

	return started && strcmp(started, path) == 0;
}

bool kfb_can_exec(const char *path)
{
	return access(path, X_OK) == 0 && !kfb_is_ourselves(path) && !called_us(path);
}

static int try_exec(const char *path, char *const argv[])
{
	setenv(KFB_STARTED_ENV, path, true);
	execv(path, argv);
	if (errno == E2BIG) {
		/*
		 * Plain kexec would not have this variable, and it takes room from the
		 * arguments.
		 */
		unsetenv(KFB_STARTED_ENV);
		execv(path, argv);
	}
	return errno;
}

int kfb_exec(const char *path, char *const argv[])
{
	const char *why;
	int err = ELOOP;

	if (kfb_is_ourselves(path)) {
		why = "it is kexec-fb itself";
	} else if (called_us(path)) {
		why = "it calls kexec-fb again";
	} else {
		err = try_exec(path, argv);
		why = strerror(err);
	}
	kfb_say("cannot run %s: %s", path, why);
	kfb_say_hint(err == ENOENT ? "install kexec-tools, or name kexec in KEXEC_FB_KEXEC" :
				     "name the real kexec in KEXEC_FB_KEXEC");
	return err == ENOENT ? KFB_EXIT_NOT_FOUND : KFB_EXIT_NOT_RUNNABLE;
}
