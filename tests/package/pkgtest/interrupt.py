# SPDX-License-Identifier: GPL-2.0-only
"""Stop dpkg at each command of kexec-fb's maintainer scripts, then go on in several ways."""

import dataclasses
import pathlib
from collections.abc import Callable

from .chroot import Chroot
from .scenarios import do, expect, in_front, plain, works

COMMANDS = ("ln", "mv", "rm", "cp", "dpkg-divert")
# Before and after every such command kexec must answer. Then, if it is this command's turn,
# dpkg and everything it started is killed, or the command reports failure.
WRAPPER = """#!/bin/sh
name=$(basename "$0")
[ "$DPKG_MAINTSCRIPT_PACKAGE" = kexec-fb ] || exec /usr/bin/$name "$@"
case $*$name in --list*dpkg-divert) exec /usr/bin/$name "$@" ;; esac
answers() { /sbin/kexec --version >/dev/null 2>&1 || echo "$1 $name $args" >>/steps.gaps; }
turn() { [ "$HOW" != "$1" ] || [ "$AT" != "$step" ]; }
args=$*
step=$(($(cat /steps) + 1))
echo $step >/steps
answers before
turn kill-before || kill -KILL 0
turn fail || exit 1
/usr/bin/$name "$@"
status=$?
answers after
turn kill-after || kill -KILL 0
exit $status
"""


@dataclasses.dataclass(frozen=True)
class Action:
    """What is interrupted: dpkg's arguments and whether kexec-fb was there before."""

    name: str
    arguments: Callable
    installed: bool
    again: Callable         # how an administrator ends what was begun
    ends_in_front: bool = True


ACTIONS = (
    Action("install", lambda d: ("-i", d.fb), False, lambda d: ("-i", d.fb)),
    Action("upgrade", lambda d: ("-i", d.fb_newer), True, lambda d: ("-i", d.fb_newer)),
    Action("remove", lambda d: ("-r", "kexec-fb"), True, lambda d: ("-r", "kexec-fb"), False),
)


def _go_on(action, system, debs):
    """The same command again."""
    do(system, "again", *action.again(debs))
    check = in_front if action.ends_in_front else plain
    check(system, debs.kexec[debs.tools], "again")


def _wants_reinstall(system):
    """dpkg was killed early in an upgrade and accepts nothing but an installation."""
    return "reinstreq" in system.run("dpkg-query", "-Wf${db:Status-Eflag}", "kexec-fb").stdout


def _purge(system, debs):
    """Purge kexec-fb; where dpkg wants it reinstalled first, do as it says."""
    if _wants_reinstall(system):
        do(system, "reinstall", "-i", debs.fb)
    do(system, "purge", "-P", "kexec-fb")


def _give_up(_, system, debs):
    """kexec-fb is purged."""
    _purge(system, debs)
    plain(system, debs.kexec[debs.tools], "purge")


def _tools_first(_, system, debs):
    """kexec-tools is upgraded in the state left behind, then kexec-fb purged."""
    do(system, "kexec-tools", "-i", debs.tools_newer)
    works(system, "kexec-tools")
    _purge(system, debs)
    plain(system, debs.kexec[debs.tools_newer], "purge")


def _tools_moved(_, system, debs):
    """kexec-tools moves its kexec in the state left behind, then kexec-fb is installed."""
    home_sbin = "/sbin/kexec\n" in _list(system)
    deb = debs.tools_usr if home_sbin else debs.tools_sbin
    do(system, "kexec-tools", "-i", deb)
    works(system, "kexec-tools")
    if not _wants_reinstall(system):
        do(system, "configure", "--configure", "-a")
        works(system, "configure")
    do(system, "install", "-i", debs.fb)
    in_front(system, debs.kexec[deb], "install")


def _list(system):
    path = system.root / "var/lib/dpkg/info/kexec-tools.list"
    return path.read_text(encoding="utf-8").splitlines(True)


RECOVERIES = (_go_on, _give_up, _tools_first, _tools_moved)


def _prepare(system):
    for name in COMMANDS:
        path = system.root / "usr/local/sbin" / name
        path.write_text(WRAPPER, encoding="ascii")
        path.chmod(0o755)
    (system.root / "steps").write_text("0\n", encoding="ascii")


def _clear(system):
    for name in COMMANDS:
        (system.root / "usr/local/sbin" / name).unlink()


def _gaps(system):
    path = system.root / "steps.gaps"
    return path.read_text(encoding="utf-8").strip() if path.exists() else ""


def count_steps(action, system, debs):
    """How many commands ACTION's scripts run when nothing interrupts them."""
    _prepare(system)
    do(system, action.name, *action.arguments(debs))
    steps = int((system.root / "steps").read_text(encoding="ascii"))
    expect(steps > 0, f"{action.name}: no command of kexec-fb's scripts was seen")
    expect(not _gaps(system), f"{action.name}: no kexec {_gaps(system)}")
    return steps


def interrupt(action, system, debs, how, step, recover):
    """Interrupt ACTION at STEP, then RECOVER."""
    _prepare(system)
    done = system.dpkg(*action.arguments(debs), HOW=how, AT=str(step))
    if how != "fail":
        expect(done.returncode == -9, f"dpkg was not killed: {done.returncode} {done.stdout}")
    expect(not _gaps(system), f"no kexec {_gaps(system)}")
    _clear(system)
    works(system, "interrupted")
    recover(action, system, debs)


def plan(steps):
    """[(how, step, recovery)]: each step in each way, all recoveries after a kill."""
    todo = []
    for step in range(1, steps + 1):
        # after one command means before the next, except at the ends
        hows = ["kill-after", "fail"] + (["kill-before"] if step == 1 else [])
        for how in hows:
            ways = RECOVERIES if how != "fail" else (RECOVERIES[step % len(RECOVERIES)],)
            todo += [(how, step, way) for way in ways]
    return todo


def scenario(action, lower, folder, debs):
    """All interruptions of ACTION on LOWER: yields (name, function to call)."""
    folder = pathlib.Path(folder)
    with Chroot(folder / "count", lower) as system:
        steps = count_steps(action, system, debs)
    for number, (how, step, way) in enumerate(plan(steps)):
        def call(number=number, how=how, step=step, way=way):
            with Chroot(folder / str(number), lower) as system:
                interrupt(action, system, debs, how, step, way)
        yield f"{action.name} {how} {step}/{steps}{way.__name__.replace('_', ' ')}", call
