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
#include "handover/settings.h"
#include "util.h"

static const struct kfb_command *const commands[] = {
	&kfb_command_exec,    &kfb_command_show,   &kfb_command_check,
	&kfb_command_refresh, &kfb_command_record,
};

static int help(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		printf("%s kexec-fb [OPTION...] %s %s\n",
		       i ? "      " : "Usage:", commands[i]->name, commands[i]->arguments);
	puts("\nTell the next kernel where the framebuffer is.\n");
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		printf("  %-9s %s\n", commands[i]->name, commands[i]->summary);
	fputs("\n"
	      "All but exec, whose arguments are kexec's, explain themselves: COMMAND --help.\n"
	      "\n"
	      "Options, before the command:\n"
	      "  -d, --debug         print every source asked and its answer on stderr\n"
	      "      --sysroot=DIR   read /proc, /sys and /dev below DIR\n"
	      "      --kdumpctl      exec: an -s is kdumpctl's default, and means -a\n"
	      "  -h, --help          print this\n"
	      "  -V, --version       print the version\n"
	      "\n"
	      "KEXEC_FB=off runs kexec untouched, KEXEC_FB=require fails where the framebuffer\n"
	      "cannot be handed over, KEXEC_FB=verbatim adds nothing to kexec's arguments,\n"
	      "KEXEC_FB_S=auto takes -s for -a, KEXEC_FB_KEXEC names the real kexec\n"
	      "(" KEXEC_PATH "). They may be set in " KFB_SETTINGS_PATH ", too.\n",
	      stdout);
	return fflush(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
}

static int try_help(void)
{
	kfb_say_hint("try \"kexec-fb --help\"");
	return KFB_EXIT_USAGE;
}

/*
 * getopt_long() begins its messages with argv[0], so put the command's name there.  Leave
 * exec's argv alone: it is kexec's.
 */
static int run(const struct kfb_command *command, const struct kfb_own_options *own, int argc,
	       char **argv)
{
	char name[64];

	snprintf(name, sizeof(name), "kexec-fb %s", command->name);
	if (command->help)
		argv[0] = name;
	optind = 0;
	return command->run(own, argc, argv);
}

static int run_command(const struct kfb_own_options *own, int argc, char **argv)
{
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		if (strcmp(commands[i]->name, argv[0]) == 0)
			return run(commands[i], own, argc, argv);
	kfb_say("no such command: %s", argv[0]);
	return try_help();
}

/*
 * If stdin, stdout or stderr is closed, occupy it, so that no file we open later becomes
 * it.  The placeholder cannot be written to and is closed on exec, so kexec still finds it
 * closed.
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

static int main_options(struct kfb_own_options *own, int argc, char **argv)
{
	static const struct option long_options[] = {
		{ "debug", no_argument, NULL, 'd' },	     { "kdumpctl", no_argument, NULL, 'k' },
		{ "sysroot", required_argument, NULL, 'r' }, { "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },	     { NULL, 0, NULL, 0 },
	};
	static char name[] = "kexec-fb";
	int option;

	argv[0] = name;
	/* '+': what follows the command belongs to the command. */
	while ((option = getopt_long(argc, argv, "+dhV", long_options, NULL)) != -1) {
		switch (option) {
		case 'd':
			own->debug = true;
			break;
		case 'k':
			own->kdumpctl = true;
			break;
		case 'r':
			own->sysroot = optarg;
			break;
		case 'h':
			return help();
		case 'V':
			puts("kexec-fb " PACKAGE_VERSION);
			return fflush(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
		default:
			return try_help();
		}
	}
	return -1;
}

int main(int argc, char **argv)
{
	struct kfb_own_options own = { 0 };
	int status;

	keep_standard_fds_free();
	if (argc > 0 && strcmp(basename(argv[0]), "kexec") == 0)
		return kfb_command_exec.run(&own, argc, argv);
	status = main_options(&own, argc, argv);
	if (status >= 0)
		return status;
	if (optind < argc)
		return run_command(&own, argc - optind, argv + optind);
	kfb_say("no command");
	return try_help();
}
