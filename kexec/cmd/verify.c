// SPDX-License-Identifier: GPL-2.0-only
#include "cmd/verify.h"

#include <stdlib.h>

#include "check/loaded.h"
#include "cmd/say.h"

#define ENFORCE "/sys/fs/selinux/enforce"
#define LACKS	"the crash kernel that kexec has loaded does not have it"

static bool selinux_enforces(const struct kfb_sysroot *live)
{
	struct kfb_bytes text;
	bool enforces;

	if (kfb_sysroot_read(live, ENFORCE, &text))
		return false;
	enforces = text.len && text.data[0] == '1';
	free(text.data);
	return enforces;
}

static bool contradicted(const struct kfb_request *r, const struct kfb_sysroot *live)
{
	struct kfb_state note;
	bool bad;

	if (kfb_notebook_read_new(&r->notes->book, &note, NULL))
		return false;
	bad = kfb_loaded_contradicts(live, &note);
	kfb_state_free(&note);
	return bad;
}

bool kfb_load_is_as_noted(const struct kfb_request *r)
{
	struct kfb_sysroot live;
	bool good;

	if (!r->options.on_crash || r->notes->book.dir < 0 || r->notes->forgets ||
	    kfb_sysroot_open(&live, "/"))
		return true;
	good = !selinux_enforces(&live) || !contradicted(r, &live);
	kfb_sysroot_close(&live);
	return good;
}

int kfb_load_once_more(const struct kfb_request *r)
{
	bool required = r->mode == KFB_MODE_REQUIRE;

	if (required)
		kfb_say("framebuffer not handed over (KEXEC_FB=require): " LACKS);
	else
		kfb_say("framebuffer not handed over, loading again as plain kexec: " LACKS);
	kfb_say_hint(
		"SELinux may keep kexec from reading what kexec-fb gives it: ausearch -m avc -c kexec");
	if (!required)
		return kfb_note_run_plain(r->notes, r->kexec, r->argv);
	kfb_notebook_forget(&r->notes->book);
	kfb_note_end(r->notes, EXIT_FAILURE << 8); /* the wait status of a failure */
	return EXIT_FAILURE;
}
