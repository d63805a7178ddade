# SPDX-License-Identifier: GPL-2.0-only
"""Loads without an option for the system call, as distributions make them, by each release's kexec.

Before 2.0.27 kexec then uses kexec_load(), and since 2.0.27 kexec_file_load() if it can. The
crash kernel's screen must be the same as with -c. strace counts the calls.
"""

import dataclasses
import re

from hyperv import rig

from . import checks
from .archive import archive
from .build import tree_libdirs
from .case import LOADERS

# The machine of these cases, and what of their checks plain kexec fails: it passes on the
# firmware's screen_info, which is right unless the driver moved or changed the mode.
MACHINES = ("bochs", "bochs-mode", "efifb", "virtio", "hyperv-relocated", "hyperv-still")
KERNELS = ("6.1", "6.12")
OLD = ("6.1",)
LOADERS_OF = {"kexec-fb": "plain", "kexec-fb-trixie": "plain-trixie",
              "kexec-fb-sid": "plain-sid"}
DEFAULT_SET = (("bochs-mode", "6.1", "kexec-fb-trixie"),
               ("hyperv-relocated", "6.12", "kexec-fb-trixie"),
               ("efifb", "6.1", "kexec-fb-trixie"))
WANDERS = ("bochs", "bochs-mode", "cleared")
STALE = ("bochs-mode", "hyperv-relocated", "hyperv-still", "cleared")
# of a -c case, which holds the firmware's bytes with our own changes
ONLY_LOAD = ("as_plain",)
STRACE = "strace -f -qq -o /tmp/calls -e trace=kexec_load,kexec_file_load,openat,openat2"
CALLS = """
puttext calls </tmp/calls
"""


def _add_strace(prepare):
    def add(image, session):
        source = archive("bookworm", "amd64")
        image.program("bin/strace", source.unpack("strace") / "usr/bin/strace",
                      tree_libdirs(source.unpack(*source.libraries("strace", "libunwind8",
                                                                    "liblzma5")), "amd64"))
        if prepare:
            prepare(image, session)
    return add


def _calls(run):
    """The loads that were tried, [(name, what it returned)]."""
    found = re.findall(r"(kexec_load|kexec_file_load)\((.*)\) += (-?\d+)",
                       run.facts.need("first.calls"))
    # kexec-fb's own question, with flags that no kernel accepts
    return [(name, result) for name, arguments, result in found
            if "KEXEC_ARCH_???" not in arguments and "-1, -1" not in arguments]


def one_load(run):
    """One system call loaded, and none failed before it."""
    calls = _calls(run)
    return len(calls) == 1 and calls[0][1] == "0", f"{calls}"


def by_kexec_load(run):
    """It was kexec_load()."""
    calls = _calls(run)
    return bool(calls) and calls[-1][0] == "kexec_load", f"{calls}"


def by_kexec_file_load(run):
    """It was kexec_file_load()."""
    calls = _calls(run)
    return bool(calls) and calls[-1][0] == "kexec_file_load", f"{calls}"


def _walked(run):
    return "/proc/self/pagemap" in run.facts.need("first.calls")


def walks(run):
    """The driver's buffers may lie anywhere, so kexec-fb looks at its page tables."""
    return _walked(run), f"pagemap opened: {_walked(run)}"


def no_walk(run):
    """The driver's buffer lies where it must, so kexec-fb looks at no page tables."""
    return not _walked(run), f"pagemap opened: {_walked(run)}"


def _call(machine, loader):
    """The check which system call is taken."""
    file_load = LOADERS[loader].source and machine not in STALE
    return by_kexec_file_load if file_load else by_kexec_load


def _alike(case, plain_case, machine, loader, groups):
    """CASE and its baseline PLAIN_CASE, but without -c, loaded by LOADER."""
    command = LOADERS[loader].command
    plain = LOADERS_OF[loader]
    name = f"{machine}-{case.kernel}-by-{loader.removeprefix('kexec-fb').strip('-') or 'bookworm'}"
    kept = tuple(c for c in case.checks if c.__name__ not in ONLY_LOAD)
    takes = _call(machine, loader)
    # With -d kexec passes KEXEC_FILE_DEBUG, which kernels before 6.7 refuse.
    quiet = takes is by_kexec_file_load and case.kernel in OLD
    yield dataclasses.replace(
        case, name=f"default-{name}", loader=loader, options="-p" if quiet else "-d -p",
        command=f"{STRACE} {command}", after=CALLS, baseline=f"plain-default-{name}",
        checks=(*kept, one_load, takes, walks if machine in WANDERS else no_walk),
        prepare=_add_strace(case.prepare), groups=groups)
    lost = ()
    if not LOADERS[plain].source:
        lost = plain_case.must_fail
    elif machine in STALE:
        lost = (checks.pattern, checks.legible)
    # check needs to know whether virtio_pci is in the initrd, and nobody noted which that is
    blind = machine == "virtio" and case.kernel in OLD and LOADERS[plain].source
    yield dataclasses.replace(
        plain_case, name=f"plain-default-{name}", loader=plain, options="-p",
        unforeseen="no note of the initrd" if blind else plain_case.unforeseen,
        checks=(checks.loaded,), must_fail=lost, baseline="", groups=groups)


def cases(others):
    """The cases made from OTHERS, those of kexec-fb -c."""
    others = {case.name: case for case in others}
    for machine in MACHINES:
        for kernel in KERNELS:
            for loader in LOADERS_OF:
                chosen = (machine, kernel, loader) in DEFAULT_SET
                groups = ("defaults", *(("x86", "x86-fb", kernel) if chosen else ()))
                yield from _alike(others[f"{machine}-{kernel}"],
                                  others[f"plain-{machine}-{kernel}"], machine, loader, groups)
    yield from _cleared(others)


def _cleared(others):
    """A driver has cleared the kernel's screen_info, so kexec_file_load() passes on nothing.

    The mode is the firmware's, so only the kernel's own memory shows the difference.
    """
    case, plain = others["bochs-6.1"], others["plain-bochs-6.1"]
    changed = {"own_modules": rig.modules,
               "modules": (*case.modules, ("clear_screen_info", ""))}
    for loader in LOADERS_OF:
        by = loader.removeprefix("kexec-fb").strip("-") or "bookworm"
        chosen = by == "trixie"
        name = "cleared-6.1" if chosen else f"cleared-6.1-by-{by}"
        groups = ("defaults", *(("x86", "x86-fb", "6.1") if chosen else ()))
        ours, theirs = _alike(dataclasses.replace(case, **changed),
                              dataclasses.replace(plain, **changed),
                              "cleared", loader, groups)
        yield dataclasses.replace(ours, name=f"default-{name}", baseline=f"plain-default-{name}")
        yield dataclasses.replace(theirs, name=f"plain-default-{name}",
                                  checks=(checks.loaded, checks.empty),
                                  must_fail=(checks.efifb_bound, checks.pattern))
