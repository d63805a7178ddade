# SPDX-License-Identifier: GPL-2.0-only
"""The kernel keeps up with CPUs and memory that come and go, though kexec_load() was taken.

For kexec_file_load() it does that by itself; kexec-fb, which takes kexec_load() where the mode has
changed, adds --hotplug. The kernel says in crash_hotplug whether it will. Nobody else would do it
in Debian: its udev rules call kdump-config in systemd-udevd, whose filter refuses kexec's calls.
"""

from . import checks
from .case import Case

KEEPS_UP = "/sys/devices/system/memory/crash_hotplug"
PLAIN = f"""
kexec -c -p /boot/vmlinuz --initrd=/boot/initrd --reuse-cmdline
put plain "$(cat {KEEPS_UP})"
"""
OURS = f"""
put ours "$(cat {KEEPS_UP})"
"""


def keeps_up(run):
    """By the kernel's own word; after plain kexec -c it does not: else this proves nothing."""
    plain, ours = run.facts.need("first.plain"), run.facts.need("first.ours")
    return (plain.strip(), ours.strip()) == ("0", "1"), f"crash_hotplug {ours}, plain {plain}"


CASES = (
    Case("hotplug-6.12", "6.12", modules=(("bochs", ""),), cmdline="video=1024x768",
         loader="kexec-fb-trixie", options="-p", script=PLAIN, after=OURS,
         groups=("defaults", "x86", "x86-fb", "6.12"),
         checks=(checks.loaded, checks.native_driver, checks.mode_changed, keeps_up,
                 checks.true_base, checks.efifb_bound, checks.pattern, checks.legible)),
)
