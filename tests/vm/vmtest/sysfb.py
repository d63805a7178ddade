# SPDX-License-Identifier: GPL-2.0-only
"""Kernels without efifb, like Ubuntu's: simpledrm draws on the firmware's framebuffer.

Debian has no such kernel; ours is built by kernel/build.
"""

import dataclasses

from hyperv import checks as hyperv
from hyperv.cases import GUESTS

from . import checks
from .case import Case

RELOCATED = next(guest for guest in GUESTS if guest.name == "relocated")
DEBIAN = "6.1"


def _fb(phase, name):
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
        yield Situation(f"firmware-{first}", {}, (_fb("first", driver),),
                        (*exact, checks.firmware_bytes))


def _cases(driver):
    shown = (_fb("crash", driver), checks.pattern, checks.legible)
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


def cases():
    """As crash kernel under Debian's and under itself; plain kexec beside each."""
    yield from _cases("simpledrm")
