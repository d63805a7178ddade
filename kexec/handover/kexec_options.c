// SPDX-License-Identifier: GPL-2.0-only
/*
 * We do not use getopt_long(): it cannot tell which options an ambiguous abbreviation may mean,
 * which argument may be the value of an unknown option, or where in argv it found an argument.
 */
#define _GNU_SOURCE
#include "handover/kexec_options.h"

#include <stdlib.h>
#include <string.h>

#include "util.h"

/* What an option means to us; letters are kexec's own short options. */
enum {
	OTHER = 256, /* does not matter to us */
	LOADS,	     /* loads, but is not -l or -p */
	PASSES,	     /* loads nothing */
	DTB,
	INITRD,
	APPEND,
	REUSE_CMDLINE,
	HOTPLUG,
	NONE, /* no such option */
};

struct long_option {
	const char *name;
	bool has_arg;
	int action;
};

/*
 * kexec/kexec.h and kexec/arch/{i386,x86_64,arm64,riscv,loongarch}/include/arch/options.h,
 * kexec-tools 2.0.20 to 2.0.32.
 */
/* clang-format off */
static const struct long_option long_options[] = {
	{ "help",		false,	'h' },
	{ "version",		false,	'v' },
	{ "debug",		false,	'd' },
	{ "force",		false,	'f' },
	{ "load",		false,	'l' },
	{ "load-panic",		false,	'p' },
	{ "unload",		false,	'u' },
	{ "exec",		false,	'e' },
	{ "status",		false,	'S' },
	{ "kexec-file-syscall",	false,	's' },
	{ "kexec-syscall",	false,	'c' },
	{ "kexec-syscall-auto",	false,	'a' },
	{ "load-preserve-context", false, LOADS },
	{ "load-live-update",	false,	LOADS },
	{ "load-jump-back-helper", false, PASSES },
	{ "exec-live-update",	false,	PASSES },
	{ "print-ckr-size",	false,	PASSES },
	{ "hotplug",		false,	HOTPLUG },
	{ "reuse-cmdline",	false,	REUSE_CMDLINE },
	{ "no-checks",		false,	OTHER },
	{ "no-ifdown",		false,	OTHER },
	{ "no-sync",		false,	OTHER },
	{ "reuseinitrd",	false,	OTHER },
	{ "no-cma",		false,	OTHER },
	{ "force-dtb",		false,	OTHER },
	{ "reset-vga",		false,	OTHER },
	{ "console-vga",	false,	OTHER },
	{ "console-serial",	false,	OTHER },
	{ "elf32-core-headers",	false,	OTHER },
	{ "elf64-core-headers",	false,	OTHER },
	{ "pass-memmap-cmdline", false,	OTHER },
	{ "noefi",		false,	OTHER },
	{ "reuse-video-type",	false,	OTHER },
	{ "args-elf",		false,	OTHER },
	{ "args-linux",		false,	OTHER },
	{ "args-none",		false,	OTHER },
	{ "real-mode",		false,	OTHER },
	{ "entry-32bit",	false,	OTHER },
	{ "entry",		true,	OTHER },
	{ "type",		true,	OTHER },
	{ "mem-min",		true,	OTHER },
	{ "mem-max",		true,	OTHER },
	{ "serial",		true,	OTHER },
	{ "serial-baud",	true,	OTHER },
	{ "module",		true,	OTHER },
	{ "append",		true,	APPEND },
	{ "command-line",	true,	APPEND },
	{ "initrd",		true,	INITRD },
	{ "ramdisk",		true,	INITRD },
	{ "dtb",		true,	DTB },
};
/* clang-format on */

/* KEXEC_OPT_STR of kexec/kexec.h; 'z' once was --console-vga. */
static const char flags[] = "hvdfixylueapscSz";
#define LETTER_WITH_ARG 't'

/* State of the walk over argv. */
struct walk {
	int argc;
	char *const *argv;
	int i;		  /* the next argument */
	bool maybe_value; /* it may be the value of the option before it */
	bool passes;	  /* there was an option that loads nothing */
	const char *maybe_kernel;
	struct kfb_kexec_options *o;
};

/* As main() of kexec.c: the last of -l, -p, -u, -e decides, but -S and -h always win. */
static void apply(struct walk *w, int action, const char *value, int index)
{
	struct kfb_kexec_options *o = w->o;

	switch (action) {
	case 'p':
		o->on_crash = true;
		o->loads = true;
		break;
	case 'l':
	case 'f':
	case LOADS:
		o->loads = true;
		break;
	case 'u':
	case 'e':
		o->loads = false;
		o->unloads = action == 'u';
		break;
	case 'h':
	case 'v':
	case 'S':
	case PASSES:
		w->passes = true;
		break;
	case 'd':
		o->debug = true;
		break;
	case 's':
	case 'c':
	case 'a':
		o->syscall_said = true;
		o->syscall = action == 's' ? KFB_SYSCALL_FILE :
			     action == 'c' ? KFB_SYSCALL_LOAD :
					     KFB_SYSCALL_AUTO;
		break;
	case DTB:
		o->dtb = value;
		break;
	case INITRD:
		o->initrd = value;
		break;
	case APPEND:
		o->append = value;
		o->append_index = index;
		break;
	case REUSE_CMDLINE:
		o->reuse_cmdline = true;
		break;
	case HOTPLUG:
		o->hotplug = true;
		break;
	}
}

/* Apply the option at @index with its value: @attached, or else the next argument. */
static void apply_with_arg(struct walk *w, int action, const char *attached, int index)
{
	if (attached) {
		apply(w, action, attached, index);
	} else if (w->i < w->argc) {
		apply(w, action, w->argv[w->i], w->i);
		w->i++;
	} else {
		w->o->misused = true;
	}
}

/*
 * An abbreviation may be ambiguous to us but not to the kexec that runs, which does not know
 * the options of other architectures or later releases.  We can still tell whether it takes a
 * value, if all options that it may mean do, or none does.
 */
static struct long_option find_long(const char *name, size_t len)
{
	struct long_option found = { NULL, false, NONE };
	bool mixed = false;
	size_t hits = 0;

	for (size_t i = 0; i < ARRAY_SIZE(long_options); i++) {
		const struct long_option *option = &long_options[i];

		if (strncmp(option->name, name, len) != 0)
			continue;
		if (strlen(option->name) == len)
			return *option;
		mixed |= hits && option->has_arg != found.has_arg;
		found = *option;
		hits++;
	}
	if (hits > 1)
		found.action = mixed ? NONE : OTHER;
	found.name = hits == 1 ? found.name : NULL;
	return found;
}

static void read_long(struct walk *w, const char *arg, int index)
{
	const char *equals = strchrnul(arg, '=');
	const char *attached = *equals ? equals + 1 : NULL;
	struct long_option option = find_long(arg, (size_t)(equals - arg));

	w->o->unknown |= !option.name;
	if (option.action == NONE)
		w->maybe_value = !attached;
	else if (option.has_arg)
		apply_with_arg(w, option.action, attached, index);
	else
		apply(w, option.action, NULL, index);
}

static void read_letters(struct walk *w, const char *letters, int index)
{
	for (; *letters; letters++) {
		if (*letters == LETTER_WITH_ARG) {
			apply_with_arg(w, OTHER, letters[1] ? letters + 1 : NULL, index);
			return;
		}
		if (strchr(flags, *letters)) {
			apply(w, *letters, NULL, index);
		} else {
			w->o->unknown = true;
			w->maybe_value = !letters[1];
		}
	}
}

static void read_operand(struct walk *w, const char *arg, bool maybe_value)
{
	if (maybe_value && !w->maybe_kernel)
		w->maybe_kernel = arg;
	else if (!maybe_value && !w->o->kernel)
		w->o->kernel = arg;
}

/* false: only operands follow. */
static bool read_argument(struct walk *w, bool posix)
{
	const char *arg = w->argv[w->i];
	bool maybe_value = w->maybe_value;
	int index = w->i;

	if (strcmp(arg, "--") == 0) {
		w->o->end = w->i++;
		return false;
	}
	if (arg[0] != '-' || !arg[1]) {
		if (posix && !maybe_value) {
			w->o->end = index;
			return false;
		}
		w->i++;
		w->maybe_value = false;
		read_operand(w, arg, maybe_value);
		return true;
	}
	w->i++;
	w->maybe_value = false;
	if (arg[1] == '-')
		read_long(w, arg + 2, index);
	else
		read_letters(w, arg + 1, index);
	return true;
}

void kfb_kexec_options(int argc, char *const argv[], struct kfb_kexec_options *o)
{
	struct walk w = { .argc = argc, .argv = argv, .i = 1, .o = o };
	bool posix = getenv("POSIXLY_CORRECT") != NULL;

	*o = (struct kfb_kexec_options){ .loads = true, .end = argc };
	while (w.i < argc && read_argument(&w, posix))
		;
	for (; w.i < argc; w.i++)
		read_operand(&w, argv[w.i], false);
	if (!o->kernel)
		o->kernel = w.maybe_kernel;
	if (w.passes)
		o->loads = o->unloads = false;
}
