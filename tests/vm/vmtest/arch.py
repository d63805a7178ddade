# SPDX-License-Identifier: GPL-2.0-only
"""Architectures: what they are called, who compiles for them, where their tools come from."""

import dataclasses

from . import beside


@dataclasses.dataclass(frozen=True)
class Arch:
    """One of Debian's architectures."""

    triplet: str
    flavour: str                # of its kernel packages
    compiler: str
    release: str = "bookworm"   # whose tools and libraries its guests have
    packages: tuple = ()        # of the compiler, if this system's release has none


ARCHES = {
    "amd64": Arch("x86_64-linux-gnu", "amd64", "gcc"),
    "arm64": Arch("aarch64-linux-gnu", "arm64", "aarch64-linux-gnu-gcc"),
    "i386": Arch("i386-linux-gnu", "686-pae", "i686-linux-gnu-gcc", "sid",
                 ("gcc-i686-linux-gnu", "libc6-dev-i386-cross", "libdrm-dev")),
    "riscv64": Arch("riscv64-linux-gnu", "riscv64", "riscv64-linux-gnu-gcc", "sid",
                    ("gcc-riscv64-linux-gnu", "libc6-dev-riscv64-cross", "libdrm-dev")),
    "loong64": Arch("loongarch64-linux-gnu", "loong64", "loongarch64-linux-gnu-gcc", "sid",
                    ("gcc-loongarch64-linux-gnu", "libc6-dev-loong64-cross", "libdrm-dev")),
}


def compiler(name):
    """The command that compiles C for the architecture NAME, as a list of words."""
    arch = ARCHES[name]
    return [*(beside.command(*arch.packages) if arch.packages else ()), arch.compiler]
