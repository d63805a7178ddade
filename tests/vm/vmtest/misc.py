# SPDX-License-Identifier: GPL-2.0-only
"""Many short checks of kexec-fb inside one first kernel, none of which crashes it.

A row is a piece of shell, with the exit status it must have, what it must print, and what it
must leave behind. $KERNEL is a kernel to load, $LOAD the options that load it as crash kernel.
After each row, what it loaded is unloaded.
"""

import dataclasses
import re

SETTINGS = """
export KERNEL=/boot/vmlinuz
export LOAD='-c -p /boot/vmlinuz --initrd=/boot/initrd --reuse-cmdline'
traces() {
	cat /proc/self/mountinfo
	find /tmp /run /dev/shm -xdev 2>/dev/null | grep -v -e ^/tmp/misc -e ^/run/kexec-fb
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


# What a test puts in kexec's place, to see what kexec would see. Named fakes.
FAKES = r"""
mkdir -p /tmp/misc/empty
fake() {
	cat >"/tmp/misc/fake-$1"
	chmod 755 "/tmp/misc/fake-$1"
}
fake args <<'END'
#!/bin/sh
printf '<%s>' "$0" "$@"
END
fake sees <<'END'
#!/bin/sh
echo "fb0 $(stat -c %t:%T /dev/fb0) boot $(head -c 64 /sys/kernel/boot_params/data | sha256sum)"
echo "mounts $(grep -c -e /dev/fb0 -e boot_params /proc/self/mountinfo)"
echo "tmpfs $(grep -c kexec-fb /proc/self/mountinfo)"
END
fake cat <<'END'
#!/bin/sh
exec cat
END
fake seven <<'END'
#!/bin/sh
echo run
exit 7
END
fake term <<'END'
#!/bin/sh
kill -TERM $$
END
fake waits <<'END'
#!/bin/sh
trap 'echo got TERM; exit 9' TERM
echo ready >/tmp/misc/ready
while :; do sleep 0.1; done
END
fake dislikes-overlay <<'END'
#!/bin/sh
grep -q boot_params/data /proc/self/mountinfo && exit 3
exec /sbin/kexec "$@"
END
"""

HEX = r"[0-9a-f]{128}$"
PLAIN = r"^kexec-fb: framebuffer not handed over, loading as plain kexec: "
REQUIRED = r"^kexec-fb: framebuffer not handed over, nothing loaded \(KEXEC_FB=require\): "
AGAIN = r"^kexec-fb: framebuffer not handed over, loading again as plain kexec: "

ROWS = (
    Row("plain-load", "kexec $LOAD", err_lines=0, loaded=True),
    Row("load", "kexec-fb exec $LOAD", err_lines=0, loaded=True),
    Row("as-kexec", "ln -s $(command -v kexec-fb) /tmp/misc/kexec; /tmp/misc/kexec $LOAD",
        err_lines=0, loaded=True),
    Row("debug", "kexec-fb exec -d $LOAD", loaded=True,
        err=(r"^kexec-fb: drm: /dev/dri/card0: driver bochs-drm, CRTC .* shows 1280x800",
             r"^kexec-fb: boot_params: screen_info " + HEX,
             r"^kexec-fb: iomem: \d+ regions$",
             r"^kexec-fb: bochs-drm: 1280x800, stride 5120, XR24 at 0xc0000000",
             r"^kexec-fb: screen_info " + HEX)),
    Row("args-verbatim",
        "KEXEC_FB_KEXEC=/tmp/misc/fake-args kexec-fb exec -c -p $KERNEL --append 'a  b' '' '*'",
        out=(r"<-c><-p></boot/vmlinuz><--append><a  b><><\*>$",), err_lines=0),
    Row("stdin", "echo hello | KEXEC_FB_KEXEC=/tmp/misc/fake-cat kexec-fb exec -p $KERNEL",
        out=(r"\Ahello\n\Z",), err_lines=0),
    Row("sees-overlay", "KEXEC_FB_KEXEC=/tmp/misc/fake-sees kexec-fb exec -c -p $KERNEL",
        out=(r"^fb0 0:0 ", r"^mounts 2$", r"^tmpfs 0$"), err_lines=0),
    Row("off-sees-none", "KEXEC_FB=off KEXEC_FB_KEXEC=/tmp/misc/fake-sees kexec-fb exec -p $KERNEL",
        out=(r"^fb0 1d:0 ", r"^mounts 0$"), err_lines=0),
    Row("outside-unchanged", "before=$(sha256sum </sys/kernel/boot_params/data); kexec-fb exec $LOAD;"
        'test "$before" = "$(sha256sum </sys/kernel/boot_params/data)" && stat -c %t:%T /dev/fb0',
        out=(r"^1d:0$",), loaded=True),
    Row("status-straight", "KEXEC_FB_KEXEC=/tmp/misc/fake-seven kexec-fb exec -u", status=7,
        out=(r"\Arun\n\Z",), err_lines=0),
    Row("status-and-retry", "KEXEC_FB_KEXEC=/tmp/misc/fake-seven kexec-fb exec -p $KERNEL",
        status=7, out=(r"\Arun\nrun\n\Z",), err=(AGAIN + r".*\(exit status 7\)$",),
        err_lines=1),
    Row("retry-loads", "KEXEC_FB_KEXEC=/tmp/misc/fake-dislikes-overlay kexec-fb exec $LOAD",
        err=(AGAIN + r".*\(exit status 3\)$",), err_lines=1, loaded=True),
    Row("require-no-retry", "KEXEC_FB=require KEXEC_FB_KEXEC=/tmp/misc/fake-dislikes-overlay "
        "kexec-fb exec $LOAD", status=3, err_lines=0, loaded=False),
    Row("signal-status", "KEXEC_FB_KEXEC=/tmp/misc/fake-term kexec-fb exec -p $KERNEL",
        status=143),
    Row("signal-passed", "KEXEC_FB_KEXEC=/tmp/misc/fake-waits kexec-fb exec -p $KERNEL & "
        "until [ -e /tmp/misc/ready ]; do sleep 0.1; done; kill -TERM $!; wait $!", status=9,
        out=(r"^got TERM$",)),
    Row("killed-anywhere", "for t in 001 002 003 004 005 006 008 01 012 015 02 03 05 08 12 2 4; do "
        "kexec-fb exec $LOAD & sleep 0.$t; kill -KILL $!; wait $!; done 2>/dev/null; "
        "sleep 0.3; ps | grep -v grep | grep -c 'kexec -c' ", status=1, out=(r"^0$",)),
    Row("missing-kernel", "kexec-fb exec -c -p /boot/none", status=1, loaded=False),
    Row("missing-kernel-once", "kexec-fb exec -c -p /boot/none 2>&1 | grep -c 'loading again'",
        status=1, out=(r"^0$",)),
    # a later kexec may know it
    Row("unknown-option", "kexec-fb exec --nonsense $LOAD 2>&1 | grep -c 'loading again'",
        out=(r"^1$",), loaded=False),
    Row("argument-missing-once", "kexec-fb exec $LOAD --append 2>&1 | grep -c 'loading again'",
        status=1, out=(r"^0$",), loaded=False),
    Row("missing-kexec", "KEXEC_FB_KEXEC=/none kexec-fb exec $LOAD", status=127, loaded=False,
        err=(r"^kexec-fb: cannot run /none: No such file or directory$",
             r"^kexec-fb: hint: install kexec-tools"), err_lines=2),
    Row("runs-itself", "KEXEC_FB_KEXEC=$(command -v kexec-fb) kexec-fb exec $LOAD", status=126,
        err=(r": it is kexec-fb itself$",), err_lines=2),
    Row("no-display", "kexec-fb --sysroot=/tmp/misc/empty exec $LOAD", loaded=True, err_lines=1,
        err=(PLAIN + "there is neither a DRM card nor /dev/fb0$",)),
    Row("no-display-required", "KEXEC_FB=require kexec-fb --sysroot=/tmp/misc/empty exec $LOAD",
        status=1, loaded=False, err_lines=1,
        err=(REQUIRED + "there is neither",)),
    Row("no-namespace", "echo 0 >/proc/sys/user/max_mnt_namespaces; kexec-fb exec $LOAD; s=$?; "
        "echo 1000 >/proc/sys/user/max_mnt_namespaces; exit $s", loaded=True, err_lines=1,
        err=(PLAIN + r".*enter a mount namespace of its own: No space left",)),
    # Without it /proc/iomem shows zeros, and plain kexec fails with this status.
    Row("no-cap-sys-admin-plain", "dropcap 21 kexec $LOAD", status=255, loaded=False, err_lines=1),
    Row("no-cap-sys-admin", "dropcap 21 kexec-fb exec $LOAD", status=255, loaded=False, err_lines=3,
        err=(PLAIN, r"hint: .*CAP_SYS_ADMIN",)),
    Row("no-cap-required", "KEXEC_FB=require dropcap 21 kexec-fb exec $LOAD", status=1,
        loaded=False, err_lines=2, err=(REQUIRED, r"hint: .*CAP_SYS_ADMIN")),
    Row("no-cap-sys-boot-once", "dropcap 22 kexec-fb exec $LOAD 2>&1 | grep -c 'loading again'",
        status=1, out=(r"^0$",), loaded=False),
    Row("file-syscall-unmoved", "kexec-fb exec -s -p $KERNEL --initrd=/boot/initrd --reuse-cmdline",
        err_lines=0, loaded=True),
    Row("unload", "kexec-fb exec $LOAD && kexec-fb exec -p -u", err_lines=0, loaded=False),
    Row("version", "kexec-fb exec -v", out=(r"^kexec-tools",), err_lines=0),
    Row("show", "kexec-fb show", err_lines=0,
        out=(r"^driver +bochs-drm +drm ", r"^base +0xc0000000 +page_tables ", r"^size +4096000 ",
             r"^width +1280 ", r"^height +800 ", r"^stride +5120 ", r"^format +XR24 ",
             r"^screen_info for the next kernel .the firmware's own.:$", r"^" + HEX)),
    Row("show-json", "kexec-fb show --json", out=(r'^   "status": "found",$', r'^   "base": 3221225472,$',)),
    Row("record-replays", "kexec-fb record /tmp/misc/rec && kexec-fb show >/tmp/misc/live && "
        "kexec-fb --sysroot=/tmp/misc/rec show >/tmp/misc/replayed && "
        "cmp /tmp/misc/live /tmp/misc/replayed"),
)


def script(rows=ROWS, fakes=FAKES):
    """The first kernel's shell script for all ROWS."""
    calls = "".join(f"misc {row.name} '{_quoted(row.script)}'\n" for row in rows)
    return f"{SETTINGS}{fakes}rm -f /tmp/run.out /tmp/run.err\n{calls}"


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


def row_checks(rows=ROWS):
    """One check function per row."""
    def make(row):
        def check(run):
            wrong = list(complaints(row, run.facts))
            return not wrong, "; ".join(wrong) or "as expected"
        check.__name__ = f"misc {row.name}"
        return check
    return tuple(make(row) for row in rows)
