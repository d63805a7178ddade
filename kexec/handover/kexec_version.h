/* SPDX-License-Identifier: GPL-2.0-only */
/* Which release of kexec-tools a kexec is, by the string that its --version prints. */
#ifndef KFB_HANDOVER_KEXEC_VERSION_H
#define KFB_HANDOVER_KEXEC_VERSION_H

#include <stddef.h>

#define KFB_KEXEC_TOOLS(a, b, c)	((a) * 1000000u + (b) * 1000u + (c))
#define KFB_KEXEC_TOOLS_UNKNOWN		0u

/* What main() of kexec.c does from which release on. */
#define KFB_KEXEC_TOOLS_AUTO		KFB_KEXEC_TOOLS(2, 0, 27)	/* -a is the default */
#define KFB_KEXEC_TOOLS_HOTPLUG		KFB_KEXEC_TOOLS(2, 0, 28)	/* knows --hotplug */
#define KFB_KEXEC_TOOLS_XEN		KFB_KEXEC_TOOLS(2, 0, 29)	/* Xen: kexec_load() only */

/*
 * Pure.  version() of kexec.c prints PACKAGE_STRING, "kexec-tools 2.0.29", which is one
 * string of the program.  KFB_KEXEC_TOOLS_UNKNOWN: a script, or not kexec at all.
 */
unsigned int kfb_kexec_version_in(const void *program, size_t len);

/* The same of the program at @path, which is read and not run. */
unsigned int kfb_kexec_version(const char *path);

#endif
