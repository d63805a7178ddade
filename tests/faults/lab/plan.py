# SPDX-License-Identifier: GPL-2.0-only
"""Which runs there are, by kind."""

import dataclasses
import shutil
import signal

from . import contents, environment, fake, promises
from .attempt import LOADING, Run, start
from .calls import (ERRORS, EVERY_CALL, FROM_THEN_ON, TRANSFERS, Call, allowed, calm, describe,
                    errors_of, failing, fault, numbers, trace)
from .commands import COMMANDS, EXEC, EXEC_NOTED, REFRESH

SIGNALS_TO_PARENT = ("KILL", "TERM", "INT", "HUP", "PIPE")
SIGNALS_TO_CHILD = ("KILL", "TERM", "BUS")
# What is done where the child could not: first faults of pairs.
FIRST_OF_PAIRS = ("openat2", "unshare", "mount", "fsopen", "write", "clone", "pipe2")


def check_calm(command, outcome):
    """Nothing can be learnt of a command that fails by itself."""
    if command.promise in LOADING:
        starts = 2 if command.statuses[0] or "twice" in command.may else 1
        bad = len(outcome.kexecs) != starts or \
            not fake.has_own_files(outcome.kexecs[0], None, command, ())
    else:
        bad = outcome.status != 0
    if bad:
        raise SystemExit(f"{command.name} does not work here: {outcome}")


def part_of(command, calls):
    """The calls that this row is there for."""
    if command.first_path:
        first = next(i for i, c in enumerate(calls) if c.path.endswith(command.first_path))
        return of_role(calls[first:], "P")
    if command.first_call:
        names = [(c.role, c.name) for c in calls]
        first = names.index(("C", command.first_call))
        return [c for c in calls[first:] if c.role == "C"]
    if command.last_call:
        names = [(c.role, c.name) for c in calls]
        return [c for c in calls[:names.index(("C", command.last_call))] if c.role == "C"]
    return [c for c in calls if c.role in command.roles]


def last_report(calls):
    """Of a child: from this call on it is kexec to its parent."""
    writes = [i for i, c in enumerate(calls) if c.role != "P" and c.name == "write"]
    return writes[-1] if writes else len(calls)


def call_errors(command, calls, what="", **more):
    """Every call fails with every fitting error."""
    for call in calls:
        for name in errors_of(call)[:command.errors]:
            who = "parent" if call.role == "P" else "child"
            yield Run(f"errors, {who}", f"{command.name}{what}: {describe(call, name)}", command,
                      faults=(failing(call, name),), may=frozenset(allowed(call, name)),
                      world=command.world, **more)


def short_transfers(command, calls, what="", **more):
    """Every transfer is cut to a byte, or to none."""
    for call in calls:
        if call.name not in TRANSFERS or (call.role == "P" and call.name == "read"):
            continue
        for text, cut in (("1 byte", fault(call, "l", 1)), ("0 bytes", fault(call, "r", 0))):
            yield Run("short transfers", f"{command.name}{what}: {describe(call, text)}", command,
                      faults=(cut,), may=frozenset(allowed(call)), world=command.world, **more)


def signals(command, calls, names, what="", may=(), **more):
    """Every signal at every call."""
    last = last_report(calls)
    for i, call in enumerate(calls):
        for name in names:
            also = {"no second try"} | ({"gone"} if call.role != "P" and i >= last else set())
            who = "parent" if call.role == "P" else "child"
            yield Run(f"signals, {who}", f"{command.name}{what}: {describe(call, 'SIG' + name)}",
                      command, faults=(fault(call, "s", int(getattr(signal, "SIG" + name))),),
                      may=frozenset(also | set(may)), world=command.world, **more)


def from_then_on(command, calls, what="", **more):
    """A call and all later ones fail."""
    for error, names in FROM_THEN_ON.items():
        seen = set()
        for call in calls:
            key = (call.role, call.name)
            each = error in EVERY_CALL and command is EXEC
            if call.name not in names.split() or (key in seen and not each) or \
                    key == ("P", "read"):   # a pipe's and a signalfd's cannot
                continue
            seen.add(key)
            may = allowed(call, error)
            if call.role != "P":
                may.add("no fb0")
            elif call.name == "openat2":    # the settings, later
                may.add("other lines")
            # each of many files is tried many times, and each try is traced
            slow = {"patience": 120} if error == "EAGAIN" else {}
            yield Run("from then on", f"{command.name}{what}: {describe(call, error)}", command,
                      faults=(failing(call, error, on=True),), world=command.world,
                      may=frozenset(may), **slow, **more)


def of_role(calls, role):
    """Only the parent's, or only the child's."""
    return [c for c in calls if c.role == role]


def numbered(room, role, name, count):
    """The COUNTth call of that name; newer architectures have ppoll(2) alone."""
    known = numbers(room)
    name = name if name in known else {"poll": "ppoll"}[name]
    return Call(role, known[name], name, count, "")


def of_kexec(room, command):
    """exec on one of its ways."""
    calls, outcome = trace(room, calm(command))
    check_calm(command, outcome)
    calls = part_of(command, calls)
    child = of_role(calls, "C")
    yield from call_errors(command, calls)
    yield from call_errors(dataclasses.replace(command, errors=1), child, ", required",
                           mode="require", statuses=(9,))
    yield from short_transfers(command, calls)
    few = SIGNALS_TO_CHILD if command is EXEC else SIGNALS_TO_CHILD[:1]
    yield from signals(command, child, few, **({} if command.statuses == (0,) else
                                               {"statuses": (5,)}))
    if command.statuses == (0,):
        yield from signals(command, of_role(calls, "P"), SIGNALS_TO_PARENT[:2])
        yield from signals(command, of_role(calls, "D"), SIGNALS_TO_CHILD[:1])
    yield from from_then_on(command, calls)
    yield from from_then_on(command, child, ", required", mode="require", statuses=(9,))


def of_parent(room, command):
    """What happens around the child, in each order and with each end."""
    nothing = {"root": "{parts}/nothing"}
    for what, more in (
            ("", {"statuses": (7, 8)}),
            (", at once", {"statuses": (0,)}),
            (", late", {"statuses": (7, 8), "schedule": "late"}),
            (", late, at once", {"statuses": (0,), "schedule": "late"}),
            (", required", {"statuses": (9,), "mode": "require"}),
            (", required, late", {"statuses": (9,), "mode": "require", "schedule": "late"}),
            (", no display", {"statuses": (5,), **nothing}),
            (", no display, late", {"statuses": (5,), "schedule": "late", **nothing})):
        parent = of_role(trace(room, calm(command, **more))[0], "P")
        yield from call_errors(command, parent, what, **more)
        yield from short_transfers(command, parent, what, **more)
        if more["statuses"] != (7, 8):
            yield from signals(command, parent, SIGNALS_TO_PARENT[:2] if more.get("schedule") else
                               SIGNALS_TO_PARENT, what, **more)
        if "schedule" not in more:
            yield from from_then_on(command, parent, what, **more)


def of_pairs(room, command):
    """The child fails, and then something on the way to plain kexec."""
    seen = set()
    for call in trace(room, calm(command))[0]:
        if call.name not in FIRST_OF_PAIRS or (call.role, call.name) in seen:
            continue
        seen.add((call.role, call.name))
        first = failing(call, ERRORS[call.name].split()[0], on=call.name == "openat2")
        calls = trace(room, calm(command, faults=(first,), statuses=(5,)))[0]
        after = [c for c in of_role(calls, "P")
                 if (c.number, c.count) != (call.number, call.count)]
        for second in after:
            for name in errors_of(second)[:2]:
                yield Run("two faults", f"{command.name}: {describe(call, 'fails')}, and "
                          f"{describe(second, name)}", command, statuses=(5,),
                          faults=(first, failing(second, name)),
                          may=frozenset(allowed(call) | allowed(second) | {"no second try"}))


def of_lock(room, command):
    """Another load holds the lock for ever; to wait takes no time here."""
    calls = trace(room, calm(command))[0]
    lock = next(c for c in calls if c.name == "flock")
    waits = numbered(room, "P", "clock_nanosleep", 1)
    held = (failing(lock, "EWOULDBLOCK", on=True), fault(waits, "r", 0, on=True))
    yield Run("the lock is held", command.name, command, faults=held)
    for call in of_role(trace(room, calm(command, faults=held))[0], "P"):
        if call.name in ("flock", "clock_nanosleep"):
            if call.count != 3:     # of some hundred
                continue
            yield Run("the lock is held", f"{command.name}: {describe(call, 'SIGTERM')}", command,
                      faults=(fault(call, "s", int(signal.SIGTERM)), *held))
            continue
        for name in errors_of(call)[:1]:
            yield Run("the lock is held", f"{command.name}: {describe(call, name)}", command,
                      faults=(failing(call, name), *held), needed=1,
                      may=frozenset(allowed(call, name)))


def of_watch(room, command):
    """A switch comes and no other follows; at the next wait it is ended."""
    switch, quiet = (numbered(room, "P", "poll", count) for count in (1, 2))
    sleep = numbered(room, "P", "clock_nanosleep", 1)
    script = (fault(switch, "r", 1), fault(quiet, "r", 0),
              fault(sleep, "s", int(signal.SIGTERM)))
    calls, outcome = trace(room, calm(command, faults=script))
    wrong = promises.watched(calm(command), outcome, None)
    if wrong:
        raise SystemExit(f"{command.name} does not work here: {wrong}")
    for call in of_role(calls, "P"):
        if (call.number, call.count) in ((c.number, c.count) for c in (switch, quiet, sleep)):
            continue
        for name in errors_of(call):
            yield Run("errors, parent", f"{command.name}: {describe(call, name)}", command,
                      world=command.world, faults=(failing(call, name), *script), needed=1,
                      may=frozenset(allowed(call, name)))


def of_answer(room, command):
    """A command that loads nothing."""
    calls, outcome = trace(room, calm(command))
    check_calm(command, outcome)
    calls = [c for c in calls if c.role in "PC"]    # the child asks
    for run in (*call_errors(command, calls), *short_transfers(command, calls),
                *signals(command, calls, ("TERM",)), *from_then_on(command, calls)):
        also = set()
        if ", write " in run.name:      # what it would say cannot be written either
            also.add("silent")
        if ", read " in run.name and run.name.endswith(": 0 bytes"):
            also.add("incomplete")      # the file is empty, as far as anybody can tell
        yield dataclasses.replace(run, may=run.may | also)


def of_full(room):
    """The tmpfs that holds our files is full, really: it is shrunk when it is mounted."""
    for command in COMMANDS:
        if command.name not in ("exec", "exec, image", "exec, packed image"):
            continue
        what = "nr_inodes=2" if command.sees == "boot_params" else "size=16k"
        child = of_role(trace(room, calm(command))[0], "C")
        old = failing(next(c for c in child if c.name == "fsopen"), "ENOSYS")
        child = of_role(trace(room, calm(command, faults=(old,)))[0], "C")
        mounted = [c for c in child if c.name == "mount"][1]    # the first makes / a slave
        for mode, statuses in (("auto", (7, 8)), ("require", (9,))):
            yield Run("full tmpfs", f"{command.name}, {mode}: {what}", command, mode=mode,
                      statuses=statuses, faults=(old, fault(mounted, "x", 0)),
                      hook=f"nsenter -t $INJECT_PID -m mount -o remount,{what} /run",
                      may=frozenset({"full", "other env"}))


def hangs(room):
    """Whatever is read may never answer: the child is stopped there for ever."""
    wanted = ("openat", "openat2", "read", "newfstatat", "getdents64", "unshare", "mount", "write",
              "fsmount", "umount2", "ioctl")
    seen = set()
    child = of_role(trace(room, calm(EXEC))[0], "C")
    for call in child[:last_report(child) + 1]:
        if call.name not in wanted or (call.name == "read" and call.count % 2) or \
                (call.name in ("openat", "openat2", "newfstatat") and call.count % 4):
            continue
        for mode, statuses in (("auto", (7, 8)), ("require", (9,))):
            if mode == "require" and call.name in seen:
                continue
            seen.add(call.name)
            yield Run("hangs", f"{mode}: {describe(call, 'for ever')}", EXEC, mode=mode,
                      statuses=statuses, faults=(fault(call, "h", 0),), patience=45)
    # Somebody stops it; nobody continues it, or somebody does a second later.
    first = next(c for c in child if c.name == "openat2")
    for mode, statuses in (("auto", (7, 8)), ("require", (9,))):
        yield Run("hangs", f"{mode}: {describe(first, 'SIGSTOP')}", EXEC, mode=mode,
                  statuses=statuses, faults=(fault(first, "s", int(signal.SIGSTOP)),), patience=45)
        yield Run("hangs", f"{mode}: {describe(first, 'SIGSTOP, SIGCONT')}", EXEC, mode=mode,
                  statuses=statuses, faults=(fault(first, "x", 0),),
                  may=frozenset({"handed over", "other env"}),
                  hook="kill -STOP $INJECT_PID; { sleep 1; kill -CONT $INJECT_PID; } &")


def take_notes(room):
    """What refresh reads: notes of a load for the screen of before."""
    outcome = start(room, Run("", "", EXEC_NOTED, root="{parts}/oldroot"))
    if "crash" not in outcome.notes:
        raise SystemExit(f"no note is taken here: {outcome}")
    shutil.copytree(room.out / "run", room.parts / "run")


def everything(room):
    """All runs."""
    take_notes(room)
    for command in COMMANDS:
        if command.promise == "watched":
            yield from of_watch(room, command)
        elif command.promise in LOADING:
            yield from of_kexec(room, command)
        else:
            yield from of_answer(room, command)
    yield from of_parent(room, EXEC)
    yield from of_pairs(room, EXEC)
    for command in (EXEC_NOTED, REFRESH):
        yield from of_lock(room, command)
    yield from of_full(room)
    yield from environment.runs(room)
    yield from contents.runs(room)
    yield from hangs(room)
