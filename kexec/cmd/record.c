// SPDX-License-Identifier: GPL-2.0-only
/*
 * kexec-fb record: this machine as a directory that tests replay.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/private_dir.h"
#include "cmd/say.h"
#include "context.h"

int kfb_cmd_record(const struct kfb_own_options *own, int argc, char **argv)
{
	bool debug = own->debug;
	struct kexec_fb *fb;
	int dir, ret;

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
	dir = kfb_make_private_dir(argv[1]);
	if (dir < 0) {
		kfb_say("%s: %s", argv[1], dir == -ESTALE ?
			"was exchanged by somebody who may write there" : strerror(-dir));
		kexec_fb_free(fb);
		return EXIT_FAILURE;
	}
	kfb_record_to(fb, dir);
	ret = kexec_fb_find(fb);
	kfb_say("recorded in %s: %s", argv[1],
		ret ? kexec_fb_reason(fb) : "a scanout was found");
	ret = kexec_fb_get_record_error(fb);
	kexec_fb_free(fb);
	return ret ? EXIT_FAILURE : EXIT_SUCCESS;
}
