# SPDX-License-Identifier: GPL-2.0-only
"""One run of one command: what is started, and what came of it."""

import dataclasses
import fcntl
import os
import select
import shutil
import subprocess
import time

from . import fake
from .parts import SCREEN_INFO_IN_IMAGE
from .worlds import WORLDS
LOADING = ("kexec", "refreshed", "watched")    # promises of commands that run kexec
PIPE_SIZE = 1 << 20     # room for all that is printed: it is read at the end


@dataclasses.dataclass(frozen=True)
class Run:
    """KIND and NAME are for a person.  The rest is what is done, and what may follow."""
    kind: str
    name: str
    command: object             # of commands.py
    mode: str = "auto"          # KEXEC_FB
    statuses: tuple = ()        # instead of the command's
    schedule: str = "turn"
    faults: tuple = ()
    more: dict = dataclasses.field(default_factory=dict)    # to inject: -o
    world: str = ""
    env: tuple = ()             # ((name, value), ...)
    args: tuple = ()            # instead of the command's
    root: str = ""              # instead of the command's
    kernel: str = ""
    change: tuple = ()          # (file, content) in {here}/root, see room.py
    limits: tuple = ()          # ((resource, soft limit), ...)
    closed: tuple = ()
    ignored: tuple = ()
    blocked: tuple = ()
    lost_caps: tuple = ()
    cwd: str = ""
    stderr: str = "pipe"
    signal: int = 0             # sent once kexec runs
    hook: str = ""              # what the shell runs at an "x" fault
    patience: int = 10          # seconds
    needed: int = 0             # so many of the faults must happen; 0: all
    may: frozenset = frozenset()    # what is right here, see promises.py

    def ends(self):
        """kexec's exit statuses."""
        return self.statuses or self.command.statuses

    def allows(self, what):
        """Is that right here?"""
        return what in self.may or what in self.command.may


@dataclasses.dataclass
class Outcome:
    """status: as subprocess tells it.  kexecs: fake kexec's records, in their order."""
    status: int
    stdout: str
    stderr: str
    kexecs: list
    notes: dict     # of loads: {name: text}
    hits: int
    kexec_before: bool
    left: int
    seconds: float
    hung: bool


def expand(room, run, text):
    """Paths in a command's words."""
    kernel = run.kernel or run.command.kernel
    if not kernel.startswith("/") and not kernel.startswith("{"):
        kernel = f"{room.parts}/{kernel}"
    return (text.replace("{kernel}", kernel).replace("{here}", str(room.here))
            .replace("{out}", str(room.out)).replace("{parts}", str(room.parts)))


def environment(room, run):
    """All of it: nothing of ours is inherited."""
    env = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C", "ODD": "a\tb=c ",
           "KEXEC_FB_KEXEC": f"{room.parts}/fake-kexec", "FAKE_DIR": str(room.out),
           "FAKE_STATUS": ",".join(str(s) for s in run.ends()),
           "FAKE_KERNEL": expand(room, run, "{kernel}"),
           "FAKE_OFFSET": str(SCREEN_INFO_IN_IMAGE)}
    if run.mode != "auto":
        env["KEXEC_FB"] = run.mode
    env.update({name: expand(room, run, value) for name, value in run.command.env + run.env})
    return env


def words(room, run, plain):
    """The command line; with PLAIN, of what would be run without kexec-fb."""
    args = [expand(room, run, arg) for arg in run.args or run.command.args]
    if plain:
        loads = [expand(room, run, arg) for arg in run.command.loads] or args
        return [environment(room, run)["KEXEC_FB_KEXEC"], *loads]
    root = expand(room, run, run.root or run.command.root)
    return [f"{room.parts}/{run.command.program}", *([f"--sysroot={root}"] if root != "/" else []),
            run.command.verb, *run.command.options, *args]


def surroundings(room, run):
    """Options of inject (see surroundings.h)."""
    root = ["-r", f"{room.here}/chroot"] if run.world == "chroot" else []
    return [*(w for cap in run.lost_caps for w in ("-p", str(cap))),
            *(w for what, value in run.limits for w in ("-l", f"{what}:{value}")),
            *(w for sig in run.ignored for w in ("-i", str(sig))),
            *(w for sig in run.blocked for w in ("-b", str(sig))), *root,
            *(["-d", run.cwd] if run.cwd else []),
            *(w for fd in run.closed for w in ("-c", str(fd)))]


def open_stderr(room, run):
    """(what to read it from, or None; the descriptor to give)"""
    if run.stderr == "full device":
        return None, os.open("/dev/full", os.O_WRONLY)
    if run.stderr == "file":
        return None, os.open(room.out / "stderr", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    reader, writer = os.pipe()
    if run.stderr == "closed pipe":
        os.close(reader)
        return None, writer
    if run.stderr == "full pipe":
        os.set_blocking(writer, False)
        try:
            while os.write(writer, b"x" * 4096):
                pass
        except BlockingIOError:
            os.set_blocking(writer, True)
    return reader, writer


def drain(reader):
    """What is in a pipe; then it is closed."""
    if reader is None:
        return ""
    os.set_blocking(reader, False)
    try:
        return os.read(reader, PIPE_SIZE).decode("latin-1")
    except BlockingIOError:
        return ""
    finally:
        os.close(reader)


def wait(process, run, room):
    """True: it had to be killed."""
    deadline = time.monotonic() + run.patience + 10
    if run.signal:
        while not (room.out / "1").exists() and time.monotonic() < deadline:
            time.sleep(0.005)
        time.sleep(0.05)
        process.send_signal(run.signal)
    # Popen.wait() with a timeout would look every 50 ms.
    pidfd = os.pidfd_open(process.pid)
    poll = select.poll()
    poll.register(pidfd, select.POLLIN)
    ended = poll.poll(max(0, deadline - time.monotonic()) * 1000)
    os.close(pidfd)
    if not ended:
        process.kill()
    process.wait()
    return not ended


def read_report(room, process):
    """inject's; where it did not trace, what is known without it."""
    report = room.out / "report"
    if not report.exists():
        return {"status": None, "hit": 1, "before": 0, "left": 0, "code": process.returncode}
    return {name: int(value) for name, value in
            (line.split() for line in report.read_text().splitlines())}


def tree(folder):
    """All that is below it, as text."""
    paths = sorted(folder.rglob("*")) if folder.exists() else []
    return "".join(f"{path.relative_to(folder)} " + (
        f"-> {os.readlink(path)}" if path.is_symlink() else
        "is a directory" if path.is_dir() else repr(path.read_bytes())) + "\n" for path in paths)


def notes(folder):
    """The notes of loads."""
    paths = sorted(folder.iterdir()) if folder.exists() else []
    return {path.name: path.read_text(errors="replace") for path in paths if path.name != "lock"}


def start(room, run, plain=False):
    """Run it; with PLAIN, what would be run without kexec-fb."""
    shutil.rmtree(room.out, ignore_errors=True)
    room.out.mkdir()
    shutil.rmtree("/run/kexec-fb", ignore_errors=True)
    if run.command.notes:
        shutil.copytree(expand(room, run, run.command.notes), room.out / "run")
    faults = [] if plain else [w for f in run.faults for w in ("-f", f)]
    # A signal that is sent from here has to reach kexec-fb itself: nothing is traced then.
    report_to = [] if run.signal else ["-R", f"{room.out}/report"]
    argv = [f"{room.parts}/inject", "-S", run.schedule, *faults, *surroundings(room, run),
            *(w for pair in run.more.items() for w in pair), *report_to, "--",
            *words(room, run, plain)]
    env = environment(room, run)
    if run.hook:
        env["INJECT_HOOK"] = expand(room, run, run.hook)
    out_reader, out_writer = os.pipe()
    fcntl.fcntl(out_writer, fcntl.F_SETPIPE_SZ, PIPE_SIZE)
    err_reader, err_writer = open_stderr(room, run)
    null = os.open("/dev/null" if os.path.exists("/dev/null") else "/", os.O_RDONLY)
    begin = time.monotonic()
    process = subprocess.Popen(     # waited for below
        [a.encode("latin-1") for a in argv], stdin=null, stdout=out_writer, stderr=err_writer,
        env={k: v.encode("latin-1") for k, v in env.items()})
    for fd in (null, out_writer, err_writer):
        os.close(fd)
    hung = wait(process, run, room)
    report = read_report(room, process)
    status = report.get("code") if report["status"] is None else \
        os.waitstatus_to_exitcode(report["status"])
    return Outcome(status, drain(out_reader) + tree(room.out / "recording"), drain(err_reader),
                   fake.read(room.out), notes(room.out / "run"),
                   report["hit"], bool(report["before"]), report["left"],
                   time.monotonic() - begin, hung)


def surrounded(room, run, plain=False):
    """start() in the run's world."""
    undo = [WORLDS[run.world](room)] if run.world else []
    if run.change:
        undo.append(room.change(*run.change))
    try:
        return start(room, run, plain)
    finally:
        for each in reversed(undo):
            each()


def attempt(room, run):
    """(outcome, baseline, state before, state after)"""
    before = room.seen or room.state()
    baseline = baseline_of(room, run)
    outcome = surrounded(room, run)
    room.seen = room.state()
    return outcome, baseline, before, room.seen


def baseline_of(room, run):
    """The outcome without kexec-fb, or, of a command that runs no kexec, without faults."""
    calm = dataclasses.replace(run, kind="", name="", faults=(), change=(), more={},
                               schedule="turn", hook="", may=frozenset(), signal=0, patience=30,
                               env=tuple(e for e in run.env if e[0] != "FAKE_SLEEP"))
    key = repr(calm)
    if key not in room.baselines:
        room.baselines[key] = surrounded(room, calm, run.command.promise in LOADING)
    return room.baselines[key]
