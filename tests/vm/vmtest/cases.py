# SPDX-License-Identifier: GPL-2.0-only
"""The tables of cases."""

import dataclasses

from hyperv.cases import CASES as HYPERV_CASES

from . import (arm64, bench, bios, checks, defaults, devicetree, displays, faults, file_load,
               foreign, hotplug, load, locked, mapped, misc, old, patched, refresh, selinux, sysfb, ubuntu, virtio,
               weston)
from .case import Case
from .paths import Failure

KERNELS = {"amd64": ("6.1", "6.12", "sid"), "arm64": ("6.1", "6.12", "sid")}
FAMILY = {"amd64": "x86", "arm64": "arm64"}


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
    arch: str = "amd64"
    options: str = ""
    kernels: tuple = ()     # (): all that KERNELS has


VGA = ("-device", "VGA")
CIRRUS = ("-device", "cirrus-vga")
SHOWN = (checks.efifb_bound, checks.pattern, checks.legible)
RIGHT = (checks.true_base, checks.size_in_bytes, *SHOWN)
# a DRM driver that leaves a linear framebuffer, of which plain kexec says nothing
LINEAR = {"situation": (checks.native_driver,), "result": RIGHT, "plain_fails": RIGHT,
          "plain": (checks.empty,)}

SCREENS = (
    Screen("bochs", VGA, (("bochs", ""),), "",
           (checks.native_driver,),
           (checks.current_mode, *RIGHT), RIGHT, (checks.empty,)),
    Screen("efifb", VGA, (), "", (),
           (checks.true_base, checks.firmware_bytes, checks.size_in_bytes, *SHOWN),
           (checks.firmware_bytes, checks.size_in_bytes),
           (checks.kexec_units, checks.true_base, *SHOWN)),
    Screen("bochs-mode", VGA, (("bochs", ""),), "video=1024x768",
           (checks.native_driver, checks.mode_changed),
           (checks.current_mode, *RIGHT), RIGHT, (checks.empty,)),
    Screen("bochs-nofb", VGA, (("drm_kms_helper", "fbdev_emulation=0"), ("bochs", "")), "",
           (checks.native_driver, checks.no_fb0),
           (checks.true_base, checks.size_in_bytes, checks.firmware_mode, *SHOWN),
           # without /dev/fb0 kexec passes on the firmware's bytes, which are still right here
           (), (checks.true_base, checks.size_in_bytes, checks.firmware_mode, *SHOWN)),
    Screen("cirrus", CIRRUS, (("cirrus", ""),), "", **LINEAR, kernels=("6.1", "6.12")),
    # its name since 6.14
    Screen("cirrus-qemu", CIRRUS, (("cirrus-qemu", ""),), "", **LINEAR, kernels=("sid",)),
    # the framebuffer's format differs from what is scanned out, because the driver converts
    Screen("cirrus-32", CIRRUS, (("cirrus", ""),), "video=1024x768-32",
           **LINEAR, kernels=("6.1", "6.12")),
    # these drivers leave no framebuffer, and kexec-fb must not invent one
    Screen("qxl", ("-device", "qxl-vga"), (("qxl", ""),), "",
           (checks.native_driver,), (checks.as_plain,), (), (checks.empty,), kernels=("6.1",)),
    # arm64's purgatory takes 11 to 16 s under TCG for its checksum: --no-checks
    Screen("arm64-ramfb", ("-device", "ramfb"), (), "",
           (checks.firmware_framebuffer,),
           arm64.RIGHT,
           arm64.ABSENT,
           (checks.no_framebuffer, checks.clean_log),
           arch="arm64", options="--no-checks"),
    Screen("arm64-virtio", ("-device", "virtio-gpu-pci"), (("virtio_pci", ""), ("virtio_gpu", "")),
           "", (checks.native_driver,), (checks.as_plain_fb,), (), (checks.no_framebuffer,),
           arch="arm64", options="--no-checks"),
)


def _screen_cases():
    for screen in SCREENS:
        family = FAMILY[screen.arch]
        for kernel in screen.kernels or KERNELS[screen.arch]:
            plain = f"plain-{screen.name}-{kernel}"
            machine = {"kernel": kernel, "display": screen.display, "arch": screen.arch,
                       "modules": screen.modules, "cmdline": screen.cmdline}
            yield Case(f"{screen.name}-{kernel}", options=f"-c -d -p {screen.options}".strip(),
                       checks=(checks.loaded, *screen.situation, *screen.result),
                       baseline=plain, groups=(family, f"{family}-fb", kernel), **machine)
            yield Case(plain, loader="plain", options=f"-c -p {screen.options}".strip(),
                       checks=(checks.loaded, *screen.situation, *screen.plain),
                       must_fail=screen.plain_fails,
                       groups=(family, f"{family}-plain", kernel), **machine)


def _misc_cases():
    for kernel in ("6.1", "6.12"):
        yield Case(f"misc-{kernel}", kernel, modules=(("bochs", ""),), trigger="none",
                   loader="kexec-fb", script=misc.script(), checks=misc.row_checks(),
                   groups=("x86", "x86-fb", "misc", kernel), seconds=300)


def _said_dark(run):
    """kexec-fb said at the load that the driver will switch the display off."""
    said = run.facts.need("first.load.err")
    return "kexec-fb: after kexec -e the screen stays dark" in said, said.strip()[-200:]


def _exec_cases():
    """A plain kexec -l and -e on x86: the next kernel is no crash kernel."""
    machine = {"kernel": "6.1", "modules": (("bochs", ""),), "trigger": "exec"}
    yield Case("bochs-exec-6.1", options="-c -d -l", baseline="plain-bochs-exec-6.1",
               checks=(checks.loaded, checks.native_driver, checks.current_mode, *RIGHT),
               groups=("x86", "x86-fb", "6.1"), **machine)
    yield Case("plain-bochs-exec-6.1", loader="plain", options="-c -l",
               checks=(checks.loaded, checks.native_driver, checks.empty),
               must_fail=RIGHT,
               groups=("x86", "x86-plain", "6.1"), **machine)


    # the bytes are right, but the driver switches the display off, so nothing can be seen
    machine["kernel"] = "6.12"
    yield Case("bochs-exec-6.12", options="-c -d -l",
               checks=(checks.loaded, checks.native_driver, checks.true_base,
                       checks.efifb_bound, _said_dark), must_fail=(checks.pattern,),
               groups=("x86", "x86-fb", "6.12"), **machine)


CASES = {case.name: case for case in (*_screen_cases(), *_misc_cases(), *_exec_cases(),
                                      *arm64.CASES, *bench.cases(), *bios.cases(), *devicetree.cases(),
                                      *faults.cases(), *file_load.CASES, *hotplug.CASES, *load.cases(), *locked.cases(), *mapped.CASES, *old.cases(),
                                      *refresh.cases(), *selinux.cases(), *sysfb.cases(), *ubuntu.cases(), *foreign.cases(),
                                      *displays.cases(), *virtio.cases(), *weston.CASES,
                                      *HYPERV_CASES)}
CASES.update({case.name: case for make in (patched, defaults)
              for case in make.cases(tuple(CASES.values()))})


def select(words):
    """The cases named by WORDS (cases or groups; none: all), in table order."""
    known = set(CASES).union(*(case.groups for case in CASES.values()))
    unknown = [w for w in words if w not in known]
    if unknown:
        raise Failure(f"no such case or group: {', '.join(unknown)}")
    return [case for case in CASES.values()
            if not words or case.name in words or set(case.groups) & set(words)]
