// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "cmd/say.h"
#include "util.h"

static const struct {
	const char *name;
	int (*run)(const struct kfb_own_options *own, int argc, char **argv);
} commands[] = {
	{ "exec", kfb_cmd_exec },
	{ "show", kfb_cmd_show },
	{ "record", kfb_cmd_record },
};

static const char usage[] =
"Usage: kexec-fb [OPTION...] exec KEXEC-ARGUMENT...\n"
"       kexec-fb [OPTION...] show [--json]\n"
"       kexec-fb [OPTION...] record DIRECTORY\n"
"\n"
"Tell the next kernel where the framebuffer is.\n"
"\n"
"  exec          run kexec with its arguments as they are, so that the kernel it\n"
"                loads learns what is on the screen now\n"
"  show          print what is scanned out and who says so; exit status 0: found,\n"
"                1: none, 2: wrong usage, 3: no permission\n"
"  record        copy what show reads to a directory, to be replayed by --sysroot\n"
"\n"
"Options, before the command:\n"
"  -d, --debug         print every source asked and its answer on stderr\n"
"      --sysroot=DIR   read /proc, /sys and /dev below DIR\n"
"  -h, --help          print this\n"
"  -V, --version       print the version\n"
"\n"
"KEXEC_FB=off runs kexec untouched, KEXEC_FB=require fails where the framebuffer\n"
"cannot be handed over, KEXEC_FB_KEXEC names the real kexec (" KEXEC_PATH ").\n";

static int wrong_usage(const char *what, const char *arg)
{
	kfb_say("%s%s; try kexec-fb --help", what, arg);
	return KFB_SHOW_USAGE;
}

static int run_command(const struct kfb_own_options *own, int argc, char **argv)
{
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		if (strcmp(commands[i].name, argv[0]) == 0)
			return commands[i].run(own, argc, argv);
	return wrong_usage("no such command: ", argv[0]);
}

/*
 * A pipe or a file opened below must not become anybody's stderr.  What fails to write
 * as a closed descriptor does, and is closed again in kexec, makes no difference.
 */
static void keep_standard_fds_free(void)
{
	int fd;

	do
		fd = open("/", O_PATH | O_CLOEXEC);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

int main(int argc, char **argv)
{
	static const struct option long_options[] = {
		{ "debug",	no_argument,		NULL, 'd' },
		{ "sysroot",	required_argument,	NULL, 'r' },
		{ "help",	no_argument,		NULL, 'h' },
		{ "version",	no_argument,		NULL, 'V' },
		{ NULL, 0, NULL, 0 },
	};
	struct kfb_own_options own = { 0 };
	int option;

	keep_standard_fds_free();
	if (argc > 0 && strcmp(basename(argv[0]), "kexec") == 0)
		return kfb_cmd_exec(&own, argc, argv);

	/* '+': what stands behind the command is the command's. */
	while ((option = getopt_long(argc, argv, "+dhV", long_options, NULL)) != -1) {
		switch (option) {
		case 'd':
			own.debug = true;
			break;
		case 'r':
			own.sysroot = optarg;
			break;
		case 'h':
			fputs(usage, stdout);
			return EXIT_SUCCESS;
		case 'V':
			puts("kexec-fb " PACKAGE_VERSION);
			return EXIT_SUCCESS;
		default:
			return KFB_SHOW_USAGE;
		}
	}
	if (optind >= argc)
		return wrong_usage("no command", "");
	return run_command(&own, argc - optind, argv + optind);
}
