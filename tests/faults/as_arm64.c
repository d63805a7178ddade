// SPDX-License-Identifier: GPL-2.0-only
/* Makes what is built for arm64, but for this machine, believe that it runs there. */
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
