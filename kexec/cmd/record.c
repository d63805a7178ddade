// SPDX-License-Identifier: GPL-2.0-only
/*
 * kexec-fb record: copy this machine to a directory, from which tests can replay it.
 */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "cmd/patience.h"
#include "cmd/private_dir.h"
#include "cmd/say.h"
#include "context.h"

/*
 * Record into a new directory: an older recording there would be mixed with this one.  Only its
 * owner may read it, because /proc/iomem shows addresses to root only.
 */
static int record_in(struct kexec_fb *fb, const char *path)
{
	int dir = kfb_make_private_dir(path);
	int ret;

	if (dir < 0) {
		kfb_say("cannot record in %s: %s", path,
			dir == -ESTALE ? "it was exchanged by somebody who may write there" :
					 strerror(-dir));
		return EXIT_FAILURE;
	}
	/* At RLIMIT_FSIZE, report a failed copy, like any other. */
	signal(SIGXFSZ, SIG_IGN);
	kfb_record_to(fb, dir);
	ret = kexec_fb_find(fb);
	if (kexec_fb_get_record_error(fb))
		return EXIT_FAILURE; /* kexec_fb_find() warned */
	kfb_say("recorded in %s: %s", path, ret ? kexec_fb_reason(fb) : "a framebuffer was found");
	return EXIT_SUCCESS;
}

/* What the command line asks for */
struct request {
	const struct kfb_own_options *own;
	const char *path;
};

static int record(void *data, int asking)
{
	const struct request *r = data;
	bool debug = r->own->debug;
	struct kexec_fb *fb = kfb_open_or_say(r->own, &debug);
	int status = fb ? record_in(fb, r->path) : EXIT_FAILURE;

	kexec_fb_free(fb);
	close(asking);
	return status;
}

static int run(const struct kfb_own_options *own, int argc, char **argv)
{
	static const struct option long_options[] = {
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	struct request r = { .own = own };
	int option;

	option = getopt_long(argc, argv, "h", long_options, NULL);
	if (option != -1)
		return option == 'h' ? kfb_help(&kfb_command_record) :
				       kfb_try_help(&kfb_command_record);
	if (optind != argc - 1) {
		kfb_say("record takes one argument, the directory to write");
		return kfb_try_help(&kfb_command_record);
	}
	r.path = argv[optind];
	return kfb_run_patiently(record, &r, EXIT_FAILURE);
}

const struct kfb_command kfb_command_record = {
	.name = "record",
	.arguments = "DIRECTORY",
	.summary = "copy all that show reads to a new directory, for --sysroot",
	.help = "Copy all that show reads, and the answers of the devices, below the new DIRECTORY,\n"
		"which only its owner can read. \"kexec-fb --sysroot=DIRECTORY show\" repeats the\n"
		"answer anywhere.\n"
		"\n"
		"  -h, --help    print this\n"
		"\n"
		"Exit status: 0 recorded, also where no framebuffer was found; 1 not recorded, or not\n"
		"completely; 2 wrong usage.\n",
	.run = run,
};
