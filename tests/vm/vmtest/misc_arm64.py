# SPDX-License-Identifier: GPL-2.0-only
"""Rows of misc for arm64: what kexec is given for -s, and images that are left alone.

A fake replaces kexec and prints what it would have loaded, because Debian's arm64 kernels
have no kexec_file_load().
"""

import re
import uuid

from . import images
from .kernel import kernel
from .misc import PLAIN, REQUIRED, Row

VERSION = "6.12"
SCREEN_INFO_GUID = uuid.UUID("e03fc20a-85dc-406e-b90e-4ab502371d95").bytes_le
FAKE = "KEXEC_FB_KEXEC=/tmp/misc/fake-kexec kexec-fb exec"

# fake-kexec: the kernel is the last argument. With $COMPARE it prints each byte that differs
# from a second copy of the kernel, which kexec-fb does not see.
FAKES = r"""
mkdir -p /tmp/misc
cat >/tmp/misc/fake-kexec <<'END'
#!/bin/sh
for kernel; do :; done
echo "fake kexec given $(stat -L -c %d:%i,%s "$kernel")"
[ -z "$COMPARE" ] || cmp -l "$kernel" "$COMPARE" | sed 's/^ */differs /'
END
chmod 755 /tmp/misc/fake-kexec
cat >/bin/poke <<'END'
#!/bin/sh
# poke OFFSET BYTES: change /boot/odd there
printf "$2" | busybox dd of=/boot/odd bs=1 seek=$(($1)) conv=notrunc 2>/dev/null
END
chmod 755 /bin/poke
"""


def prepare(first, _):
    """What the rows can't make in the guest: a compressed and a foreign kernel."""
    image = kernel(VERSION, "arm64").image.read_bytes()
    first.file("boot/gz", images.gzipped(image))
    first.file("boot/foreign", kernel(VERSION, "amd64").image)
    name, place = images.exported_screen_info(image)
    first.file("boot/symbol_name", str(name).encode())
    first.file("boot/screen_info", str(place).encode())


def _untouched(name, make, *words):
    """/boot/odd as MAKE leaves it reaches kexec as it is; one line, with WORDS, says why."""
    script = (f"cd /boot; {make}; {FAKE} -c -p /boot/odd >/tmp/misc/said; "
              "grep -qxF \"fake kexec given $(stat -c %d:%i,%s odd)\" /tmp/misc/said; "
              "s=$?; cat /tmp/misc/said; rm odd; exit $s")
    return Row(f"untouched-{name}", script, err_lines=1,
               err=(PLAIN + ".*".join(("", *words)),))


IMAGE = "cp vmlinuz odd"
FREE = 'sed -n "s/^MemFree: *\\([0-9]*\\) kB/\\1/p" /proc/meminfo'
ROWS = (
    Row("plain-load", "kexec $LOAD --no-checks", err_lines=0, loaded=True),
    Row("load", "kexec-fb exec $LOAD --no-checks", err_lines=0, loaded=True),
    Row("file-syscall-copy", f"cp $KERNEL /boot/odd; COMPARE=/boot/odd {FAKE} -s -d -p $KERNEL; "
        "s=$?; rm /boot/odd; exit $s", out=(r"^differs ",),
        err=(r" arm64 Image, screen_info \(by __ksymtab\) filled at 0x[0-9a-f]+",)),
    Row("auto-syscall-copy", f"{FAKE} -a -p $KERNEL >/tmp/misc/said; "
        "grep -c $(stat -c %d:%i, $KERNEL) /tmp/misc/said", status=1, out=(r"^0$",), err_lines=0),
    Row("off-is-original", f"KEXEC_FB=off {FAKE} -s -p $KERNEL | "
        "grep -c $(stat -c %d:%i, $KERNEL)", out=(r"^1$",), err_lines=0),
    Row("outside-unchanged", f"cp $KERNEL /boot/odd; {FAKE} -s -p $KERNEL >/dev/null; "
        "cmp $KERNEL /boot/odd; s=$?; rm /boot/odd; exit $s", err_lines=0),
    Row("file-syscall-missing", "kexec -s -p $KERNEL --initrd=/boot/initrd --reuse-cmdline 2>&1; "
        "plain=$?; kexec-fb exec -s -p $KERNEL --initrd=/boot/initrd --reuse-cmdline; "
        "[ $plain -ne 0 -a $? -eq $plain ]", loaded=False),
    Row("no-lost-memory", f"before=$({FREE}); for i in 1 2 3; do {FAKE} -s -p $KERNEL >/dev/null; "
        f"done; [ $((before - $({FREE}))) -lt 40000 ]", err_lines=0),
    _untouched("truncated", "head -c $(($(cat screen_info) + 32)) vmlinuz >odd",
               "truncated.*, at offset 0x[0-9a-f]+"),
    _untouched("short", "head -c 48 vmlinuz >odd", ", at offset 0\\)"),
    _untouched("filled", f"{IMAGE}; poke $(cat screen_info) \\\\001",
               "screen_info is already filled in"),
    _untouched("gz-truncated", "head -c 9999999 gz >odd", "gzip data is cut short"),
    _untouched("gz-corrupt", "cp gz odd; poke 9999999 \\\\377\\\\377\\\\377\\\\377",
               "gzip data is damaged"),
    _untouched("no-symbol", f"{IMAGE}; poke $(cat symbol_name) x", ", at offset 0x"),
    _untouched("big-endian", f"{IMAGE}; poke 24 \\\\013", "big-endian kernel"),
    _untouched("foreign", "cp foreign odd", "x86 bzImage"),
    _untouched("text", "echo no kernel at all >odd", "not a kernel image"),
    Row("required", "cd /boot; cp foreign odd; KEXEC_FB=require kexec-fb exec -c -p /boot/odd; s=$?; "
        "rm odd; exit $s", status=1, loaded=False, err_lines=1, err=(REQUIRED,)),
)


def copy_is_right(run):
    """What kexec -s was given is the kernel, but for screen_info and one byte of the GUID."""
    image = kernel(VERSION, "arm64").image.read_bytes()
    at = images.screen_info_offset(image)
    said = run.facts.need("first.misc.file-syscall-copy.out")
    changed = {int(offset) - 1: int(value, 8) for offset, value in
               re.findall(r"^differs (\d+) +(\d+) +\d+$", said, re.MULTILINE)}
    inside = {o - at: v for o, v in changed.items() if 0 <= o - at < images.SCREEN_INFO_SIZE}
    beside = [o for o in changed if o - at not in inside]
    info = bytes(inside.get(i, 0) for i in range(images.SCREEN_INFO_SIZE))
    fb = run.facts.fb0("first")
    base = int.from_bytes(info[0x18:0x1c], "little")
    size = [int.from_bytes(info[i:i + 2], "little") for i in (0x12, 0x14)]
    guid = [image[o - 15:o + 1] for o in beside]
    good = base == fb["base"] and size == [fb["width"], fb["height"]] and guid == [SCREEN_INFO_GUID]
    return good, f"base {base:#x}, {size}, {len(beside)} other bytes changed"
