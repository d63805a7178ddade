# SPDX-License-Identifier: GPL-2.0-only
"""Kernels without efifb: simpledrm, as on Ubuntu, or efidrm has the firmware's framebuffer.

Debian has no such kernel; ours are built by kernel/build. One of those for arm64 has pages of
64 KiB, too.
"""

import dataclasses

from hyperv import arm64 as hyperv_arm64
from hyperv import checks as hyperv
from hyperv.cases import GUESTS

from . import arm64, checks
from .case import Case

RELOCATED = next(guest for guest in GUESTS if guest.name == "relocated")
DEBIAN = "6.1"
# First kernels: Debian's. 7.2 has no module in whose place the stand-in could be loaded.
FIRST = {"6.1": ("bochs", "hyperv"), "6.12": ("bochs", "hyperv"), "sid": ("bochs",)}
OWN_FIRST = ("bochs", "hyperv", "firmware")


@dataclasses.dataclass(frozen=True)
class Arm64Kernel:
    """One of ours: its driver of the firmware's framebuffer, its pages."""

    name: str
    driver: str
    page_size: int


ARM64 = (Arm64Kernel("simpledrm-64k", "simpledrm", 65536),
         Arm64Kernel("efidrm-arm64", "efidrm", 4096))


def shows(phase, name):
    """A check: the framebuffer of PHASE is NAME's."""
    def check(run):
        fb = run.facts.get(f"{phase}.fb", "").strip()
        return fb.endswith(f" {name}drmfb"), f"fb: {fb or 'none'}"
    check.__name__ = f"{phase} has {name}"
    return check


@dataclasses.dataclass(frozen=True)
class Situation:
    """What had the screen in the first kernel, and what must be handed over."""

    name: str
    machine: dict
    holds: tuple
    right: tuple


def _situations(first, driver):
    """What may have the screen in the first kernel FIRST."""
    exact = (checks.true_base, checks.size_in_bytes, checks.current_mode)
    yield Situation(f"bochs-{first}", {"modules": (("bochs", ""),)},
                    (checks.native_driver,), exact)
    yield Situation(f"hyperv-{first}", RELOCATED.machine, RELOCATED.situation,
                    (hyperv.vram_base, hyperv.region_size, hyperv.reserved,
                     hyperv.window_clear, checks.current_mode))
    yield Situation(f"firmware-{first}", {}, (shows("first", driver),),
                    (*exact, checks.firmware_bytes))


def _cases(driver):
    shown = (shows("crash", driver), checks.pattern, checks.legible)
    for first, wanted in (*FIRST.items(), (driver, OWN_FIRST)):
        for case in _situations(first, driver):
            if not case.name.startswith(wanted):
                continue
            name = f"{driver}-after-{case.name}"
            common = {"kernel": first, "crash_kernel": driver, "groups": ("sysfb", driver),
                      **case.machine}
            yield Case(name, options="-c -d -p", baseline=f"plain-{name}",
                       checks=(checks.loaded, *case.holds, *case.right, *shown), **common)
            yield Case(f"plain-{name}", options="-c -p", loader="plain",
                       checks=(checks.loaded, *case.holds, checks.empty),
                       must_fail=(*case.right[:1], *shown), **common)


def pages_of_64k(run):
    """The first kernel has pages of 64 KiB, and kexec-fb knew."""
    return "auxv: pages of 65536 bytes" in run.facts.need("first.load.err"), "pages of 65536 bytes"


def _arm64_situations(first, own):
    """The first kernel FIRST: what it drives, what shows that, what the crash kernel must hold."""
    is_own = first == own.name
    ramfb = shows("first", own.driver) if is_own else checks.firmware_framebuffer
    yield (f"ramfb-{first}", {"display": ("-device", "ramfb")}, (ramfb,), ())
    # only efifb logs an address to compare the driver's with
    lit = [check for check in hyperv_arm64.SITUATION
           if not is_own or check is not hyperv_arm64.relocated]
    told = (hyperv_arm64.region_size, hyperv.reserved, hyperv.window_clear)
    yield (f"hyperv-{first}", hyperv_arm64.MACHINE, lit, told)


def _arm64_cases(own):
    for first in (*FIRST, own.name):
        for name, machine, holds, told in _arm64_situations(first, own):
            if name.startswith("hyperv") and first == "sid":
                continue
            name = f"{own.name}-after-{name}"
            common = {"kernel": first, "crash_kernel": own.name, "arch": "arm64",
                      "groups": ("sysfb", own.name), "seconds": 300, **machine}
            shown = (*told, shows("crash", own.driver), checks.pattern, checks.legible)
            paged = (pages_of_64k,) if first == own.name and own.page_size == 65536 else ()
            yield Case(name, options=f"-c -d -p {arm64.QUICK}", baseline=f"plain-{name}",
                       checks=(checks.loaded, *holds, *paged, *shown, checks.clean_log,
                               checks.no_new_warning, checks.firmware_works), **common)
            yield Case(f"plain-{name}", options=f"-c -p {arm64.QUICK}", loader="plain",
                       checks=(checks.loaded, *holds, checks.no_framebuffer, checks.clean_log),
                       must_fail=(*told[:2], *shown[-3:]), **common)


def cases():
    """As crash kernel under Debian's and under itself; plain kexec beside each."""
    for driver in ("simpledrm", "efidrm"):
        yield from _cases(driver)
    for own in ARM64:
        yield from _arm64_cases(own)
