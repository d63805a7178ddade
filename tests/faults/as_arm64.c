// SPDX-License-Identifier: GPL-2.0-only
/* Make a program with arm64's handover, built for this machine, believe that this is arm64. */
#include <string.h>
#include <sys/utsname.h>

int __real_uname(struct utsname *uts);
int __wrap_uname(struct utsname *uts);

int __wrap_uname(struct utsname *uts)
{
	int ret = __real_uname(uts);

	if (!ret)
		strcpy(uts->machine, "aarch64");
	return ret;
}
