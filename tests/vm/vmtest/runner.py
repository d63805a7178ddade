# SPDX-License-Identifier: GPL-2.0-only
"""Run cases: build, boot, follow the guest's markers, judge, keep the evidence."""

import concurrent.futures
import dataclasses
import pathlib
import shutil
import tempfile
import threading
import time
import traceback

from . import build, checks, patched, results
from .case import LOADERS
from .cases import CASES
from .facts import Facts, parse_marker
from .kernel import kernel
from .paths import Failure
from .qemu import MACHINES, Vm

FIRST_CMDLINE = "console={tty} quiet panic=-1 crashkernel={reserve} cryptomgr.notests"
CRASH_CMDLINE = ("console={tty} console=tty0 panic=-1 nr_cpus=1 reset_devices "
                 "cryptomgr.notests")
LAST_STEP = "done"
PICTURES = ("console", "pattern")


@dataclasses.dataclass
class Run:
    """One case's outcome."""

    case: object
    out: pathlib.Path
    facts: Facts = dataclasses.field(default_factory=Facts)
    pictures: dict = dataclasses.field(default_factory=dict)
    results: list = dataclasses.field(default_factory=list)
    error: str = ""
    seconds: float = 0.0
    baseline: object = None

    @property
    def passed(self):
        """Every check came out as the case says it must."""
        return not self.error and all(r["as_expected"] for r in self.results)

    def summary(self):
        """What to say on the case's result line."""
        if self.error:
            return self.error
        wrong = [r for r in self.results if not r["as_expected"]]
        if wrong:
            return "; ".join(f"{r['check']}: {r['detail']}" +
                             (" (expected to fail)" if r["good"] else "") for r in wrong)
        return f"{len(self.results)} checks"


class Session:
    """Cases run together: shared options, results, and progress lines.

    KEXEC_FB maps an architecture to what stage_kexec_fb() takes, PATCHED_KEXEC to the
    patched kexec of distro/kexec-tools, which is built where there is none. RESUME names
    what is tested: cases that passed before under that name are not run again.
    """

    def __init__(self, out, kexec_fb, say=print, patched_kexec=None, resume="",
                 kexec=None):
        self.out = pathlib.Path(out).resolve()
        self.kexec_fb = kexec_fb
        self._patched_kexec = patched_kexec or {}
        self._say_line = say
        self.resume = resume
        self.kexec = {"amd64": kexec} if kexec else {}
        self._lock = threading.Lock()
        self._futures = {}
        self._start = time.monotonic()

    def say(self, text):
        """One progress line, whole even with several jobs."""
        with self._lock:
            self._say_line(f"{time.monotonic() - self._start:6.1f}s {text}")

    def kexec_tools(self, source, arch):
        """The kexec of SOURCE (a case.KexecTools) for ARCH; None: the distribution's."""
        if not source:
            return self.kexec.get(arch)
        given = self._patched_kexec.get(arch) if source.patch else None
        return given or patched.build(source, arch, self.kexec_fb[arch], self.out)

    def run(self, case):
        """Run CASE once in this session; ask again and get the same Run."""
        with self._lock:
            future = self._futures.get(case.name)
            mine = future is None
            if mine:
                future = self._futures[case.name] = concurrent.futures.Future()
        if mine:
            future.set_result(self._run(case))
        return future.result()

    def _run(self, case):
        start = time.monotonic()
        out = self.out / case.name
        before = self._before(case, out)
        if before:
            return before
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir(parents=True)
        run = Run(case, out, baseline=lambda: self.run(CASES[case.baseline]))
        try:
            self._boot_twice(case, run)
            self._judge(case, run)
        except Failure as error:
            run.error = str(error)
        except Exception as error:  # a broken check or table fails its case, not the run
            run.error = f"{type(error).__name__}: {error}; see traceback.log"
            (out / "traceback.log").write_text(traceback.format_exc(), encoding="utf-8")
        run.seconds = time.monotonic() - start
        results.keep(run, self.resume)
        word = "PASS" if run.passed else "FAIL"
        self.say(f"{word} {case.name} ({run.seconds:.1f} s): {run.summary()}")
        return run

    def _before(self, case, out):
        """The Run that an earlier session, broken off later, left of CASE, if it passed."""
        result, facts = results.kept(out, self.resume)
        if not result:
            return None
        run = Run(case, out, facts=facts, results=result["checks"], seconds=result["seconds"])
        self.say(f"PASS {case.name} (before, {run.seconds:.1f} s): {run.summary()}")
        return run

    def _judge(self, case, run):
        foreseen = () if case.unforeseen or not _crashes(case) else (checks.foreseen,)
        for check in (*case.checks, *case.must_fail, *foreseen):
            good, detail = check(run)
            wanted = check not in case.must_fail
            run.results.append({"check": check.__name__, "good": good, "detail": detail,
                                "as_expected": good == wanted})

    def _images(self, case, machine, folder):
        """Write what QEMU loads: (kernel, initramfs)."""
        debian = kernel(case.kernel, case.arch)
        crashed = kernel(case.crash_kernel or case.kernel, case.arch)
        own = case.own_modules or (lambda *_: {})
        crash_own = own(crashed, case.arch) if case.crash_modules else {}
        crash = build.crash_initramfs(machine, crashed, case.crash_modules, crash_own)
        first = build.first_initramfs(machine, debian, case.modules, own(debian, case.arch))
        first.file("case.sh", self._script(case, machine).encode())
        first.file("trigger", f"{case.trigger}\n".encode())
        first.file("boot/vmlinuz", crashed.image)
        first.file("boot/initrd", crash.pack())
        loader = LOADERS[case.loader]
        build.add_kexec(first, case.arch, self.kexec_tools(loader.source, case.arch), case.tools)
        for one in (debian, crashed):
            if one.config:
                first.file(f"boot/config-{one.release}", one.config)
        if loader.needs_kexec_fb or _crashes(case):
            stage = build.stage_kexec_fb(self.kexec_fb[case.arch], self.out / f"stage-{case.arch}")
            build.add_kexec_fb(first, case.arch, stage)
        if case.prepare:
            case.prepare(first, self)
        path = pathlib.Path(folder, "initramfs")
        path.write_bytes(first.pack())
        return case.boots(debian, case.kernel) if case.boots else debian.image, path

    @staticmethod
    def _script(case, machine):
        append = f"{CRASH_CMDLINE} {machine.cmdline} {case.crash_cmdline}"
        append = " ".join(append.format(tty=machine.tty).split())
        command = case.command or LOADERS[case.loader].command
        if case.trigger == "none":
            return case.script
        return (f"{case.script}\n"
                f"run load {command} {case.options} /boot/vmlinuz --initrd=/boot/initrd "
                f"--append='{append}'\n{case.after}\n"
                f"{'run check kexec-fb check' if _crashes(case) else ''}\n")

    def _boot(self, case, run):
        if case.host:
            case.host(run)
            return
        machine = MACHINES[case.machine or case.arch]
        cmdline = " ".join(f"{FIRST_CMDLINE} {machine.cmdline} {case.cmdline}".split())
        cmdline = cmdline.format(tty=machine.tty, reserve=machine.crashkernel)
        with tempfile.TemporaryDirectory(prefix="vmtest-") as folder:
            image, initramfs = self._images(case, machine, folder)
            self.say(f"[{case.name}] booting")
            with Vm(machine, image, initramfs, cmdline, (*case.display, *case.qemu),
                    run.out, case.seconds) as vm:
                self._follow(case, run, vm)

    def _boot_twice(self, case, run):
        """A machine that is too slow or loses its line is asked once more, and it is said.

        Only a boot that never got to its end: what it reports is judged as it is.
        """
        try:
            self._boot(case, run)
        except Failure as error:
            if case.host:
                raise
            self.say(f"[{case.name}] {error}: a second try")
            run.facts.clear()
            run.pictures.clear()
            self._boot(case, run)

    def _follow(self, case, run, vm):
        for line in vm.lines():
            try:
                marker = parse_marker(line)
            except Failure as error:
                self.say(f"[{case.name}] {error}")  # counted, and sent again, at the next stop
                continue
            if not marker:
                continue
            key, value = marker
            phase, _, what = key.partition(".")
            if what == "wait":
                self._stop(run, vm, phase, *value.split())
                continue
            run.facts[key] = value
            if what == "step":
                self.say(f"[{case.name}] {value}" if value != LAST_STEP
                         else f"[{case.name}] {phase} kernel done")
        last = "first" if case.trigger == "none" else "crash"
        failed = [f"{k} {v}" for k, v in run.facts.items() if ".failed." in k]
        if failed:
            raise Failure(f"guest: {', '.join(failed)}")
        if run.facts.get(f"{last}.step") != LAST_STEP:
            raise Failure(f"the {last} kernel never reported its end; see serial.log")

    @staticmethod
    def _stop(run, vm, phase, name, reports):
        """The guest waits at NAME and has sent REPORTS reports: let it go if all arrived."""
        if run.facts.reports(phase) < int(reports):
            vm.answer(f"again {name}")
            return
        if name in PICTURES and name not in run.pictures:
            run.pictures[name] = vm.screendump(run.out / f"{name}.png", run.case.screen)
        vm.answer(f"go {name}")


def _crashes(case):
    return case.trigger == "crash" and not case.host


def run_cases(session, cases, jobs):
    """Run CASES, JOBS at a time; the Runs in the order asked."""
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        return list(pool.map(session.run, cases))
