// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "handover/call.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "context.h"
#include "handover/arguments.h"
#include "handover/kexec_version.h"

/* 32-bit x86 has no such call (syscall_32.tbl, 6.12): syscall(-1) fails with ENOSYS. */
#ifndef SYS_kexec_file_load
#define SYS_kexec_file_load (-1)
#endif

#define DISABLED	"/proc/sys/kernel/kexec_load_disabled"
#define LOCKDOWN	"/sys/kernel/security/lockdown"
#define DM_CRYPT_KEYS	"/sys/kernel/config/crash_dm_crypt_keys"
#define ELFCOREHDR_SIZE "/sys/kernel/crash_elfcorehdr_size"

/* Returns "" if the file cannot be read.  The caller frees it. */
static char *read_text(const struct kfb_sysroot *root, const char *path)
{
	struct kfb_bytes text;

	return kfb_sysroot_read(root, path, &text) ? strdup("") : text.data;
}

static long read_number(const struct kfb_sysroot *root, const char *path, long otherwise)
{
	char *text = read_text(root, path), *end;
	long number = text ? strtol(text, &end, 10) : otherwise;

	if (text && end == text)
		number = otherwise;
	free(text);
	return number;
}

static bool is_locked_down(const struct kfb_sysroot *root)
{
	char *text = read_text(root, LOCKDOWN);
	bool locked = text && strchr(text, '[') && !strstr(text, "[none]");

	free(text);
	return locked;
}

/*
 * As xen_present() of kexec/crashdump-xen.c: /proc/xen exists, and the guest is PV.  Among
 * those only dom0 can kexec.  guest_type exists since 4.13.
 */
static bool is_xen(const struct kfb_sysroot *root)
{
	char *type = read_text(root, "/sys/hypervisor/guest_type");
	char *capabilities = read_text(root, "/proc/xen/capabilities");
	bool pv = type && strncmp(type, "PV", 2) == 0 && strncmp(type, "PVH", 3) != 0;
	bool dom0 = capabilities && strstr(capabilities, "control_d");
	bool no_type = !type || !*type;

	free(type);
	free(capabilities);
	return kfb_sysroot_exists(root, "/proc/xen") && (pv || (no_type && dom0));
}

/* kernel/crash_dump_dm_crypt.c, since 6.16: each key is a directory. */
static bool has_dm_crypt_keys(const struct kfb_sysroot *root)
{
	return read_number(root, DM_CRYPT_KEYS "/count", 0) > 0;
}

/*
 * May we probe the system calls?  Since 6.3 the number of calls can be limited, and then a
 * probe would use one up (kexec_load_permitted(), kernel/kexec_core.c).
 */
static bool may_call(const struct kfb_sysroot *root, bool on_crash)
{
	const char *limit = on_crash ? "/proc/sys/kernel/kexec_load_limit_panic" :
				       "/proc/sys/kernel/kexec_load_limit_reboot";

	return root->live && read_number(root, limit, -1) == -1;
}

/*
 * Is kexec_load() there and allowed?  Ask it, with flags that no kernel accepts:
 * kexec_load_check(), kernel/kexec.c, checks permission, lockdown and LSMs before it looks at
 * the flags.
 */
static const char *why_no_load(const struct kfb_sysroot *root, bool on_crash)
{
	if (!may_call(root, on_crash))
		return NULL;
	if (syscall(SYS_kexec_load, 0UL, 0UL, NULL, ~0UL) == 0)
		return NULL;
	switch (errno) {
	case ENOSYS:
		return "this kernel has no kexec_load()";
	case EPERM:
		return "this kernel refuses kexec_load()";
	case EACCES:
		return "a security policy (IMA) refuses kexec_load()";
	default:
		return NULL;
	}
}

static bool has_file_load(const struct kfb_sysroot *root, bool on_crash)
{
	return !may_call(root, on_crash) ||
	       syscall(SYS_kexec_file_load, -1, -1, 0UL, NULL, ~0UL) == 0 || errno != ENOSYS;
}

void kfb_call_ask(const struct kfb_handover *h, struct kfb_syscall_facts *facts)
{
	const struct kfb_sysroot *root = &h->fb->root;

	*facts = (struct kfb_syscall_facts){
		.asked = h->options->syscall,
		.said = h->options->syscall_said,
		.s_is_auto = h->policy->s_is_auto,
		.verbatim = h->policy->verbatim,
		.version = kfb_kexec_version(h->kexec),
		.xen = is_xen(root),
		.dm_crypt_keys = has_dm_crypt_keys(root),
	};
	if (is_locked_down(root))
		facts->no_load = "the kernel is locked down (" LOCKDOWN ")";
	else if (read_number(root, DISABLED, 0) > 0)
		facts->no_load = "kernel.kexec_load_disabled is set";
	if (facts->asked != KFB_SYSCALL_LOAD)
		facts->no_file_load = !has_file_load(root, h->options->on_crash);
}

struct kfb_syscall_choice kfb_call_choose(const struct kfb_handover *h,
					  struct kfb_syscall_facts *facts)
{
	struct kfb_syscall_choice choice = kfb_choose_syscall(facts);

	if (!choice.add_load)
		return choice;
	facts->no_load = why_no_load(&h->fb->root, h->options->on_crash);
	return kfb_choose_syscall(facts);
}

void kfb_call_take_load(struct kfb_handover *h)
{
	kfb_arguments_add(h, "-c");
	if (h->options->on_crash && !h->options->hotplug &&
	    kfb_kexec_version(h->kexec) >= KFB_KEXEC_TOOLS_HOTPLUG &&
	    read_number(&h->fb->root, ELFCOREHDR_SIZE, 0) > 0)
		kfb_arguments_add(h, "--hotplug");
}
