// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "check/files.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check/cmdline.h"
#include "util.h"

#define KDUMP_TOOLS "/etc/default/kdump-tools"
#define KDUMPCTL    "/etc/sysconfig/kdump"

/* The value that starts at @at: one shell word; quotes must enclose all of it. */
static char *shell_word(const char *at)
{
	if (*at == '"' || *at == '\'') {
		const char *end = strchr(at + 1, *at);

		return end ? strndup(at + 1, (size_t)(end - at - 1)) : NULL;
	}
	return strndup(at, strcspn(at, " \t\n;#"));
}

char *kfb_shell_value(const char *text, const char *name)
{
	size_t n = strlen(name);
	char *value = NULL;

	while (text) {
		const char *line = text + strspn(text, " \t");

		if (strncmp(line, "export ", 7) == 0)
			line += 7;
		if (strncmp(line, name, n) == 0 && line[n] == '=') {
			free(value);
			value = shell_word(line + n + 1);
		}
		text = strchr(text, '\n');
		if (text)
			text++;
	}
	return value;
}

/*
 * Is it a word that both kdumps, and kexec --reuse-cmdline, drop from the running command line?
 */
static bool is_of_this_boot(const struct kfb_parameter *p)
{
	static const char *const names[] = { "crashkernel", "BOOT_IMAGE", "initrd" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (kfb_parameter_is(p, names[i]))
			return true;
	return false;
}

char *kfb_reused_cmdline(const struct kfb_sysroot *root)
{
	struct kfb_parameter p;
	struct kfb_bytes text;
	const char *at, *start;
	char *out, *to;

	if (kfb_sysroot_read(root, "/proc/cmdline", &text))
		return NULL;
	text.data[strcspn(text.data, "\n")] = '\0';
	out = to = malloc(text.len + 2);
	at = start = text.data;
	while (out && kfb_cmdline_next(&at, &p)) {
		if (!is_of_this_boot(&p))
			to = mempcpy(to, start, (size_t)(at - start));
		start = at;
	}
	if (out)
		memcpy(to, start, strlen(start) + 1);
	free(text.data);
	return out;
}

static char *first_there(const struct kfb_sysroot *root, const char *const *formats, size_t n,
			 const char *release)
{
	char *path;

	for (size_t i = 0; i < n; i++) {
		if (asprintf(&path, formats[i], release) < 0)
			return NULL;
		if (kfb_sysroot_exists(root, path))
			return path;
		free(path);
	}
	return NULL;
}

char *kfb_running_release(const struct kfb_sysroot *root)
{
	struct kfb_bytes text;
	char *release = NULL;

	if (kfb_sysroot_read(root, "/proc/sys/kernel/osrelease", &text))
		return NULL;
	text.data[strcspn(text.data, "\n")] = '\0';
	if (text.data[0] && !strchr(text.data, '/'))
		release = strdup(text.data);
	free(text.data);
	return release;
}

static char *join(char *first, char *second)
{
	char *both = NULL;

	if (!first || asprintf(&both, "%s%s%s", first, second ? " " : "", second ? second : "") < 0)
		both = NULL;
	free(first);
	free(second);
	return both;
}

/* What its settings file says, or else its script's default. */
struct kdump {
	const char *whose, *settings;
	const char *kernel_setting, *initrd_setting, *cmdline_setting, *append_setting;
	const char *arguments_setting;
	const char *append; /* used if append_setting is not set */
	const char *kernels[4], *initrds[3];
};

/* kdump-config of kdump-tools 1.8 (Debian 12), kdumpctl of kdump-utils (2026). */
static const struct kdump kdumps[] = {
	{
		"kdump-tools",
		KDUMP_TOOLS,
		"KDUMP_KERNEL",
		"KDUMP_INITRD",
		"KDUMP_CMDLINE",
		"KDUMP_CMDLINE_APPEND",
		"KDUMP_KEXEC_ARGS",
		"reset_devices systemd.unit=kdump-tools-dump.service nr_cpus=1 irqpoll usbcore.nousb",
		{ "/var/lib/kdump/vmlinuz", "/boot/vmlinuz-%s", "/boot/vmlinux-%s",
		  "/boot/vmlinuz" },
		{ "/var/lib/kdump/initrd.img", "/var/lib/kdump/initrd.img-%s",
		  "/boot/initrd.img-%s" },
	},
	{
		"kdumpctl",
		KDUMPCTL,
		"KDUMP_IMG_PATH",
		"KDUMP_INITRD_PATH",
		"KDUMP_COMMANDLINE",
		"KDUMP_COMMANDLINE_APPEND",
		"KEXEC_ARGS",
		NULL,
		{ "/boot/vmlinuz-%s", "/boot/vmlinux-%s", "/lib/modules/%s/vmlinuz",
		  "/boot/vmlinuz" },
		{ "/boot/initramfs-%skdump.img", "/var/lib/kdump/initramfs-%skdump.img",
		  "/boot/initrd-%s-kdump" },
	},
};

static void plan_of(const struct kfb_sysroot *root, const struct kdump *k, const char *text,
		    struct kfb_kdump_plan *plan)
{
	char *release = kfb_running_release(root), *cmdline, *append, *kexec;

	plan->whose = k->whose;
	plan->kernel = kfb_shell_value(text, k->kernel_setting);
	plan->initrd = kfb_shell_value(text, k->initrd_setting);
	if (!plan->kernel)
		plan->kernel = first_there(root, k->kernels, ARRAY_SIZE(k->kernels),
					   release ? release : "");
	if (!plan->initrd)
		plan->initrd = first_there(root, k->initrds, ARRAY_SIZE(k->initrds),
					   release ? release : "");
	cmdline = kfb_shell_value(text, k->cmdline_setting);
	if (!cmdline || !*cmdline) {
		free(cmdline);
		cmdline = kfb_reused_cmdline(root);
	}
	append = kfb_shell_value(text, k->append_setting);
	if (!append && k->append)
		append = strdup(k->append);
	plan->cmdline = join(cmdline, append);
	plan->arguments = kfb_shell_value(text, k->arguments_setting);
	kexec = kfb_shell_value(text, "KEXEC");
	plan->s_is_auto = kexec && strstr(kexec, "--kdumpctl");
	free(kexec);
	free(release);
}

void kfb_kdump_plan(const struct kfb_sysroot *root, struct kfb_kdump_plan *plan)
{
	struct kfb_bytes text;

	memset(plan, 0, sizeof(*plan));
	for (size_t i = 0; i < ARRAY_SIZE(kdumps); i++)
		if (kfb_sysroot_read(root, kdumps[i].settings, &text) == 0) {
			plan_of(root, &kdumps[i], text.data, plan);
			free(text.data);
			return;
		}
}

void kfb_kdump_plan_free(struct kfb_kdump_plan *plan)
{
	free(plan->kernel);
	free(plan->initrd);
	free(plan->cmdline);
	free(plan->arguments);
	memset(plan, 0, sizeof(*plan));
}
