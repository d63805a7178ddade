# SPDX-License-Identifier: GPL-2.0-only
"""A case: a machine, a display, a way to load the next kernel, and what must then hold."""

import dataclasses
from collections.abc import Callable


@dataclasses.dataclass(frozen=True)
class Case:
    """One test. `must_fail` names checks that plain kexec is known to fail."""

    name: str
    kernel: str
    display: tuple = ("-device", "VGA")
    crash_kernel: str = ""          # another one to crash into; "": the same
    arch: str = "amd64"
    machine: str = ""               # a key of qemu.MACHINES; "": the one named as arch
    modules: tuple = ()             # (name, parameters) for the first kernel
    crash_modules: tuple = ()
    cmdline: str = ""               # added to the first kernel's
    crash_cmdline: str = ""         # added to the crash kernel's
    loader: str = "kexec-fb"        # a key of LOADERS
    options: str = "-c -d -p"
    tools: str = ""                 # the Debian release whose kexec it is; "": the guest's
    script: str = ""                # in the first kernel before loading
    command: str = ""               # in place of the loader's
    after: str = ""                 # in the first kernel after loading
    trigger: str = "crash"          # crash, exec (kexec -e), none
    checks: tuple = ()
    must_fail: tuple = ()
    baseline: str = ""              # the case that as_plain compares with
    groups: tuple = ()
    seconds: int = 180
    own_modules: Callable | None = None  # (kernel, arch) -> {name: path}: ours for Debian's
    prepare: Callable | None = None      # (first initramfs, session): add what it needs
    qemu: tuple = ()                     # further QEMU options
    unforeseen: str = ""                 # why `kexec-fb check` cannot know what is seen
    rig: str = ""                        # why QEMU shows something else than hardware would
    screen: str = ""                     # id of the device to look at; "": QEMU's first
    boots: Callable | None = None        # (kernel, its version) -> path: what QEMU starts
    host: Callable | None = None         # (run): done here, in place of booting anything


@dataclasses.dataclass(frozen=True)
class KexecTools:
    """A release's kexec as distro/kexec-tools/build makes it."""

    release: str
    patch: bool = True


@dataclasses.dataclass(frozen=True)
class Loader:
    """A way to call kexec in the guest."""

    command: str
    needs_kexec_fb: bool = False
    source: KexecTools | None = None    # kexec is built from it; None: the distribution's


LOADERS = {
    "plain": Loader("kexec"),
    "kexec-fb": Loader("kexec-fb exec", needs_kexec_fb=True),
    # the case's script uses kexec-fb, the kernel is loaded without it
    "plain-after-fb": Loader("kexec", needs_kexec_fb=True),
    "patched": Loader("kexec", source=KexecTools("bookworm")),
    "patched-behind": Loader("kexec-fb exec", needs_kexec_fb=True, source=KexecTools("bookworm")),
    "patched-trixie": Loader("kexec", source=KexecTools("trixie")),
    "patched-sid": Loader("kexec", source=KexecTools("sid")),
    # releases' own, as their sources build here
    "kexec-fb-trixie": Loader("kexec-fb exec", needs_kexec_fb=True,
                              source=KexecTools("trixie", patch=False)),
    "kexec-fb-sid": Loader("kexec-fb exec", needs_kexec_fb=True,
                           source=KexecTools("sid", patch=False)),
    "plain-trixie": Loader("kexec", source=KexecTools("trixie", patch=False)),
    "plain-sid": Loader("kexec", source=KexecTools("sid", patch=False)),
    "unpatched": Loader("kexec", source=KexecTools("bookworm", patch=False)),
}
