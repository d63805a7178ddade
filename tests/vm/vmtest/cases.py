# SPDX-License-Identifier: GPL-2.0-only
"""The tables of cases."""

import dataclasses

from . import checks, misc
from .case import Case

KERNELS = ("6.1", "6.12")


@dataclasses.dataclass(frozen=True)
class Screen:
    """A display situation, and what holds of it under kexec-fb and under plain kexec."""

    name: str
    display: tuple
    modules: tuple
    cmdline: str
    situation: tuple    # checks that the first kernel is what the case is about
    result: tuple       # checks of the crash kernel; the plain run must fail plain_fails
    plain_fails: tuple
    plain: tuple        # what plain kexec is known to leave instead


VGA = ("-device", "VGA")
SHOWN = (checks.efifb_bound, checks.pattern, checks.legible)

SCREENS = (
    Screen("bochs", VGA, (("bochs", ""),), "",
           (checks.native_driver,),
           (checks.true_base, checks.size_in_bytes, checks.current_mode, *SHOWN),
           (checks.true_base, checks.size_in_bytes, *SHOWN), (checks.empty,)),
    Screen("efifb", VGA, (), "", (),
           (checks.true_base, checks.firmware_bytes, checks.size_in_bytes, *SHOWN),
           (checks.firmware_bytes, checks.size_in_bytes),
           (checks.kexec_units, checks.true_base, *SHOWN)),
    Screen("bochs-mode", VGA, (("bochs", ""),), "video=1024x768",
           (checks.native_driver, checks.mode_changed),
           (checks.true_base, checks.size_in_bytes, checks.current_mode, *SHOWN),
           (checks.true_base, checks.size_in_bytes, *SHOWN), (checks.empty,)),
    Screen("bochs-nofb", VGA, (("drm_kms_helper", "fbdev_emulation=0"), ("bochs", "")), "",
           (checks.native_driver, checks.no_fb0),
           (checks.true_base, checks.size_in_bytes, checks.firmware_mode, *SHOWN),
           (), ()),
    Screen("virtio", ("-device", "virtio-vga"), (("virtio_pci", ""), ("virtio_gpu", "")), "",
           (checks.native_driver,), (checks.as_plain,), (), (checks.empty,)),
)


def _screen_cases():
    for screen in SCREENS:
        for kernel in KERNELS:
            plain = f"plain-{screen.name}-{kernel}"
            machine = {"kernel": kernel, "display": screen.display,
                       "modules": screen.modules, "cmdline": screen.cmdline}
            yield Case(f"{screen.name}-{kernel}", checks=(
                checks.loaded, *screen.situation, *screen.result), baseline=plain,
                groups=("x86", "fb", kernel), **machine)
            yield Case(plain, loader="plain", options="-c -p", checks=(
                checks.loaded, *screen.situation, *screen.plain),
                must_fail=screen.plain_fails, groups=("x86", "plain", kernel), **machine)


def _misc_cases():
    for kernel in KERNELS:
        yield Case(f"misc-{kernel}", kernel, modules=(("bochs", ""),), trigger="none",
                   loader="kexec-fb", script=misc.script(), checks=misc.row_checks(),
                   groups=("x86", "fb", "misc", kernel), seconds=300)


CASES = {case.name: case for case in (*_screen_cases(), *_misc_cases())}


def select(words):
    """The cases named by WORDS (cases or groups; none: all), in table order."""
    known = set(CASES).union(*(case.groups for case in CASES.values()))
    unknown = [w for w in words if w not in known]
    if unknown:
        raise KeyError(", ".join(unknown))
    return [case for case in CASES.values()
            if not words or case.name in words or set(case.groups) & set(words)]
