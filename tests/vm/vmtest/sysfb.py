# SPDX-License-Identifier: GPL-2.0-only
"""Kernels without efifb: simpledrm, as on Ubuntu, or efidrm has the firmware's framebuffer.

Debian has no such kernel; ours are built by kernel/build. The one for arm64 has pages of 64 KiB,
too.
"""

import dataclasses

from hyperv import arm64 as hyperv_arm64
from hyperv import checks as hyperv
from hyperv.cases import GUESTS

from . import arm64, checks
from .case import Case

RELOCATED = next(guest for guest in GUESTS if guest.name == "relocated")
DEBIAN = "6.1"
BIG_PAGES = "simpledrm-64k"


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
    """The first kernel FIRST with what may have the screen there."""
    exact = (checks.true_base, checks.size_in_bytes, checks.current_mode)
    yield Situation(f"bochs-{first}", {"modules": (("bochs", ""),)},
                    (checks.native_driver,), exact)
    yield Situation(f"hyperv-{first}", RELOCATED.machine, RELOCATED.situation,
                    (hyperv.vram_base, hyperv.region_size, hyperv.reserved,
                     hyperv.window_clear, checks.current_mode))
    if first == driver:
        yield Situation(f"firmware-{first}", {}, (shows("first", driver),),
                        (*exact, checks.firmware_bytes))


def _cases(driver):
    shown = (shows("crash", driver), checks.pattern, checks.legible)
    for first in (DEBIAN, driver):
        for case in _situations(first, driver):
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


def _arm64_situations(first):
    """The first kernel FIRST: what it drives, what shows that, what the crash kernel must hold."""
    own = first == BIG_PAGES
    ramfb = shows("first", "simpledrm") if own else checks.firmware_framebuffer
    yield (f"ramfb-{first}", {"display": ("-device", "ramfb")}, (ramfb,), ())
    # only efifb logs an address to compare the driver's with
    lit = [check for check in hyperv_arm64.SITUATION
           if not own or check is not hyperv_arm64.relocated]
    told = (hyperv_arm64.region_size, hyperv.reserved, hyperv.window_clear)
    yield (f"hyperv-{first}", hyperv_arm64.MACHINE, lit, told)


def _arm64_cases():
    for first in (DEBIAN, BIG_PAGES):
        for name, machine, holds, told in _arm64_situations(first):
            name = f"{BIG_PAGES}-after-{name}"
            common = {"kernel": first, "crash_kernel": BIG_PAGES, "arch": "arm64",
                      "groups": ("sysfb", BIG_PAGES), "seconds": 300, **machine}
            shown = (*told, shows("crash", "simpledrm"), checks.pattern, checks.legible)
            paged = (pages_of_64k,) if first == BIG_PAGES else ()
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
    yield from _arm64_cases()
