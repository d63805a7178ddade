# SPDX-License-Identifier: GPL-2.0-only
"""Runs in an odd environment: limits, descriptors, signals, mounts, rights, arguments."""

import dataclasses
import os
import pathlib
import resource
import signal

from .attempt import LOADING, Run
from .commands import COMMANDS, EXEC, EXEC_NOTED, REFRESH

MODES = (("auto", (7, 8)), ("require", (9,)))
CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, CAP_SYS_ADMIN, CAP_SYS_BOOT = 1, 2, 21, 22
ENDING = ("TERM", "INT", "HUP", "QUIT", "USR1", "USR2")
NOTHING = "{parts}/nothing"
LOAD = ("-c", "-p", "{kernel}")


def numbered(name):
    """SIGname."""
    return int(getattr(signal, "SIG" + name))


def while_kexec_runs():
    """A signal to kexec-fb, when all that is left is to wait."""
    slow = (("FAKE_SLEEP", "60000"),)
    short = (("FAKE_SLEEP", "300"),)
    for name in ENDING + ("KILL",):
        number = numbered(name)
        yield Run("signals, kexec runs", f"SIG{name}", EXEC, statuses=(0,), signal=number, env=slow,
                  may=frozenset({"silent", "other env"}))
        if name == "KILL":
            continue
        for what, more in (("ignored", {"ignored": (number,)}), ("blocked", {"blocked": (number,)})):
            yield Run("signals, kexec runs", f"SIG{name}, {what}", EXEC, statuses=(0,),
                      signal=number, env=short, may=frozenset({"ignored", "other env"}), **more)


def descriptors_and_limits(run):
    """What may be closed, and what may be used up."""
    for bits in range(1, 8):
        closed = tuple(fd for fd in range(3) if bits >> fd & 1)
        yield run(f"closed: {closed}", closed=closed)
    for limit in range(4, 20):
        # With few, the settings cannot be read, which is said.
        yield run(f"{limit} descriptors", limits=((resource.RLIMIT_NOFILE, limit),),
                  may=frozenset({"other lines"} if limit < 6 else ()))
    for size in (0, 1, 63, 100, 4095, 4096):
        yield run(f"files up to {size} bytes", limits=((resource.RLIMIT_FSIZE, size),))
    yield run("stderr is a file at its limit", stderr="file",
              limits=((resource.RLIMIT_FSIZE, 0),))
    for count in (1, 2):
        yield run(f"{count} processes", limits=((resource.RLIMIT_NPROC, count),))
    for size in (64, 128, 256):
        yield run(f"a stack of {size} KiB", limits=((resource.RLIMIT_STACK, size << 10),))


def streams(run, mode):
    """A stderr that takes nothing."""
    for kind in ("full device", "closed pipe", "full pipe"):
        yield run(f"stderr is a {kind}", stderr=kind)
        if mode == "auto":
            yield run(f"stderr is a {kind}, no display", stderr=kind, root=NOTHING)


def mounts(run, mode):
    """Where nothing is as usual."""
    given = frozenset({"handed over"}) if mode == "auto" else frozenset()
    for world in ("no /proc", "no /sys"):
        yield run(world, world=world)
    for world in ("no /dev", "read-only /", "read-only /tmp, /run, /mnt", "shared /"):
        yield run(world, world=world, may=given)
    yield run("/ is no mount", world="chroot")
    if "autofs" in pathlib.Path("/proc/filesystems").read_text():
        yield run("the kernel is on an automount", world="automount",
                  kernel="{here}/auto/" + EXEC.kernel, may=given | {"other mounts"})
    yield run("the kernel is on a full tmpfs", world="small", kernel="{here}/small/vmlinuz",
              may=frozenset({"no second try"}))


def rights(run):
    """Fewer of them, and signals that are not as usual."""
    yield run("no CAP_SYS_ADMIN", lost_caps=(CAP_SYS_ADMIN,))
    yield run("no CAP_SYS_BOOT", lost_caps=(CAP_SYS_BOOT,), may=frozenset({"no second try"}))
    yield run("no CAP_DAC_*", lost_caps=(CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH))
    yield run("every signal ignored", ignored=tuple(set(range(1, 32)) - {9, 19}))
    yield run("SIGCHLD ignored", ignored=(int(signal.SIGCHLD),))
    yield run("SIGCHLD blocked", blocked=(int(signal.SIGCHLD),))
    yield run("every signal blocked", blocked=tuple(int(s) for s in signal.valid_signals()))


def arguments(run, parts):
    """What is passed on as it is."""
    yield run("cwd /run", cwd="/run")
    yield run("a relative kernel", cwd="/tmp", args=("-c", "-p", os.path.relpath(
        f"{parts}/{EXEC.kernel}", "/tmp")))
    yield run("1.5 MB of arguments", args=(*LOAD, *["--append=" + "x" * 100000] * 15))
    yield run("20000 arguments", args=(*LOAD, *["-f"] * 20000))
    yield run("every byte", args=(*LOAD, "--append=" + "".join(map(chr, range(1, 256)))))
    yield run("options behind --", args=("-c", "-p", "--", "{kernel}", "-x"))
    # Only a later kexec may know it: then it is no reason not to try again.
    yield run("an unknown option", args=("--what", *LOAD))
    yield run("an unknown option with a value", args=("--what", "value", *LOAD))
    yield run("no such kernel", kernel="/none", may=frozenset({"no second try"}))
    yield run("a directory for a kernel", kernel="/")


def other_commands():
    """Of what loads nothing: the same limits."""
    for command in COMMANDS:
        if command.promise in LOADING:
            continue

        def run(name, command=command, **more):
            more.setdefault("world", command.world)
            more["may"] = more.get("may", frozenset())
            if more["world"] in ("no /sys", "no /dev"):
                more["may"] |= {"other picture"}
            return Run("environment", f"{command.name}: {name}", command, **more)
        if command.world:
            continue
        for each in descriptors_and_limits(run):
            if not {1, 2} & set(each.closed):
                yield each
        for kind in ("full device", "closed pipe", "full pipe"):
            yield run(f"stderr is a {kind}", stderr=kind)
        for world in ("no /proc", "no /sys", "no /dev", "read-only /", "chroot"):
            yield run(world, world=world)
        if command.promise == "recording":
            yield run("a full file system", world="small", args=("{here}/small/recording",))


def memory():
    """Ever less address space."""
    for step in range(16, 60):
        yield Run("memory", f"exec: {step * 256} KiB", EXEC, statuses=(5,),
                  limits=((resource.RLIMIT_AS, step << 18),),
                  may=frozenset({"no second try", "loader"}))


def itself(parts):
    """kexec-fb in kexec's place."""
    command = dataclasses.replace(EXEC, promise="refusal")
    for world in ("", "no /proc"):
        yield Run("environment", f"itself for kexec, {world or '/proc is there'}", command,
                  world=world, env=(("KEXEC_FB_KEXEC", f"{parts}/kexec-fb"),))


def runs(room):
    """All of these."""
    yield from while_kexec_runs()
    for mode, statuses in MODES:
        def run(name, mode=mode, statuses=statuses, **more):
            return Run("environment", f"{mode}: {name}", EXEC, mode, statuses, **more)
        yield from descriptors_and_limits(run)
        yield from streams(run, mode)
        yield from mounts(run, mode)
        yield from rights(run)
        yield from arguments(run, room.parts)
    for command in (EXEC_NOTED, REFRESH):
        def run(name, command=command, **more):
            return Run("environment", f"{command.name}: {name}", command, **more)
        yield from descriptors_and_limits(run)
        yield from rights(run)
    for value in ("", "AUTO", "x" * 10000, "require ", "\xff"):
        yield Run("environment", f"KEXEC_FB={value[:8]!r}", EXEC, env=(("KEXEC_FB", value),),
                  may=frozenset({"other lines"}))
    yield from other_commands()
    yield from memory()
    yield from itself(room.parts)
