# SPDX-License-Identifier: GPL-2.0-only
"""Many short checks of kexec-fb inside one first kernel, none of which crashes it.

A row is a piece of shell with what it must exit with, print and leave behind.
In it $KERNEL is a kernel to load, $LOAD the options that load it as crash
kernel. What the row loaded is unloaded after it.
"""

import dataclasses
import re

SETTINGS = """
export KERNEL=/boot/vmlinuz
export LOAD='-c -p /boot/vmlinuz --initrd=/boot/initrd --reuse-cmdline'
traces() {
	cat /proc/self/mountinfo
	find /tmp /run /dev/shm -xdev 2>/dev/null | grep -v ^/tmp/misc
}
# misc NAME SCRIPT: run it as a row, report what it left behind
misc() {
	mkdir -p /tmp/misc
	traces >/tmp/misc/before
	run "misc.$1" sh -c "$2"
	rm -f /tmp/run.out /tmp/run.err
	traces >/tmp/misc/after
	diff /tmp/misc/before /tmp/misc/after | puttext "misc.$1.left"
	put "misc.$1.loaded" "$(cat /sys/kernel/kexec_crash_loaded)"
	kexec -p -u
}
"""


@dataclasses.dataclass(frozen=True)
class Row:
    """One check: `out` and `err` are regular expressions, each found in some line."""

    name: str
    script: str
    status: int = 0
    out: tuple = ()
    err: tuple = ()
    err_lines: int | None = None    # exactly so many lines on stderr
    loaded: bool | None = None      # a crash kernel is loaded afterwards


ROWS = (
    Row("plain-load", "kexec $LOAD", err_lines=0, loaded=True),
    Row("load", "kexec-fb exec $LOAD", err_lines=0, loaded=True),
    Row("missing-kernel", "kexec-fb exec -c -p /boot/none", status=1, loaded=False),
    Row("show", "kexec-fb show", out=(r"0x[cC]0000000",)),
    Row("show-json", "kexec-fb show --json", out=(r"[{]",)),
)


def script():
    """The first kernel's shell script for all rows."""
    calls = "".join(f"misc {row.name} '{_quoted(row.script)}'\n" for row in ROWS)
    return f"{SETTINGS}rm -f /tmp/run.out /tmp/run.err\n{calls}"


def _quoted(text):
    return text.replace("'", "'\\''")


def complaints(row, facts):
    """What is not as ROW says, one phrase each."""

    def get(key):
        return facts.need(f"first.misc.{row.name}.{key}")

    if get("status") != str(row.status):
        yield f"exit {get('status')}, not {row.status}"
    for stream, patterns in (("out", row.out), ("err", row.err)):
        for pattern in patterns:
            if not re.search(pattern, get(stream), re.MULTILINE):
                yield f"no {pattern!r} on std{stream}"
    lines = get("err").splitlines()
    if row.err_lines is not None and len(lines) != row.err_lines:
        yield f"{len(lines)} lines on stderr, not {row.err_lines}: {lines[:1]}"
    if row.loaded is not None and get("loaded") != str(int(row.loaded)):
        yield f"crash kernel loaded: {get('loaded')}"
    if get("left"):
        yield f"left behind: {get('left').splitlines()[0]}"


def row_checks():
    """One check function per row."""
    def make(row):
        def check(run):
            wrong = list(complaints(row, run.facts))
            return not wrong, "; ".join(wrong) or "as expected"
        check.__name__ = f"misc {row.name}"
        return check
    return tuple(make(row) for row in ROWS)
