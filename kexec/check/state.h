/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The note of a load: enough to repeat it exactly, and to see whether what the kernel was
 * told is still true.  One line per value:
 *
 *	kexec-fb load 1
 *	time 1764030000
 *	way boot_params
 *	kdumpctl no
 *	seen 0000...			(the screen then: 128 hexadecimal digits, or "nothing")
 *	told yes			(what was seen; or "no": nothing)
 *	environment KEXEC_FB=verbatim	(each setting that was there)
 *	directory /root
 *	kernel 2049 1234 8200000 1764030000123456789 /boot/vmlinuz
 *					(device, inode, size, mtime in ns)
 *	initrd 2049 1235 ...
 *	argument kexec
 *	argument -p
 *	end
 *
 * In paths and arguments a backslash is "\\" and a newline "\n".
 */
#ifndef KFB_CHECK_STATE_H
#define KFB_CHECK_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "kexec-fb.h"

struct kfb_file_note {
	char *path; /* NULL: none was loaded */
	uint64_t device, inode, size;
	int64_t mtime; /* ns */
};

/* The way to tell efifb by a video=efifb: option on the next kernel's command line. */
#define KFB_WAY_COMMAND_LINE "command-line"

struct kfb_state {
	int64_t time;  /* of the load, seconds since 1970 */
	char *way;     /* how it was told: one word, e.g. "boot_params"; "none" */
	bool kdumpctl; /* the option of that name was given */
	bool seen;     /* there was a screen to tell about; si holds it */
	bool told;     /* ... and the next kernel was told about it */
	uint8_t si[KEXEC_FB_SCREEN_INFO_SIZE];
	char *directory; /* the working directory */
	struct kfb_file_note kernel, initrd;
	char **argv; /* kexec's arguments, ended by NULL */
	size_t argc;
	char **environment; /* NAME=value of kexec-fb's settings; NULL: none */
	size_t n_environment;
};

/* The caller frees *@text.  Returns 0 or -ENOMEM. */
int kfb_state_format(const struct kfb_state *state, char **text, size_t *len);

/*
 * -EBADMSG: damaged, or cut short; -ENOTSUP: written by a later version; -ENOMEM.  After a
 * failure @state is empty.
 */
int kfb_state_parse(const char *text, size_t len, struct kfb_state *state, struct kfb_error *err);

void kfb_state_free(struct kfb_state *state);

#endif
