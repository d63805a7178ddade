# SPDX-License-Identifier: GPL-2.0-only
"""The cases on arm64, where the firmware's framebuffer lies in RAM and the VRAM elsewhere."""

import re

from vmtest import checks as common
from vmtest.arm64 import QUICK
from vmtest.case import Case
from vmtest.paths import Failure

from . import checks, rig

KERNELS = ("6.1", "6.12")
MIB = 1 << 20
# QEMU's virt machine has its PCI memory here, and the VGA's BAR 0 at the start of it
LOW_MMIO, LOW_MMIO_END = 0x10000000, 0x3efeffff
OFFSET = 9 * MIB
VRAM = 8 * MIB
MODE = {"width": 1024, "height": 768, "stride": 4096, "depth": 32}
REPORT = (f"low_mmio={LOW_MMIO:#x} low_mmio_end={LOW_MMIO_END:#x} "
          f"fb_base={LOW_MMIO + OFFSET:#x} fb_size={VRAM:#x}")
EFIFB = re.compile(r"efifb: framebuffer at (0x[0-9a-f]+)")


def _efifb_base(run, phase):
    """Where efifb found its framebuffer, by the kernel's log; 0 if it found none."""
    hit = EFIFB.search(run.facts.need(f"{phase}.dmesg"))
    return int(hit[1], 16) if hit else 0


def relocated(run):
    """The driver's memory is not where the firmware's framebuffer was."""
    base, firmware = checks.vram(run)[0], _efifb_base(run, "first")
    return 0 != firmware != base, f"VRAM {base:#x}, firmware's framebuffer {firmware:#x}"


def lit_mode(run):
    """The first kernel's mode is the one that the host prefers, not the firmware's 800x600."""
    fb = run.facts.fb0("first")
    return MODE.items() <= fb.items(), f"fb0 {fb or 'none'}"


def logged(run):
    """The crash kernel's log names the framebuffer at the driver's memory."""
    have, want = _efifb_base(run, "crash"), checks.vram(run)[0]
    return have == want, f"efifb at {have:#x}, VRAM {want:#x}"


def at_vram(run):
    """The crash kernel's framebuffer is the driver's memory, in the mode it had."""
    fb = run.facts.fb0("crash")
    want = {"base": checks.vram(run)[0], **MODE}
    return want.items() <= fb.items(), f"fb0 {fb or 'none'}"


def region_size(run):
    """lfb_size is the driver's whole region, by what the crash kernel itself holds."""
    start, end = checks.vram(run)
    want = f"screen_info lfb_base {start:#x} ext_lfb_base 0x0 lfb_size {end - start + 1:#x}"
    lines = [line for line in run.facts.need("crash.dmesg").splitlines()
             if "reserve_fb_report: screen_info " in line]
    if len(lines) != 1:
        raise Failure(f"{len(lines)} reports of the crash kernel's screen_info")
    return lines[0].endswith(want), lines[0]


def _add_table(first, _session):
    """Put the VMBus's ACPI table where the kernel looks for more tables."""
    # qemu-system-aarch64 has no -acpitable; CONFIG_ACPI_TABLE_UPGRADE reads this
    # from the initramfs, as long as that isn't compressed
    first.file("kernel/firmware/acpi/gen2.aml", rig.acpi_table(2))


SITUATION = (common.loaded, checks.hyperv_drm_lit, relocated, lit_mode)
SHOWN = (common.efifb_bound, common.pattern, common.legible)
TOLD = (at_vram, logged, region_size, checks.reserved)


# AAVMF draws on the ramfb only; hyperv_drm's pictures come out of the VGA
MACHINE = {"arch": "arm64", "seconds": 300, "prepare": _add_table,
           "display": ("-device", "VGA,id=vga,vgamem_mb=64", "-device", "ramfb"),
           "screen": "vga", "own_modules": rig.modules,
           "modules": (("hv_vmbus", f"vram_offset={OFFSET:#x}"), ("hyperv_drm", "")),
           "crash_modules": (("reserve_fb_report", REPORT),)}


def _cases():
    for kernel in KERNELS:
        name, plain = f"hyperv-arm64-relocated-{kernel}", f"plain-hyperv-arm64-relocated-{kernel}"
        machine = {"kernel": kernel, **MACHINE}
        yield Case(name, options=f"-c -d -p {QUICK}", baseline=plain,
                   checks=(*SITUATION, *TOLD, checks.window_clear, common.clean_log,
                           common.no_new_warning, common.firmware_works, *SHOWN),
                   groups=("hyperv", "hyperv-fb", "arm64", "arm64-fb", kernel), **machine)
        yield Case(plain, loader="plain", options=f"-c -p {QUICK}",
                   checks=(*SITUATION, common.no_framebuffer, common.clean_log),
                   must_fail=(*TOLD, *SHOWN),
                   groups=("hyperv", "hyperv-plain", "arm64", "arm64-plain", kernel), **machine)


CASES = tuple(_cases())
