# SPDX-License-Identifier: GPL-2.0-only
"""riscv64, loongarch64 and 32-bit x86: Debian's kernels under Debian's kexec-tools."""

from . import arm64, bios, checks, images
from .case import Case
from .kernel import kernel

VERSION = "sid"


def _unpack(first, _session):
    """A case's prepare: give kexec the Image in Debian's zboot image for loongarch64."""
    image = kernel(VERSION, "loong64").image.read_bytes()
    first.file("boot/vmlinuz", images.unpacked(image))


def _efi(arch):
    """The firmware's framebuffer on ARCH, and how the next kernel is started."""
    machine = {"kernel": VERSION, "arch": arch, "display": ("-device", "ramfb"),
               "crash_modules": (("rtc-efi", ""),), "seconds": 400}
    # kexec-tools 2.0.32 fails with that zboot image; kexec-fb gives it the Image
    prepare = {"prepare": _unpack} if arch == "loong64" else {}
    for name, options, trigger in (("ramfb", "-c -p", "crash"), ("exec", "-c -l", "exec")):
        plain = f"plain-{arch}-{name}-{VERSION}"
        yield Case(f"{arch}-{name}-{VERSION}", options=f"{options} -d", trigger=trigger,
                   checks=(*arm64.SITUATION, *arm64.RIGHT), baseline=plain,
                   groups=("foreign", arch), **machine)
        yield Case(plain, options=options, trigger=trigger, loader="plain",
                   checks=(*arm64.SITUATION, checks.no_framebuffer, checks.clean_log),
                   must_fail=arm64.ABSENT, groups=("foreign", arch), **machine, **prepare)


def _i386():
    """Debian 12's kernel and kexec-tools for 32-bit x86, under SeaBIOS as most such machines."""
    name, plain = "i386-bochs-6.1", "plain-i386-bochs-6.1"
    machine = {"kernel": "6.1", "arch": "i386", "tools": "bookworm", "cmdline": bios.MODE,
               "modules": (("bochs", ""),), "groups": ("foreign", "i386")}
    right = (checks.true_base, checks.size_in_units, *bios.SHOWN)
    yield Case(name, options="-c -d -p", baseline=plain,
               checks=(checks.loaded, checks.native_driver, checks.current_mode, *right),
               **machine)
    yield Case(plain, options="-c -p", loader="plain",
               checks=(checks.loaded, checks.native_driver, checks.empty), must_fail=right,
               unforeseen="a load without a note cannot be read back here", **machine)


def cases():
    """The cases of each of these architectures."""
    for arch in ("riscv64", "loong64"):
        yield from _efi(arch)
    yield from _i386()
