# SPDX-License-Identifier: GPL-2.0-only
"""x86 without EFI: SeaBIOS sets a VESA mode, screen_info is of type VLFB."""

from . import checks
from .case import Case

MODE = "vga=0x344"      # 1024x768x32 of QEMU's VGA
SHOWN = (checks.vesafb_bound, checks.pattern, checks.legible)


def cases():
    """vesafb left in place, and bochs in its stead; plain kexec beside each."""
    machine = {"kernel": "6.1", "machine": "bios", "cmdline": MODE}
    ours = {"groups": ("x86", "x86-fb", "bios", "6.1"), "options": "-c -d -p"}
    plain = {"groups": ("x86", "x86-plain", "bios", "6.1"), "options": "-c -p",
             "loader": "plain"}
    kept = (checks.loaded, checks.true_base, checks.size_in_units, *SHOWN)
    yield Case("bios-vesafb-6.1", checks=(*kept, checks.firmware_bytes),
               baseline="plain-bios-vesafb-6.1", **machine, **ours)
    yield Case("plain-bios-vesafb-6.1", checks=kept, **machine, **plain)

    moved = {"modules": (("bochs", ""),), **machine}
    right = (checks.true_base, checks.size_in_units, *SHOWN)
    yield Case("bios-bochs-6.1", baseline="plain-bios-bochs-6.1",
               checks=(checks.loaded, checks.native_driver, checks.current_mode, *right),
               **moved, **ours)
    yield Case("plain-bios-bochs-6.1", checks=(checks.loaded, checks.native_driver, checks.empty),
               must_fail=right, **moved, **plain)
