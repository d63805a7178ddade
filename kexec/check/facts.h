/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * All that the links are judged by, asked once: the screen, the crash kernel that is loaded
 * or would be, its files, its command line.
 */
#ifndef KFB_CHECK_FACTS_H
#define KFB_CHECK_FACTS_H

#include "check/loaded.h"
#include "check/next_driver.h"
#include "check/next_file.h"
#include "handover/handover.h"

/* The display's driver, by what it does to the place of the framebuffer. */
struct kfb_screen_facts {
	int found;		/* of kexec_fb_find() */
	const char *reason;	/* why it failed */
	const char *driver;	/* NULL: not known */
	struct kexec_fb_mode mode;
	bool lit;		/* the mode is what is shown now, not what the firmware had set */
	bool firmware;		/* the firmware's framebuffer, unmoved */
	bool wanders;		/* a compositor's buffer lies elsewhere than the console's */
	bool boot_known;	/* where the firmware had it: */
	uint64_t boot_base;
	bool efi;		/* it was EFI that had set it up */
};

/* What is asked: the load that is there, or one that kexec's arguments would make. */
struct kfb_question {
	int argc;		/* of argv; 0: what is loaded */
	char **argv;		/* kexec's arguments, its name first */
	const char *kexec;	/* the real one's path */
	const struct kfb_policy *policy;
	bool off;		/* KEXEC_FB=off: kexec would run untouched */
	const char *state_dir;
};

enum kfb_files_of {
	KFB_FILES_UNKNOWN,
	KFB_FILES_ASKED,	/* the arguments of check */
	KFB_FILES_NOTED,	/* the note of the load */
	KFB_FILES_MATCHED,	/* a kernel whose header is the loaded one's */
	KFB_FILES_KDUMP,	/* what kdump's settings name */
};

struct kfb_initrd_facts {
	bool read;		/* it was looked into */
	int error;		/* of that; then reason */
	const char *reason;
	char *modules;		/* " simpledrm virtio_gpu": each behind a blank */
	bool squashfs;		/* modules may be inside an image of dracut's */
	int hyperv_fix;		/* its hv_vmbus has it: 1, 0; -1: no hv_vmbus in it */
};

struct kfb_check {
	const struct kfb_sysroot *root;
	struct kfb_screen_facts screen;
	struct kfb_loaded loaded;	/* asked where nothing else is */
	bool asked;			/* about arguments */
	bool x86;
	bool devicetree;	/* neither EFI nor ACPI: the devicetree tells the next kernel */
	bool spcr;		/* arm64: ACPI names a serial console, which becomes the only one */
	bool hyperv, gen1;
	enum kfb_files_of files;
	const char *whose;	/* KFB_FILES_KDUMP: kdump-tools or kdumpctl */
	char *kernel, *initrd, *cmdline;	/* NULL: not known, none */
	struct kfb_next_file next;
	struct kfb_initrd_facts in_initrd;

	/* What the next kernel is told, or would be. */
	bool told_known;
	bool told;
	uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE];
	enum kfb_syscall call;		/* by which system call, for a load not made yet */
	bool foreseen_failed;		/* exec would load as plain kexec */
	char *foreseen_reason;		/* what exec would say of it; NULL: nothing */
	const char *foreseen_hint;	/* static, or NULL */
};

/* @fb has been asked (kexec_fb_find()).  @fb and @root outlive @c. */
void kfb_check_gather(struct kfb_check *c, const struct kfb_sysroot *root,
		      const struct kexec_fb *fb, const struct kfb_question *question);
void kfb_check_free(struct kfb_check *c);

/* kfb_has_module_fn; reads the initrd the first time.  @check is a struct kfb_check. */
int kfb_check_has_module(void *check, const char *module);

/* Looks into the initrd, once. */
void kfb_check_read_initrd(struct kfb_check *c);

/* Pure: does this hv_vmbus, or kernel, keep the framebuffer's addresses free untold? */
bool kfb_has_hyperv_fix(const uint8_t *data, size_t len);

#endif
