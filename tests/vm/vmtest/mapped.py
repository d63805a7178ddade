# SPDX-License-Identifier: GPL-2.0-only
"""Framebuffers elsewhere than fbcon's: a client shows its own, as a compositor does.

guest/compositor.c makes some dumb buffers and shows the last. Only the checks read debugfs,
which tells the address of some; it is not mounted when kexec-fb runs.
"""

import re

from . import checks, devicetree, misc
from .case import Case

BOCHS = (("bochs", ""),)

COMPOSITOR = r"""
compositor 3 {mode} >/tmp/shown
put shown "$(cat /tmp/shown)"
cat /sys/kernel/debug/dri/0/framebuffer | puttext debugfs
umount /sys/kernel/debug
"""
# Show the buffer that was handed over, and no other from now on.
SETTLE = r"""
fb=$(sed -n 's/^kexec-fb: page tables: framebuffer \([0-9]*\) is .* in 1 piece,.*/\1/p' /tmp/run.err | tail -n 1)
case $(cat /tmp/shown) in
*" $fb") killall -USR1 compositor ;;
*) killall -USR2 compositor ;;
esac
sleep 1
"""


def _buffers(run):
    """{framebuffer: address}: what debugfs told before it was unmounted."""
    text = run.facts.need("first.debugfs")
    return {int(fb): int(offset, 16) for fb, offset in
            re.findall(r"^framebuffer\[(\d+)\]:(?:\n\t.*)*?\n\t+bus\.offset=([0-9a-f]+)", text,
                       re.MULTILINE)}


def shown(run):
    """The framebuffers that the client shows, the last one last."""
    return [int(word) for word in run.facts.need("first.shown").split()[1:]]


def not_at_start(run):
    """What is on the screen lies elsewhere than the console's: else the case proves nothing."""
    buffers, start = _buffers(run), run.facts.bar0()
    places = [buffers.get(fb, 0) for fb in shown(run)]
    return all(place > start for place in places), \
        f"at {' '.join(map(hex, places))}, video memory from {start:#x}"


def shadow_shown(run):
    """The client's buffer is only a shadow: else the case proves nothing."""
    text = run.facts.need("first.debugfs")
    return "pages_use_count=" in text and f"framebuffer[{shown(run)[-1]}]:" in text, \
        f"framebuffer {shown(run)[-1]}, shmem {'pages_use_count=' in text}"


def at_shown_buffer(run):
    """The base is where debugfs had the framebuffer that is shown."""
    base = run.facts.screen_info("crash").base
    places = [_buffers(run).get(fb) for fb in shown(run)]
    return base in places, f"lfb_base {base:#x}, shown at {' '.join(map(hex, places))}"


def fb_at_shown_buffer(run):
    """The same, where the crash kernel's framebuffer device alone tells."""
    base = run.facts.fb0("crash").get("base", 0)
    places = [_buffers(run).get(fb) for fb in shown(run)]
    return base in places, f"fb0 at {base:#x}, shown at {' '.join(map(hex, places))}"


SHOWN = (checks.efifb_bound, checks.pattern, checks.legible)
RIGHT = (at_shown_buffer, checks.size_in_bytes, *SHOWN)
SHADOW = (checks.true_base, checks.size_in_bytes, *SHOWN)


def _pair(name, kernel, situation, right, *groups):
    """The case NAME and its baseline under plain kexec."""
    machine = {"kernel": kernel, "modules": BOCHS, "script": COMPOSITOR.format(mode="")}
    yield Case(name, baseline=f"plain-{name}", groups=("mapped", "mapped-fb", kernel, *groups),
               checks=(checks.loaded, checks.native_driver, *situation, *right), **machine)
    yield Case(f"plain-{name}", loader="plain", options="-c -p",
               groups=("mapped", "mapped-plain", kernel, *groups), must_fail=right,
               checks=(checks.loaded, checks.native_driver, *situation, checks.empty),
               **machine)


def _cases():
    yield from _pair("compositor-6.1", "6.1", (not_at_start,), RIGHT, "x86")
    yield from _pair("compositor-6.12", "6.12", (not_at_start,), RIGHT)
    yield from _pair("compositor-sid", "sid", (shadow_shown,), SHADOW)
    yield Case("compositor-flips-6.1", "6.1", modules=BOCHS,
               script=COMPOSITOR.format(mode="flip"), after=SETTLE,
               baseline="plain-compositor-6.1", groups=("mapped", "mapped-fb", "6.1"),
               checks=(checks.loaded, checks.native_driver, not_at_start, *RIGHT))


def _arm64():
    """arm64's page tables, and a framebuffer that a devicetree node hands over."""
    situation = (checks.loaded, checks.native_driver, devicetree.devicetree_only, not_at_start)
    right = (devicetree.simplefb_bound, fb_at_shown_buffer, checks.pattern, checks.legible)
    machine = {"kernel": "6.1", "arch": "arm64", "machine": "arm64-dt",
               "display": ("-device", "bochs-display"), "modules": BOCHS,
               "script": devicetree.NODE + COMPOSITOR.format(mode="")}
    yield Case("arm64-compositor-6.1", baseline="plain-arm64-compositor-6.1",
               options="-c -d -p --no-checks", groups=("mapped", "mapped-fb", "6.1"),
               checks=(*situation, *right, checks.clean_log), **machine)
    yield Case("plain-arm64-compositor-6.1", loader="plain", options="-c -p --no-checks",
               groups=("mapped", "mapped-plain", "6.1"), must_fail=right,
               checks=(*situation, checks.no_framebuffer), **machine)


# --- worlds in which the page tables cannot be seen ---

WORLDS_SETUP = r"""
compositor 3 >/tmp/shown
umount /sys/kernel/debug
cat /proc/kcore 2>/dev/null | head -c 65536 >/tmp/kcore-headers
head -c 300 /tmp/kcore-headers >/tmp/kcore-truncated
fakekcore >/tmp/kcore-overlapping
"""
FALLBACK = (r"^base +0xc0000000 +pci ",)


# a fake /proc with all that counts here but that file
PAGEMAP_HIDDEN = r"""
mkdir -p /tmp/misc/proc /tmp/misc/real
mount -t proc none /tmp/misc/real
mount -t tmpfs none /tmp/misc/proc
cd /tmp/misc/proc
mkdir self sys
cp /proc/self/auxv self
ln -s /tmp/misc/real/self/fd self
for file in iomem kcore kallsyms; do
	>$file
	mount --bind /proc/$file $file
done
mount --rbind /tmp/misc/proc /proc
kexec-fb -d show
status=$?
cd /
umount -l /proc
umount -l /tmp/misc/proc
umount -l /tmp/misc/real
exit $status
"""


def _unseen(what):
    return (r"^kexec-fb: page tables: where framebuffer \d+ is cannot be seen: " + what,)


def _hidden(path, by="/dev/null"):
    return f"mount --bind {by} {path}; kexec-fb -d show; s=$?; umount {path}; exit $s"


LOCKDOWN = ("mount -t securityfs none /sys/kernel/security && "
            "echo {} >/sys/kernel/security/lockdown && kexec-fb -d show; s=$?; "
            "umount /sys/kernel/security; exit $s")
WORLDS = (
    misc.Row("seen", "kexec-fb -d show", out=(r"^base +0xc0[0-9a-f]*[1-9a-f]000 +page_tables ",)),
    misc.Row("kcore-dev-null", _hidden("/proc/kcore"), out=FALLBACK,
             err=_unseen("/proc/kcore: No such device or address$")),
    misc.Row("kcore-truncated", _hidden("/proc/kcore", "/tmp/kcore-truncated"), out=FALLBACK,
             err=_unseen("/proc/kcore: No data available$")),
    # another process's task_struct, with no memory behind it
    misc.Row("kcore-headers-only", _hidden("/proc/kcore", "/tmp/kcore-headers"), out=FALLBACK,
             err=_unseen("looking for the page tables of this process: No such process$")),
    # a fake, whose parts overlap
    misc.Row("kcore-overlapping", "[ $(stat -c %s /tmp/kcore-overlapping) -gt 1000000 ] && { " +
             _hidden("/proc/kcore", "/tmp/kcore-overlapping") + "; }", out=FALLBACK,
             err=_unseen("looking for the page tables of this process: No such process$")),
    misc.Row("pagemap-hidden", PAGEMAP_HIDDEN, out=FALLBACK,
             err=_unseen("/proc/self/pagemap: No such file or directory$")),
    misc.Row("no-cap-sys-rawio", "dropcap 17 kexec-fb -d show", out=FALLBACK,
             err=_unseen("/proc/kcore: Operation not permitted$")),
    misc.Row("lockdown-integrity", LOCKDOWN.format("integrity"),
             out=(r"^base +0xc0[0-9a-f]*[1-9a-f]000 +page_tables ",)),
    misc.Row("lockdown-confidentiality", LOCKDOWN.format("confidentiality"), out=FALLBACK,
             err=_unseen("/proc/kcore: Operation not permitted$")),
)


def _worlds():
    yield Case("mapped-worlds-6.1", "6.1", modules=BOCHS, trigger="none", loader="kexec-fb",
               script=WORLDS_SETUP + misc.script(WORLDS, ""), checks=misc.row_checks(WORLDS),
               groups=("mapped", "mapped-fb", "misc", "x86", "6.1"), seconds=300)


# --- the same answer each time ---

REPEAT = r"""
compositor 3 >/tmp/shown
put shown "$(cat /tmp/shown)"
cat /sys/kernel/debug/dri/0/framebuffer | puttext debugfs
umount /sys/kernel/debug
for i in $(seq 200); do
	kexec-fb show 2>&1 | sed -n 's/^base *//p'
done | cut -d' ' -f1 | sort | uniq -c | puttext bases
"""


def always_right(run):
    """200 answers, all of them the right one."""
    want = _buffers(run).get(shown(run)[-1], 0)
    have = run.facts.need("first.bases").split()
    return have == ["200", f"{want:#x}"], f"{' '.join(have)}, right is {want:#x}"


def _repeat():
    yield Case("mapped-repeat-6.1", "6.1", modules=BOCHS, trigger="none", loader="kexec-fb",
               cmdline="pti=on", qemu=("-smp", "2"), script=REPEAT,
               checks=(not_at_start, always_right), groups=("mapped", "mapped-fb", "6.1"),
               seconds=400)


CASES = (*_cases(), *_arm64(), *_worlds(), *_repeat())
