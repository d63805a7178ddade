# SPDX-License-Identifier: GPL-2.0-only
"""Displays beyond the usual one: two cards, framebuffers at odd places and of odd kinds.

QEMU and OVMF have no XBGR framebuffer, none that is rotated, and none whose lines are
padded (QEMU's VGA rounds the width instead): those are recorded machines and unit tests.
"""

from . import arm64, bios, checks
from .case import Case

FOUR_GIB = 1 << 32
BIOS_RIGHT = (checks.true_base, checks.size_in_units, *bios.SHOWN)
EFI_RIGHT = (checks.true_base, checks.size_in_bytes, checks.efifb_bound, checks.pattern,
             checks.legible)
FIRST, SECOND = "pcie.0,addr=0x2", "pcie.0,addr=0x3"


def above_4gib(run):
    """The first kernel's framebuffer lies above 4 GiB."""
    base = run.facts.fb0("first").get("base", 0)
    return base >= FOUR_GIB, f"framebuffer at {base:#x}"


def _depth(bits):
    """A check: the first kernel's screen has BITS per pixel."""
    def check(run):
        fb = run.facts.fb0("first")
        return fb.get("depth") == bits, f"depth {fb.get('depth')}"
    check.__name__ = f"{bits} bits per pixel"
    return check


def portrait(run):
    """The first kernel's screen is higher than it is wide."""
    fb = run.facts.fb0("first")
    return fb.get("height", 0) > fb.get("width", 0) > 0, f"{fb.get('width')}x{fb.get('height')}"


def two_cards(run):
    """The first kernel drives two cards."""
    cards = [line.split() for line in run.facts.get("first.drm", "").splitlines()]
    return len(cards) == 2, " ".join(card[2] for card in cards)


def _pair(name, version, right, plain, plain_fails, options="", **machine):
    """The case NAME and its baseline under plain kexec."""
    common = {"kernel": version, "groups": ("displays",), **machine}
    yield Case(f"{name}-{version}", options=f"-c -d -p {options}".strip(),
               checks=(checks.loaded, *right), baseline=f"plain-{name}-{version}", **common)
    yield Case(f"plain-{name}-{version}", options=f"-c -p {options}".strip(),
               checks=(checks.loaded, *plain), loader="plain", must_fail=plain_fails, **common)


def _bios():
    """vesafb in place and bochs over it on newer kernels; 16 and 24 bits per pixel."""
    for version in ("6.12", "sid"):
        yield from _pair("bios-vesafb", version, (*BIOS_RIGHT, checks.firmware_bytes), BIOS_RIGHT,
                         (), machine="bios", cmdline=bios.MODE)
        yield from _pair("bios-bochs", version,
                         (checks.native_driver, checks.current_mode, *BIOS_RIGHT),
                         (checks.native_driver, checks.empty), BIOS_RIGHT,
                         machine="bios", cmdline=bios.MODE, modules=(("bochs", ""),))
    for bits, mode in ((16, "vga=0x317"), (24, "vga=0x318")):
        yield from _pair(f"bios-{bits}-bits", "6.1",
                         (_depth(bits), *BIOS_RIGHT, checks.firmware_bytes),
                         (_depth(bits), *BIOS_RIGHT), (), machine="bios", cmdline=mode)


def _high():
    """Above 4 GiB: arm64's firmware takes ramfb's memory from the top of RAM.

    On x86-64 it does not, and no display of QEMU has a BAR 0 of 64 bits.
    """
    yield from _pair("arm64-ramfb-high", "6.1", (above_4gib, *arm64.RIGHT),
                     (above_4gib, checks.no_framebuffer, checks.clean_log), arm64.ABSENT,
                     options=arm64.QUICK, qemu=("-m", "6144M"), **arm64.MACHINE)


def _cards():
    """The firmware's card with the console, beside one that another driver or the same has."""
    exact = (two_cards, checks.firmware_mode, *EFI_RIGHT)
    vga = f"VGA,id=vga,bus={FIRST}"
    machines = {
        "two-bochs": {"display": ("-device", vga, "-device", f"bochs-display,bus={SECOND}"),
                      "modules": (("bochs", ""),), "screen": "vga"},
        # the card without a linear framebuffer is the first that a driver takes
        "virtio-bochs": {"display": ("-device", vga, "-device", f"virtio-gpu-pci,bus={SECOND}"),
                         "modules": (("virtio_pci", ""), ("virtio_gpu", ""), ("bochs", "")),
                         "screen": "vga"},
    }
    for name, machine in machines.items():
        yield from _pair(name, "6.1", exact, (two_cards, checks.empty), EFI_RIGHT, **machine)


def cases():
    """Each with what plain kexec leaves beside it."""
    yield from _bios()
    yield from _high()
    yield from _cards()
    yield from _pair("bochs-portrait", "6.1",
                     (portrait, checks.native_driver, checks.current_mode, *EFI_RIGHT),
                     (portrait, checks.native_driver, checks.empty), EFI_RIGHT,
                     modules=(("bochs", ""),), cmdline="video=768x1024")
