# SPDX-License-Identifier: GPL-2.0-only
"""arm64 with neither EFI nor ACPI: a simple-framebuffer node tells the next kernel."""

from . import checks
from .case import Case

VERSIONS = ("6.1", "6.12", "sid")
SIMPLEFB = "simple"
NODE = r"""
put dt.firmware "$(ls -d /sys/firmware/efi /sys/firmware/acpi 2>/dev/null)"
"""


def devicetree_only(run):
    """The machine described itself by a devicetree alone: else the case proves nothing."""
    have = run.facts.need("first.dt.firmware").strip()
    return not have, have or "no EFI, no ACPI"


def same_mode(run):
    """The crash kernel's framebuffer has the mode that the first kernel's driver set."""
    have, want = run.facts.fb0("crash"), run.facts.fb0("first")
    keys = ("width", "height", "depth", "stride")
    have, want = (tuple(fb.get(k) for k in keys) for fb in (have, want))
    return None not in want and have == want, f"{have}, first kernel's {want}"


def at_bar0(run):
    """The crash kernel's framebuffer is where the display controller's memory is."""
    base, want = run.facts.fb0("crash").get("base"), run.facts.bar0()
    return base == want, f"base {base}, BAR 0 at {want:#x}"


def simplefb_bound(run):
    """The crash kernel's driver for the devicetree's node took it."""
    fb = run.facts.get("crash.fb", "").strip()
    return fb.endswith(SIMPLEFB), f"fb: {fb or 'none'}"


SITUATION = (checks.loaded, checks.native_driver, devicetree_only)
RIGHT = (simplefb_bound, at_bar0, same_mode, checks.pattern, checks.legible)


def cases():
    """bochs on PCI, which leaves a linear framebuffer; plain kexec beside it."""
    machine = {"arch": "arm64", "machine": "arm64-dt", "display": ("-device", "bochs-display"),
               "modules": (("bochs", ""),), "script": NODE}
    for version in VERSIONS:
        name = f"arm64-dt-{version}"
        yield Case(name, version, checks=(*SITUATION, *RIGHT, checks.clean_log,
                                          checks.no_new_warning),
                   baseline=f"plain-{name}", options="-c -d -p --no-checks",
                   groups=("arm64", "arm64-fb", version), **machine)
        yield Case(f"plain-{name}", version, loader="plain", options="-c -p --no-checks",
                   checks=(*SITUATION, checks.no_framebuffer, checks.clean_log),
                   must_fail=RIGHT, groups=("arm64", "arm64-plain", version), **machine)
