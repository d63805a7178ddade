// SPDX-License-Identifier: GPL-2.0-only
/* setlabel LABEL FILE...: give files and links an SELinux label, which busybox cannot. */
#include <stdio.h>
#include <string.h>
#include <sys/xattr.h>

int main(int argc, char **argv)
{
	int failed = argc < 3;

	for (int i = 2; i < argc; i++) {
		if (lsetxattr(argv[i], "security.selinux", argv[1], strlen(argv[1]) + 1, 0)) {
			perror(argv[i]);
			failed = 1;
		}
	}
	return failed;
}
