# SPDX-License-Identifier: GPL-2.0-only
"""What kexec-fb costs: loads with and without it in turn, in one first kernel.

It never fails on a time: it prints what was measured (see tests/bench/README.md).
QEMU counts instructions here and advances the guest's clock 1 ns for each, so that no
figure depends on what else the host does or on how slowly QEMU translates.
"""

import statistics

from .case import Case

ROUNDS = 5
LOAD = "-c -p /boot/vmlinuz --initrd=/boot/initrd --reuse-cmdline --append=console=tty0"

# Loading a crash kernel as usual, and runs that load nothing.
PAIRS = {
    "start": ("/bin/busybox true", "kexec-fb --version"),
    "load": (f"kexec {LOAD}", f"kexec-fb exec {LOAD}"),
    # this checks the crash kernel that the previous pair loaded last
    "check": ("/bin/busybox true", "kexec-fb check"),
    "refresh": ("/bin/busybox true", "kexec-fb refresh"),
    "unload": ("kexec -p -u", "kexec-fb exec -p -u"),
}


def script():
    """Both commands of each pair, A B A B ..."""
    return "".join(f'run bench.{name} timeit {ROUNDS} "{plain}" "{ours}"\n'
                   for name, (plain, ours) in PAIRS.items())


def summary(text):
    """Medians in milliseconds of both, of their differences, and the ratio."""
    times = {"A": [], "B": []}
    for line in text.splitlines():
        who, microseconds = line.split()
        times[who].append(int(microseconds) / 1000)
    plain, ours = (statistics.median(times[who]) for who in "AB")
    added = statistics.median(b - a for a, b in zip(times["A"], times["B"], strict=True))
    return plain, ours, added


def measured(name):
    """A check that reports the figures of one pair; it fails if a command failed."""
    def check(run):
        if run.facts.need(f"first.bench.{name}.status") != "0":
            return False, run.facts.need(f"first.bench.{name}.err")
        plain, ours, added = summary(run.facts.need(f"first.bench.{name}.out"))
        return True, (f"plain {plain:.1f} ms, kexec-fb {ours:.1f} ms: "
                      f"{added:+.1f} ms, ratio {ours / plain:.3f} (medians of {ROUNDS})")
    check.__name__ = f"bench {name}"
    return check


def cases():
    """One boot a kernel."""
    for kernel in ("6.1", "6.12"):
        yield Case(f"bench-{kernel}", kernel, modules=(("bochs", ""),), trigger="none",
                   script=script(), checks=tuple(measured(name) for name in PAIRS),
                   groups=("bench",), seconds=300, qemu=("-icount", "shift=0,sleep=off"))
