# SPDX-License-Identifier: GPL-2.0-only
"""The kexec of distro/kexec-tools, which asks libkexecfb itself: alone, and behind kexec-fb.

Its cases are kexec-fb's own, on the same machines. What it prints and hands over must be the
same, byte for byte. A kexec built the same way without the patch must fail them.
"""

import dataclasses
import os
import pathlib
import re
import tempfile

from . import checks, misc_arm64
from .arch import compiler
from .archive import run
from .case import LOADERS, Case
from .paths import GUEST_DIR, TOP_DIR, once

BUILD = TOP_DIR / "distro/kexec-tools/build"
# Loader -> kexec-fb's cases in which it loads instead.
LIKE = {
    "patched": ("bochs-6.1", "hyperv-relocated-6.1", "efifb-6.1", "virtio-6.1",
                "arm64-ramfb-6.1", "hyperv-arm64-relocated-6.1"),
    "patched-behind": ("bochs-6.1", "efifb-6.1", "hyperv-relocated-6.1", "arm64-ramfb-6.1"),
    # kexec unpacks the last three itself, zboot since 2.0.28
    "patched-trixie": ("bochs-6.12", "hyperv-relocated-6.12", "arm64-ramfb-6.12",
                       "arm64-gz-6.12", "arm64-zboot-6.12", "arm64-elf-6.12"),
    "patched-sid": ("arm64-ramfb-sid",),
}
# Without -c, as newer kexec is called: it tries kexec_file_load() first, which Debian's
# arm64 kernels don't have.
AUTO = ("arm64-ramfb-6.12", "arm64-ramfb-sid")
# Plain kexec's cases, and so what must fail in them
UNPATCHED = ("plain-bochs-6.1", "plain-hyperv-relocated-6.1", "plain-arm64-ramfb-6.1")
ONLY_KEXEC_FB = ("nonroot", "uncapable", "as_plain")
PREFIX = "kexec-fb: "
# Debian's arm64 kernels have no kexec_file_load(): handed.so keeps what it would be given.
FILE_SYSCALL = r"""
export LD_PRELOAD=/lib/handed.so
load='kexec -s -p /boot/vmlinuz --initrd=/boot/initrd --append=quiet'
run misc.file-syscall-copy env HANDED=/tmp/a sh -c 	"$load -d && cmp -l /tmp/a.1 /boot/vmlinuz | sed 's/^ */differs /'"
run refused env HANDED=/tmp/b REFUSE=1 sh -c "$load -d && cmp /tmp/b.2 /boot/vmlinuz"
run off env HANDED=/tmp/c KEXEC_FB=off sh -c "$load && cmp /tmp/c.1 /boot/vmlinuz"
unset LD_PRELOAD
"""


@once
def build(source, arch, kexec_fb, out):
    """Path of the kexec of SOURCE (a case.KexecTools) for ARCH, built once in a session."""
    name, how = "patched", ["--kexec-fb", os.path.abspath(kexec_fb)]
    if not source.patch:
        name, how = "unpatched", ["--unpatched"]
    folder = pathlib.Path(out, f"kexec-tools-{source.release}-{arch}-{name}")
    run([str(BUILD), source.release, arch, str(folder), *how])
    return folder / "kexec"


# check needs to know whether virtio_pci is in the crash kernel's initrd
INITRD_COUNTS = ("virtio-6.1",)


def _said(a_run):
    """What was said with -d of the screen: the lines up to the 64 bytes.

    Leaves out the number of regions in /proc/iomem, which differs from boot to boot: two
    reservations that happen to touch are one region.
    """
    lines = [re.sub(r"iomem: \d+ regions$", "iomem: regions", line)
             for line in a_run.facts.need("first.load.err").splitlines()
             if line.startswith(PREFIX)]
    ends = [i for i, line in enumerate(lines) if line.startswith(f"{PREFIX}screen_info ")]
    return lines[:ends[0] + 1] if ends else lines


def _handed(a_run):
    """What the crash kernel has: its boot parameters' screen_info and its framebuffer."""
    return a_run.facts.get("crash.screen_info"), a_run.facts.get("crash.fb0")


def same_lines(a_run):
    """It printed what kexec-fb prints on the same machine, 64 bytes included."""
    have, want = _said(a_run), _said(a_run.baseline())
    differ = [f"{a!r} not {b!r}" for a, b in zip(have, want) if a != b]
    return bool(have) and have == want, "; ".join(differ) or f"{len(have)} lines of {len(want)}"


def same_bytes(a_run):
    """The crash kernel was handed what it gets under kexec-fb."""
    have, want = _handed(a_run), _handed(a_run.baseline())
    return any(have) and have == want, "equal" if have == want else f"{have}, {want}"


def by_itself(a_run):
    """This kexec really asked by itself: once more than kexec-fb in front of it did."""
    said = a_run.facts.need("first.load.err").splitlines()
    count = sum(line.startswith(f"{PREFIX}drm: ") or line.startswith(f"{PREFIX}fbdev: ")
                for line in said)
    once = sum(line.startswith(f"{PREFIX}drm: ") or line.startswith(f"{PREFIX}fbdev: ")
               for line in a_run.baseline().facts.need("first.load.err").splitlines())
    return count > once, f"{count} answers, {once} without the patch"


def _add_handed(first, _session):
    with tempfile.TemporaryDirectory() as folder:
        library = pathlib.Path(folder, "handed.so")
        run([*compiler("arm64"), "-shared", "-fPIC", "-O2", "-Wall", "-Wextra", "-Werror",
             "-o", str(library), str(GUEST_DIR / "handed.c")])
        first.file("lib/handed.so", library.read_bytes(), 0o755)


def refused_copy(a_run):
    """The kernel refused the copy, a line said so, and the original was loaded."""
    status, said = (a_run.facts.need(f"first.refused.{key}") for key in ("status", "err"))
    good = status == "0" and f"{PREFIX}the filled copy is refused: " in said
    return good, f"exit status {status}"


def off_is_original(a_run):
    """With KEXEC_FB=off the original was loaded, and nothing said."""
    status, said = (a_run.facts.need(f"first.off.{key}") for key in ("status", "err"))
    return status == "0" and not said, f"exit status {status}, {said!r}"


def _groups(case):
    return "patched", f"patched-{'arm64' if case.arch == 'arm64' else 'x86'}", case.kernel


def _file_syscall(loader):
    case = Case(f"{loader}-arm64-s-{misc_arm64.VERSION}", misc_arm64.VERSION, arch="arm64",
                display=("-device", "ramfb"), loader=loader, trigger="none",
                script=FILE_SYSCALL, prepare=_add_handed,
                checks=(checks.firmware_framebuffer, misc_arm64.copy_is_right, refused_copy,
                        off_is_original))
    return dataclasses.replace(case, groups=_groups(case))


def _alike(case, loader):
    """CASE, loaded by LOADER: the same bytes handed over, the same lines said."""
    kept = [c for c in case.checks if c.__name__ not in ONLY_KEXEC_FB and
            not c.__name__.startswith("taken for ")]
    last = by_itself if LOADERS[loader].needs_kexec_fb else same_lines
    options = case.options.replace("-c ", "") if case.name in AUTO else case.options
    # only x86 can be asked what the loaded kernel was told
    silent = case.arch == "arm64" and not LOADERS[loader].needs_kexec_fb
    # nor by itself, what the initrd was
    silent |= case.name in INITRD_COUNTS and not LOADERS[loader].needs_kexec_fb
    return dataclasses.replace(case, name=f"{loader}-{case.name}", loader=loader, script="",
                               unforeseen="no note of the load" if silent else case.unforeseen,
                               options=options, baseline=case.name,
                               checks=(*kept, same_bytes, last), groups=_groups(case))


def cases(others):
    """The cases made from OTHERS, those of kexec-fb and plain kexec, and of kexec_file_load()."""
    others = {case.name: case for case in others}
    for loader in ("patched", "patched-sid"):
        yield _file_syscall(loader)
    for loader, names in LIKE.items():
        yield from (_alike(others[name], loader) for name in names)
    for name in UNPATCHED:
        case = others[name]
        yield dataclasses.replace(case, name=name.replace("plain", "unpatched", 1),
                                  loader="unpatched", groups=_groups(case))
