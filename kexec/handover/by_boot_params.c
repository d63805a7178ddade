// SPDX-License-Identifier: GPL-2.0-only
/*
 * x86: give kexec a copy of the boot parameters, and a /dev/fb0 whose ioctls fail, so that
 * kexec reads the copy (see fill/boot_params.h).
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "context.h"
#include "fill/boot_params.h"
#include "handover/arguments.h"
#include "handover/call.h"
#include "handover/efifb.h"
#include "handover/kexec_version.h"
#include "handover/multiboot.h"
#include "handover/passed_on.h"
#include "util.h"

#define FB0	       "/dev/fb0"
#define USE_KEXEC_LOAD "load with -c (--kexec-syscall; kdump-tools: KDUMP_KEXEC_ARGS=\"-c\")"

static int read_boot_params(struct kfb_handover *h, struct kfb_bytes *bytes)
{
	int ret = kfb_sysroot_read(h->live, KFB_BOOT_PARAMS_PATH, bytes);

	if (ret)
		kfb_handover_fail(h, -ret, NULL, "cannot read %s (%s)", KFB_BOOT_PARAMS_PATH,
				  strerror(-ret));
	return ret;
}

static int write_boot_params(struct kfb_handover *h, struct kfb_handover_file *file, int fd)
{
	struct kfb_error err = { 0 };
	struct kfb_bytes bytes;
	int ret = read_boot_params(h, &bytes);

	if (ret)
		return ret;
	file->offset = 0;
	ret = kfb_boot_params_put((uint8_t *)bytes.data, bytes.len, h->si, &err);
	if (ret) {
		kfb_handover_fail(h, -ret, NULL, "cannot fill in %s (%s)", file->target,
				  kfb_error_text(&err).text);
	} else {
		ret = kfb_write_all(fd, bytes.data, bytes.len);
		if (ret)
			kfb_handover_fail(h, -ret, NULL,
					  "cannot write the copy of the boot parameters (%s)",
					  strerror(-ret));
	}
	free(bytes.data);
	return ret;
}

static int verify_boot_params(struct kfb_handover *h, const struct kfb_handover_file *file)
{
	struct kfb_bytes bytes;
	int ret = read_boot_params(h, &bytes);

	if (ret)
		return ret;
	if (bytes.len < sizeof(h->si) || memcmp(bytes.data, h->si, sizeof(h->si)) != 0)
		ret = kfb_handover_fail(h, EIO, NULL, "%s does not show the bytes bound over it",
					file->target);
	free(bytes.data);
	return ret;
}

/* An empty file: no ioctl works on it. */
static int write_nothing(struct kfb_handover *h, struct kfb_handover_file *file, int fd)
{
	(void)h;
	(void)file;
	(void)fd;
	return 0;
}

/* Without /dev/fb0 an older kexec would pass on nothing, not even what it passes on alone. */
static int reads_boot_params(struct kfb_handover *h)
{
	unsigned int version = kfb_kexec_version(h->kexec);

	if (version == KFB_KEXEC_TOOLS_UNKNOWN || version >= KFB_KEXEC_TOOLS_BOOT_PARAMS)
		return 0;
	return kfb_handover_fail(h, ENOTSUP, "install kexec-tools 2.0.17 or later",
				 "%s is older than kexec-tools 2.0.17, and asks only " FB0,
				 h->kexec);
}

static int plan_files(struct kfb_handover *h)
{
	struct kfb_bytes bytes;
	int ret = reads_boot_params(h);

	if (ret)
		return ret;
	ret = read_boot_params(h, &bytes);
	if (ret)
		return ret;
	free(bytes.data);
	h->files[h->count++] = (struct kfb_handover_file){
		.name = "boot_params",
		.target = KFB_BOOT_PARAMS_PATH,
		.write = write_boot_params,
		.verify = verify_boot_params,
	};
	if (kfb_sysroot_exists(h->live, FB0))
		h->files[h->count++] = (struct kfb_handover_file){
			.name = "fb0",
			.target = FB0,
			.write = write_nothing,
			.closed_will_do = true,
		};
	return 0;
}

/* What would help if the next kernel cannot be told: kexec_load(), if it is available. */
static const char *hint(const struct kfb_syscall_choice *choice)
{
	if (choice->loses_keys)
		return NULL;
	return choice->no_load ?
		       "kexec_load() would pass it on, but is refused: only a boot without Secure Boot's lockdown helps" :
		       USE_KEXEC_LOAD;
}

static int plan_file_load(struct kfb_handover *h, const struct kfb_passed_on *passed,
			  const struct kfb_syscall_choice *choice)
{
	char wrong[KFB_PASSED_ON_TEXT], option[KFB_EFIFB_OPTION_SIZE];
	struct kfb_error err = { 0 };
	int ret;

	kfb_passed_on_text(passed, kexec_fb_get_mode(h->fb), wrong);
	ret = kfb_efifb_for(h, passed, option, &err);
	if (!ret)
		ret = kfb_arguments_add_to_cmdline(h, option);
	if (ret)
		return kfb_handover_fail(h, -ret, hint(choice), "%s; %s, and %s", wrong,
					 choice->stays,
					 err.reason ? err.reason :
						      "the next kernel's command line has no room");
	kfb_note(&h->done, NULL, "%s added to the next kernel's command line for efifb: %s; %s",
		 option, wrong, choice->stays);
	return 0;
}

/* Choose the system call.  Unless it is kexec_load() by -c, find what the other passes on. */
static struct kfb_syscall_choice choose(struct kfb_handover *h, struct kfb_passed_on *passed)
{
	struct kfb_syscall_facts facts;
	struct kfb_syscall_choice choice;

	kfb_call_ask(h, &facts);
	choice = kfb_choose_syscall(&facts);
	if (choice.call == KFB_SYSCALL_LOAD && !choice.add_load)
		return choice;
	kfb_passed_on(h->fb, passed);
	facts.file_load_is_right = kfb_passed_on_shows(passed->si, kexec_fb_get_mode(h->fb));
	return kfb_call_choose(h, &facts);
}

static int plan(struct kfb_handover *h)
{
	const struct kexec_fb_mode *mode = kexec_fb_get_mode(h->fb);
	char wrong[KFB_PASSED_ON_TEXT] = "";
	struct kfb_syscall_choice choice;
	struct kfb_passed_on passed;

	h->count = 0;
	if (kfb_is_multiboot_file(h->live, h->options->kernel))
		return kfb_handover_fail(h, ENOTSUP, NULL,
					 "%s is no Linux kernel (it has a multiboot header), for which kexec itself asks " FB0,
					 h->options->kernel);
	choice = choose(h, &passed);
	if (choice.call == KFB_SYSCALL_LOAD && choice.no_load)
		return kfb_handover_fail(h, EPERM,
					 "load with -s (--kexec-file-syscall; kdump-tools: KDUMP_KEXEC_ARGS=\"-s\")",
					 "%s, which refuses kexec_load()", choice.no_load);
	if (choice.call == KFB_SYSCALL_FILE)
		return choice.stays ? plan_file_load(h, &passed, &choice) : 0;
	if (choice.add_load || choice.stays)
		kfb_passed_on_text(&passed, mode, wrong);
	if (choice.add_load) {
		kfb_debug(&h->fb->notes, "-c added to kexec's arguments: %s", wrong);
		kfb_call_take_load(h);
	} else if (choice.stays) {
		kfb_note(&h->warning, USE_KEXEC_LOAD, "if kexec chooses it, %s", wrong);
	}
	return plan_files(h);
}

static const struct kfb_handover_arch x86_64 = {
	.machine = "x86_64",
	.arch = KFB_ARCH_X86,
	.plan = plan,
};

/* init_utsname()->machine of every 32-bit kernel since i486 ("i%d86", setup.c, 6.12) */
static const struct kfb_handover_arch i686 = {
	.machine = "i686",
	.arch = KFB_ARCH_X86,
	.plan = plan,
};

const struct kfb_handover_arch *const kfb_handover_archs[] = { &x86_64, &i686, NULL };
