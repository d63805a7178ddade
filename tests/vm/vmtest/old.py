# SPDX-License-Identifier: GPL-2.0-only
"""Debian 11: kernel 5.10 and kexec-tools 2.0.20, whose kexec knows no -a."""

from . import arm64, checks
from .case import Case

VERSION, RELEASE = "5.10", "bullseye"
RIGHT = (checks.true_base, checks.size_in_bytes, checks.efifb_bound, checks.pattern,
         checks.legible)
PLAIN = "kexec-fb: framebuffer not handed over, loading as plain kexec: cannot fill in "


def not_filled(run):
    """kexec-fb said that it cannot fill in the kernel: nothing tells where its screen_info is."""
    lines = [line for line in run.facts.need("first.load.err").splitlines()
             if line.startswith(PLAIN) and "symbol list holds no data" in line]
    return len(lines) == 1, lines[0] if lines else "no such line"


def _pair(name, family, right, plain, plain_fails, options="", **machine):
    """The case NAME and its baseline under plain kexec."""
    common = {"kernel": VERSION, "tools": RELEASE, **machine}
    yield Case(f"{name}-{VERSION}", checks=(checks.loaded, *right), options=f"-c -d -p {options}",
               baseline=f"plain-{name}-{VERSION}", groups=(family, f"{family}-fb", VERSION),
               **common)
    yield Case(f"plain-{name}-{VERSION}", checks=(checks.loaded, *plain), must_fail=plain_fails,
               loader="plain", options=f"-c -p {options}",
               groups=(family, f"{family}-plain", VERSION), **common)


def cases():
    """bochs on x86-64, the firmware's framebuffer on arm64; plain kexec beside each."""
    yield from _pair("bochs", "x86",
                     (checks.native_driver, checks.current_mode, *RIGHT),
                     (checks.native_driver, checks.empty), RIGHT, modules=(("bochs-drm", ""),))
    # This kernel's screen_info lies in .bss, which its file has not: nothing can be filled in,
    # and a line says so.
    dark = (checks.firmware_framebuffer, checks.no_framebuffer, checks.clean_log)
    yield from _pair("arm64-ramfb", "arm64", (*dark, checks.as_plain_fb, not_filled),
                     dark, arm64.ABSENT, arm64.QUICK, **arm64.MACHINE)
