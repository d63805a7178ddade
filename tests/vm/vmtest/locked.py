# SPDX-License-Identifier: GPL-2.0-only
"""x86-64 with Secure Boot on: only kexec_file_load(), only signed kernels.

OVMF has Microsoft's keys, as on a PC: it starts Debian's shim, which starts Debian's GRUB, which
starts Debian's kernel, each with its own signature. The kernel then locks itself down. The mode
has changed since boot, which kexec_file_load() does not know.
"""

from . import checks, misc
from .case import Case
from .misc import Row

KERNELS = ("6.1", "6.12")
LOCKED = """
mount -t securityfs securityfs /sys/kernel/security
put lockdown "$(cat /sys/kernel/security/lockdown)"
"""
REST = "$KERNEL --initrd=/boot/initrd --reuse-cmdline"
SHOWN = (checks.efifb_bound, checks.pattern, checks.legible)
# Under lockdown kexec_load() cannot even unload.
UNLOAD = "kexec -s -p -u;"
ROWS = (
    Row("plain-c", f"{UNLOAD} kexec -c -p {REST}", status=255, loaded=False),
    Row("c", f"{UNLOAD} kexec-fb exec -c -p {REST}", status=255, loaded=False,
        err=(misc.PLAIN + r"the kernel is locked down .* refuses kexec_load",
             r"^kexec-fb: hint: load with -s ")),
    Row("s-own-option", f"{UNLOAD} kexec-fb exec -s -p {REST} --append=video=efifb:nowc",
        loaded=True, err_lines=2,
        err=(r"has a video=efifb: of its own$", r"^kexec-fb: hint: kexec_load\(\) would ")),
    Row("s-required", f"{UNLOAD} KEXEC_FB=require kexec-fb exec -s -p {REST}", loaded=True,
        err=(r"video=efifb:\S+ added to the next kernel's command line",), err_lines=1),
)


def is_locked_down(a_run):
    """The first kernel was locked down: else the case proves nothing."""
    have = a_run.facts.need("first.lockdown").strip()
    return "[integrity]" in have, have


def option_added(a_run):
    """One line said that efifb is told by the command line, which the crash kernel got."""
    said = a_run.facts.need("first.load.err").strip()
    option = f"video=efifb:base:{a_run.facts.bar0():#x},stride:1024,width:1024,height:768 "
    good = len(said.splitlines()) == 1 and option in said and \
        a_run.facts.need("crash.cmdline").count(option) == 1
    return good, said


def cases():
    """-s as asked for, and kexec's own default, beside plain kexec."""
    for kernel in KERNELS:
        machine = {"kernel": kernel, "modules": (("bochs", ""),), "script": LOCKED,
                   "machine": "amd64-secure", "cmdline": "video=1024x768", "seconds": 300}
        groups = ("locked", kernel)
        first = (checks.loaded, checks.native_driver, checks.mode_changed)
        yield Case(f"plain-locked-{kernel}", loader="plain", options="-s -p",
                   checks=(*first, is_locked_down), must_fail=(checks.pattern, checks.legible),
                   groups=groups, **machine)
        yield Case(f"locked-{kernel}", options="-s -p", baseline=f"plain-locked-{kernel}",
                   checks=(*first, is_locked_down, option_added, *SHOWN),
                   groups=groups, **machine)
        yield Case(f"locked-default-{kernel}", options="-p", loader="kexec-fb-trixie",
                   baseline=f"plain-locked-{kernel}",
                   checks=(*first, is_locked_down, option_added, *SHOWN),
                   groups=groups, **machine)
    machine["script"] += misc.script(ROWS, "")
    yield Case("locked-rows-6.12", trigger="none", loader="kexec-fb",
               checks=(is_locked_down, *misc.row_checks(ROWS)), groups=groups, **machine)
