# SPDX-License-Identifier: GPL-2.0-only
"""Rows of misc for arm64: what kexec is given for -s, and images that are left alone.

In place of kexec runs a fake that says what it would have loaded: Debian's arm64
kernels have no kexec_file_load(). /boot/vmlinuz2 is a second copy of the kernel,
out of kexec-fb's sight.
"""

import re
import uuid

from . import images
from .kernel import kernel
from .misc import Row

VERSION = "6.12"
SCREEN_INFO_GUID = uuid.UUID("e03fc20a-85dc-406e-b90e-4ab502371d95").bytes_le
FAKE = "KEXEC_FB_KEXEC=/tmp/misc/fake-kexec kexec-fb exec"

FAKES = r"""
mkdir -p /tmp/misc
cat >/tmp/misc/fake-kexec <<'END'
#!/bin/sh
# the kernel is the last argument
for kernel; do :; done
echo "fake kexec given $(sha256sum <"$kernel") size $(stat -L -c %s "$kernel")"
cmp -l "$kernel" /boot/vmlinuz2 | sed 's/^ */differs /'
END
chmod 755 /tmp/misc/fake-kexec
"""


def prepare(first, _):
    """Put damaged and foreign kernels into the first kernel's /boot."""
    image = kernel(VERSION, "arm64").image.read_bytes()
    at = images.screen_info_offset(image)
    zipped = images.gzipped(image)
    files = {
        "vmlinuz2": image,
        "truncated": image[:at + 32],
        "short": image[:48],
        "filled": image[:at] + b"\1" + image[at + 1:],
        "gz-truncated": zipped[:len(zipped) // 2],
        "gz-corrupt": zipped[:-8] + bytes(8),
        "no-symbol": image.replace(b"\0screen_info\0", b"\0screen_inf0\0"),
        "big-endian": image[:24] + bytes([image[24] | 1]) + image[25:],
        "foreign": _bzimage(),
        "text": b"no kernel at all\n" * 100,
    }
    for name, data in files.items():
        first.file(f"boot/{name}", data)


def _bzimage():
    return kernel(VERSION, "amd64").image.read_bytes()


def _untouched(name, *words, arguments="-c -p", status=0):
    """KERNEL /boot/NAME reaches kexec as it is; one line, with WORDS, says why."""
    script = (f"{FAKE} {arguments} /boot/{name} | head -n 1 >/tmp/misc/said; "
              f"want=$(sha256sum </boot/{name}); grep -qF \"given $want\" /tmp/misc/said || "
              "cat /tmp/misc/said")
    return Row(f"untouched-{name}", script, status=status, err_lines=1,
               err=(rf"^kexec-fb: .*{'.*'.join(words)}.*: loading as plain kexec does$",))


ROWS = (
    Row("plain-load", "kexec $LOAD", err_lines=0, loaded=True),
    Row("load", "kexec-fb exec $LOAD", err_lines=0, loaded=True),
    Row("file-syscall-copy", f"{FAKE} -s -d -p $KERNEL", out=(r"^fake kexec given [0-9a-f]{64}",),
        err=(r" arm64 Image, screen_info \(by __ksymtab\) filled at 0x[0-9a-f]+",)),
    Row("auto-syscall-copy", f"{FAKE} -a -p $KERNEL", out=(r"^differs ",), err_lines=0),
    Row("load-syscall-copy", f"{FAKE} -c -p $KERNEL", out=(r"^differs ",), err_lines=0),
    Row("off-is-original", f"KEXEC_FB=off {FAKE} -s -p $KERNEL | grep -c differs", status=1,
        out=(r"^0$",), err_lines=0),
    Row("outside-unchanged", f"{FAKE} -s -p $KERNEL >/dev/null; cmp $KERNEL /boot/vmlinuz2",
        err_lines=0),
    Row("file-syscall-missing", "kexec-fb exec -s -p $KERNEL --initrd=/boot/initrd --reuse-cmdline",
        status=255, loaded=False),
    Row("no-lost-memory", "free() { sed -n \"s/^MemFree: *\\([0-9]*\\) kB/\\1/p\" /proc/meminfo; }; "
        "sync; before=$(free); for i in 1 2 3 4 5 6; do " + FAKE + " -s -p $KERNEL >/dev/null; done; "
        "[ $((before - $(free))) -lt 40000 ]", err_lines=0),
    _untouched("truncated"),
    _untouched("short"),
    _untouched("filled", "screen_info is already filled in"),
    _untouched("gz-truncated"),
    _untouched("gz-corrupt"),
    _untouched("no-symbol"),
    _untouched("big-endian"),
    _untouched("foreign"),
    _untouched("text"),
    Row("required-filled", "KEXEC_FB=require kexec-fb exec -c -p /boot/filled", status=1,
        loaded=False, err_lines=1, err=(r"already filled in.*nothing is loaded",)),
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
