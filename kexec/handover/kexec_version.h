/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Find the release of kexec-tools of a kexec program, from the string that its --version
 * prints.
 */
#ifndef KFB_HANDOVER_KEXEC_VERSION_H
#define KFB_HANDOVER_KEXEC_VERSION_H

#include <stddef.h>

#define KFB_KEXEC_TOOLS(a, b, c) ((a)*1000000u + (b)*1000u + (c))
#define KFB_KEXEC_TOOLS_UNKNOWN	 0u

/* do_setup_linux_parameters(), x86: reads the boot parameters if /dev/fb0 tells nothing */
#define KFB_KEXEC_TOOLS_BOOT_PARAMS KFB_KEXEC_TOOLS(2, 0, 17)
/* The releases in which main() of kexec.c changed. */
#define KFB_KEXEC_TOOLS_AUTO	KFB_KEXEC_TOOLS(2, 0, 27) /* -a is the default */
#define KFB_KEXEC_TOOLS_HOTPLUG KFB_KEXEC_TOOLS(2, 0, 28) /* knows --hotplug */
#define KFB_KEXEC_TOOLS_XEN	KFB_KEXEC_TOOLS(2, 0, 29) /* Xen: kexec_load() only */

/*
 * Pure.  version() of kexec.c prints PACKAGE_STRING, e.g. "kexec-tools 2.0.29", which the
 * program contains as one string.  KFB_KEXEC_TOOLS_UNKNOWN: a script, or not kexec at all.
 */
unsigned int kfb_kexec_version_in(const void *program, size_t len);

/* The same for the program at @path, which is read and not run. */
unsigned int kfb_kexec_version(const char *path);

#endif
