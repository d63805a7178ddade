// SPDX-License-Identifier: GPL-2.0-only
/*
 * kexec-fb record: this machine as a directory that tests replay.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cmd/cmd.h"
#include "cmd/say.h"

int kfb_cmd_record(const struct kfb_own_options *own, int argc, char **argv)
{
	bool debug = own->debug;
	struct kexec_fb *fb;
	int ret;

	if (argc != 2 || argv[1][0] == '-') {
		kfb_say("record takes one argument, the directory to write");
		return KFB_SHOW_USAGE;
	}
	ret = kfb_open(own, &debug, &fb);
	if (ret) {
		kfb_say("cannot read %s: %s", own->sysroot ? own->sysroot : "/", strerror(-ret));
		return EXIT_FAILURE;
	}
	/*
	 * An older recording below would be mixed with this one.  /proc/iomem shows its
	 * addresses to root only, so its copy does too.
	 */
	ret = mkdir(argv[1], 0700) ? -errno : kexec_fb_set_record_dir(fb, argv[1]);
	if (ret) {
		kfb_say("%s: %s", argv[1], strerror(-ret));
		kexec_fb_free(fb);
		return EXIT_FAILURE;
	}
	ret = kexec_fb_find(fb);
	kfb_say("recorded in %s: %s", argv[1],
		ret ? kexec_fb_reason(fb) : "a scanout was found");
	ret = kexec_fb_get_record_error(fb);
	kexec_fb_free(fb);
	return ret ? EXIT_FAILURE : EXIT_SUCCESS;
}
