// SPDX-License-Identifier: GPL-2.0-only
#include "handover/syscall_choice.h"

#include <stddef.h>

#include "handover/kexec_version.h"

/* The call that kexec will use if its arguments stay as they are. */
static enum kfb_syscall taken_by_kexec(const struct kfb_syscall_facts *f)
{
	bool known = f->version != KFB_KEXEC_TOOLS_UNKNOWN;

	if (f->xen && (!known || f->version >= KFB_KEXEC_TOOLS_XEN))
		return KFB_SYSCALL_LOAD;
	if (!f->said && known && f->version < KFB_KEXEC_TOOLS_AUTO)
		return KFB_SYSCALL_LOAD;
	/* With -a kexec falls back on ENOSYS: do_kexec_file_load() in kexec.c. */
	if (f->asked == KFB_SYSCALL_AUTO && f->no_file_load)
		return KFB_SYSCALL_LOAD;
	return f->asked;
}

struct kfb_syscall_choice kfb_choose_syscall(const struct kfb_syscall_facts *f)
{
	struct kfb_syscall_choice choice = {
		.call = taken_by_kexec(f),
		.no_load = f->no_load,
		.loses_keys = f->dm_crypt_keys,
	};

	if (choice.call == KFB_SYSCALL_LOAD)
		return choice;
	if (f->file_load_is_right && !f->no_file_load)
		return choice;

	if (f->verbatim) {
		choice.stays = "KEXEC_FB=verbatim leaves kexec's arguments alone";
		return choice;
	}
	if (choice.call == KFB_SYSCALL_FILE && !f->s_is_auto)
		choice.stays = "-s asks for kexec_file_load()";
	else if (f->dm_crypt_keys)
		choice.stays = "only kexec_file_load() passes on the dump target's dm-crypt keys";
	else if (f->no_load)
		choice.stays = f->no_load;
	else
		choice.add_load = true;
	choice.call = choice.add_load ? KFB_SYSCALL_LOAD : KFB_SYSCALL_FILE;
	return choice;
}
