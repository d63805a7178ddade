/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * All that the links are judged by, each asked once: the screen; the crash kernel that is
 * loaded or would be; its files and its command line.
 */
#ifndef KFB_CHECK_FACTS_H
#define KFB_CHECK_FACTS_H

#include "check/loaded.h"
#include "check/next_driver.h"
#include "check/next_file.h"
#include "handover/handover.h"

/* The screen, and how the display's driver places the framebuffer. */
struct kfb_screen_facts {
	int found;	    /* what kexec_fb_find() returned */
	const char *reason; /* why that failed */
	const char *driver; /* NULL: not known */
	struct kexec_fb_mode mode;
	bool lit;	     /* the mode is shown now; false: the firmware had set it */
	bool firmware;	     /* the driver shows the firmware's framebuffer where it was */
	bool wanders;	     /* a compositor's buffer lies elsewhere than the console's */
	const char *warning; /* why it may be gone by the time of a crash; NULL: it will not */
	bool reset;	     /* the next kernel's virtio_pci has to bring the framebuffer back */
	bool boot_known;     /* it is known where the firmware had it: */
	uint64_t boot_base;
	bool efi; /* the firmware was EFI */
};

/* Which load the question is about: the present one, or one with the given kexec arguments. */
struct kfb_question {
	int argc;	   /* number of argv; 0: the present load */
	char **argv;	   /* kexec's arguments, starting with its name */
	const char *kexec; /* the real one's path */
	const struct kfb_policy *policy;
	bool off; /* KEXEC_FB=off: kexec would run untouched */
	const char *state_dir;
};

enum kfb_files_of {
	KFB_FILES_UNKNOWN,
	KFB_FILES_ASKED,   /* the arguments of check */
	KFB_FILES_NOTED,   /* the note that was written at the load */
	KFB_FILES_MATCHED, /* a kernel whose header is the loaded one's */
	KFB_FILES_KDUMP,   /* those that kdump's settings name */
};

struct kfb_initrd_facts {
	bool read; /* somebody looked into it */
	int error; /* why that failed, with reason; 0 */
	const char *reason;
	char *modules;	/* " simpledrm virtio_gpu": a blank before each */
	bool squashfs;	/* dracut's squashfs image may hold more modules */
	int hyperv_fix; /* does hv_vmbus in it have the fix? 1, 0; -1: no hv_vmbus */
};

struct kfb_check {
	const struct kfb_sysroot *root;
	struct kfb_screen_facts screen;
	struct kfb_loaded loaded; /* what is loaded; only if the question has no arguments */
	bool asked;		  /* the question has arguments */
	bool x86;
	bool devicetree; /* neither EFI nor ACPI: the next kernel relies on its devicetree */
	bool spcr;	 /* arm64: ACPI names a serial console, the only one by default */
	bool hyperv, gen1;
	enum kfb_files_of files;
	const char *whose;		 /* KFB_FILES_KDUMP: kdump-tools or kdumpctl */
	char *kdump_args;		 /* KFB_FILES_KDUMP: its settings' for kexec; NULL: none */
	bool kdump_s_is_auto;		 /* kdumpctl calls us so that its -s means -a */
	char *kernel, *initrd, *cmdline; /* NULL: not known, or none */
	struct kfb_next_file next;
	struct kfb_initrd_facts in_initrd;

	/* What the next kernel is told, or would be told. */
	bool told_known;
	bool told;
	uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE];
	enum kfb_syscall call;	   /* the system call that a future load would take */
	const char *call_why;	   /* whose choice that is; static, or NULL */
	bool foreseen_failed;	   /* exec would load as plain kexec */
	char *foreseen_reason;	   /* what exec would say about it; NULL: nothing */
	const char *foreseen_hint; /* static, or NULL */
};

/* Call kexec_fb_find(@fb) first.  @fb and @root must outlive @c. */
void kfb_check_gather(struct kfb_check *c, const struct kfb_sysroot *root,
		      const struct kexec_fb *fb, const struct kfb_question *question);
void kfb_check_free(struct kfb_check *c);

/* A kfb_has_module_fn that reads the initrd when first called.  @check is a struct kfb_check. */
int kfb_check_has_module(void *check, const char *module);

/* Look into the initrd, if that was not done yet. */
void kfb_check_read_initrd(struct kfb_check *c);

/*
 * Pure: does this hv_vmbus, or this kernel, keep the framebuffer's addresses free even if it is
 * not told where it is?
 */
bool kfb_has_hyperv_fix(const uint8_t *data, size_t len);

#endif
