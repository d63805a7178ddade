# SPDX-License-Identifier: GPL-2.0-only
"""Ubuntu's own packages: its kernel for Azure, and the kexec-tools of 20.04."""

from hyperv import checks as hyperv

from . import checks
from .case import Case
from .sysfb import DEBIAN, RELOCATED, shows

# where this kexec looks for sysfs; every distribution has it
MTAB = "mkdir -p /etc; ln -s /proc/self/mounts /etc/mtab"
AZURE, OLD_TOOLS = "azure", "focal"
EXACT = (checks.true_base, checks.size_in_bytes, checks.current_mode)
EFIFB = (checks.efifb_bound, checks.pattern, checks.legible)
SIMPLEDRM = (shows("crash", "simpledrm"), checks.pattern, checks.legible)


def kexec_2_0_18(run):
    """It was the kexec-tools that Ubuntu 20.04 has."""
    have = run.facts.kexec_tools()
    return have == "2.0.18", f"kexec-tools {have}"


def _pair(name, right, plain, plain_fails, **machine):
    """The case NAME and its baseline under plain kexec."""
    common = {"kernel": DEBIAN, "groups": ("sysfb", "ubuntu"), **machine}
    yield Case(name, options="-c -d -p", checks=(checks.loaded, *right),
               baseline=f"plain-{name}", **common)
    yield Case(f"plain-{name}", options="-c -p", checks=(checks.loaded, *plain), loader="plain",
               must_fail=plain_fails, **common)


def _azure():
    """Ubuntu's kernel for Azure, which has simpledrm and no efifb, as crash kernel and as both.

    Its VMBus driver is built in, so that as first kernel it does not take the stand-in's.
    """
    bochs = {"modules": (("bochs", ""),), "crash_kernel": AZURE}
    held = (checks.native_driver,)
    yield from _pair(f"azure-after-bochs-{DEBIAN}", (*held, *EXACT, *SIMPLEDRM),
                     (*held, checks.empty), (checks.true_base, *SIMPLEDRM), **bochs)
    # the report on Hyper-V's reservation is a module for kernels whose headers we have
    moved = {**RELOCATED.machine, "crash_kernel": AZURE, "crash_modules": ()}
    told = (hyperv.vram_base, hyperv.region_size, checks.current_mode, *SIMPLEDRM)
    yield from _pair(f"azure-after-hyperv-{DEBIAN}", (*RELOCATED.situation, *told),
                     (*RELOCATED.situation, checks.empty), (hyperv.vram_base, *SIMPLEDRM), **moved)
    kept = (shows("first", "simpledrm"),)
    yield from _pair(f"azure-after-firmware-{AZURE}",
                     (*kept, *EXACT, checks.firmware_bytes, *SIMPLEDRM),
                     (*kept, checks.empty), (checks.true_base, *SIMPLEDRM), kernel=AZURE)


def _old_tools():
    """kexec-tools 2.0.18 takes any /dev/fb0 for one whose address it knows."""
    yield from _pair(f"bochs-{DEBIAN}-by-2.0.18",
                     (kexec_2_0_18, checks.native_driver, *EXACT, *EFIFB),
                     (kexec_2_0_18, checks.native_driver, checks.empty),
                     (checks.true_base, *EFIFB), modules=(("bochs", ""),), tools=OLD_TOOLS,
                     script=MTAB)


def cases():
    """Each with what plain kexec leaves beside it."""
    yield from _azure()
    yield from _old_tools()
