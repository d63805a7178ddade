# SPDX-License-Identifier: GPL-2.0-only
"""kexec_file_load() on arm64 with a kernel of our own, because Debian's lack that system call.

If the kernel enforces signatures, it must refuse the filled copy, which has none, and the
signed original is loaded instead.
"""

import dataclasses
import re

from . import arm64, checks, images, misc
from .case import Case
from .misc import Row
from .own_kernel import own_kernel

VERSION = "file"
SECURE = "arm64-secure"     # IMA enforces signatures if the firmware did
DARK = (checks.no_framebuffer, checks.clean_log)
UNSIGNED = "/boot/unsigned"
OLD = f"-c -p {arm64.QUICK}"


def _called(a_run):
    """The system calls that kexec loaded with: with -d it names each kexec_load()."""
    said = a_run.facts.need("first.load.out") + a_run.facts.need("first.load.err")
    return "kexec_load" if "kexec_load: entry = " in said else "kexec_file_load"


def by_file_syscall(a_run):
    """kexec loaded with kexec_file_load(), not with kexec_load()."""
    return _called(a_run) == "kexec_file_load", _called(a_run)


def by_old_syscall(a_run):
    """kexec loaded with kexec_load(): that the check before this one can fail."""
    return _called(a_run) == "kexec_load", _called(a_run)


def _case(name, options, right, loader="kexec-fb", **more):
    side = "plain" if loader == "plain" else "fb"
    return Case(name, VERSION, loader=loader, options=f"{options} -d",
                checks=(*arm64.SITUATION, *right), groups=("file", f"file-{side}"),
                **arm64.MACHINE, **more)


def _plain(name, options, **more):
    """What plain kexec leaves: a dark screen."""
    return _case(f"plain-{name}", options, (by_file_syscall, *DARK), "plain",
                 must_fail=arm64.ABSENT, **more)


def _put(make):
    """A case's prepare: /boot/vmlinuz is what MAKE makes of the folder of kernels."""
    def prepare(first, _):
        first.file("boot/vmlinuz", make(own_kernel(VERSION)))
    return prepare


def _gz(built):
    return images.gzipped((built / "vmlinuz").read_bytes())


def _zboot(built):
    return (built / "vmlinuz.efi").read_bytes()


def _vmlinux(built):
    return (built / "vmlinux").read_bytes()


def _boots_zboot(*_):
    return own_kernel(VERSION) / "vmlinuz.efi"


def _loads():
    """Kernel files, kexec -e, options, and a first kernel that zboot's stub has started."""
    right = (by_file_syscall, *arm64.RIGHT)
    yield _plain("file-crash", "-s -p")
    yield _case("file-crash", "-s -p", right, baseline="plain-file-crash")
    yield _case("file-auto", "-a -p", right, baseline="plain-file-crash")
    yield _case("file-not", OLD, (by_old_syscall, *arm64.RIGHT),
                baseline="plain-file-crash")
    yield _plain("file-exec", "-s -l", trigger="exec")
    yield _case("file-exec", "-s -l", right, baseline="plain-file-exec", trigger="exec")
    yield _plain("file-gz", "-s -p", prepare=_put(_gz))
    yield _case("file-gz", "-s -p", right, baseline="plain-file-gz", prepare=_put(_gz))
    # bookworm's kexec cannot load zboot itself, only kexec-fb's unpacked copy
    yield _case("file-zboot", "-s -p", right, baseline="plain-file-crash", prepare=_put(_zboot))
    # kexec_file_load() takes no ELF file on arm64; this one is the linker's own
    yield _case("plain-file-elf", OLD, (by_old_syscall, *DARK), "plain",
                must_fail=arm64.ABSENT, prepare=_put(_vmlinux))
    yield _case("file-elf", OLD, (by_old_syscall, *arm64.RIGHT), baseline="plain-file-elf",
                prepare=_put(_vmlinux))
    yield _case("file-zbooted", "-s -p", right, baseline="plain-file-crash", boots=_boots_zboot)


# Under lockdown kexec_load() cannot even unload, so each row first unloads by its own call.
REST = "--initrd=/boot/initrd --reuse-cmdline"
SIGNED = f"-s -p $KERNEL {REST}"
NAKED = f"-s -p {UNSIGNED} {REST}"
FAILED = 255
REJECTED = r"^kexec_file_load failed: Key was rejected by service$"
NO_SIGNATURE = r"^kexec_file_load failed: No data available$"
NOT_PERMITTED = r"^kexec_file_load failed: Operation not permitted$"
AGAIN = misc.AGAIN + r".*\(exit status 255\)$"
UNSIGNED_COPY = (AGAIN, r"^kexec-fb: hint: the copy of the kernel is unsigned: .*Secure Boot")
NO_LOCKDOWN = r"^kexec-fb: hint: a screen needs a boot without "
LOCKED = (misc.PLAIN + "the kernel is locked down ", NO_LOCKDOWN)
REQUIRED = (misc.REQUIRED + "the kernel is locked down ", NO_LOCKDOWN)


def _row(name, command, status=0, *err):
    """A row that says exactly the lines ERR, and loads where its exit status is 0."""
    return Row(name, f"kexec -s -p -u; {command}", status, err=err, err_lines=len(err),
               loaded=status == 0)


# IMA, like lockdown, also refuses kexec_load(); the exit status is plain kexec's
OLD_SYSCALL = Row(
    "old-syscall", f"kexec -s -p -u; kexec -c -p $KERNEL {REST} --no-checks 2>/dev/null; plain=$?; "
    f"kexec-fb exec -c -p $KERNEL {REST} --no-checks; [ $plain -ne 0 -a $? -eq $plain ]",
    err=(AGAIN,), loaded=False)

SECURE_ROWS = (
    _row("plain-signed", f"kexec {SIGNED}"),
    _row("signed", f"kexec-fb exec {SIGNED}", 0, REJECTED, *UNSIGNED_COPY),
    _row("auto-signed", f"kexec-fb exec -a -p $KERNEL {REST}", 0, REJECTED, *UNSIGNED_COPY),
    _row("required", f"KEXEC_FB=require kexec-fb exec {SIGNED}", FAILED, REJECTED),
    _row("plain-unsigned", f"kexec {NAKED}", FAILED, NO_SIGNATURE),
    dataclasses.replace(_row("unsigned", f"kexec-fb exec {NAKED}", FAILED, NO_SIGNATURE,
                             *UNSIGNED_COPY), err_lines=4),
    OLD_SYSCALL,
)

# Before securityfs is mounted, only the refusal tells kexec-fb about the lockdown.
UNSEEN_ROWS = (
    _row("unseen-lockdown", f"kexec-fb exec {SIGNED}", 0, NOT_PERMITTED, *UNSIGNED_COPY),
)
LOCKED_ROWS = (
    _row("plain-signed", f"kexec {SIGNED}"),
    _row("signed", f"kexec-fb exec {SIGNED}", 0, *LOCKED),
    _row("required", f"KEXEC_FB=require kexec-fb exec {SIGNED}", 1, *REQUIRED),
    _row("plain-unsigned", f"kexec {NAKED}", FAILED, NOT_PERMITTED),
    _row("unsigned", f"kexec-fb exec {NAKED}", FAILED, *LOCKED, NOT_PERMITTED),
    OLD_SYSCALL,
)
LOCKED_SCRIPT = misc.script(UNSEEN_ROWS, "") + """
mount -t securityfs securityfs /sys/kernel/security
put lockdown "$(cat /sys/kernel/security/lockdown)"
""" + misc.script(LOCKED_ROWS, "")


def _kernel_said(text):
    """A check: the first kernel's log says so."""
    def check(a_run):
        lines = [line for line in a_run.facts.need("first.dmesg").splitlines() if text in line]
        return bool(lines), lines[0] if lines else f"no line {text!r}"
    check.__name__ = f"kernel said {text}"
    return check


def is_locked_down(a_run):
    """The first kernel was locked down: else the case proves nothing."""
    have = a_run.facts.need("first.lockdown").strip()
    return "[integrity]" in have, have


def _load_said(*patterns):
    """A check: the load whose kernel is crashed into printed lines like these."""
    def check(a_run):
        said = a_run.facts.need("first.load.err")
        missing = [p for p in patterns if not re.search(p, said, re.MULTILINE)]
        return not missing, f"no {missing[0]!r}" if missing else "as expected"
    check.__name__ = "load said why"
    return check


def _put_unsigned(first, _):
    first.file(UNSIGNED.lstrip("/"), own_kernel(VERSION) / "Image.unsigned")


def _refusals():
    """The signed original boots as crash kernel, as dark as under plain kexec."""
    dark = (by_file_syscall, *DARK, checks.as_plain_fb)
    yield _plain("file-secure", "-s -p", machine=SECURE)
    yield _case("file-secure", "-s -p",
                (*misc.row_checks(SECURE_ROWS), _load_said(REJECTED, *UNSIGNED_COPY),
                 _kernel_said("secureboot: Secure boot enabled"),
                 _kernel_said("Enforced kernel signature verification failed (-129)"), *dark),
                machine=SECURE, baseline="plain-file-secure", must_fail=arm64.ABSENT,
                script=misc.script(SECURE_ROWS, ""), prepare=_put_unsigned, seconds=300)
    yield _plain("file-locked", "-s -p", cmdline="lockdown=integrity")
    yield _case("file-locked", "-s -p",
                (is_locked_down, *misc.row_checks((*UNSEEN_ROWS, *LOCKED_ROWS)),
                 _load_said(*LOCKED),
                 _kernel_said("kexec of unsigned images is restricted"), *dark),
                cmdline="lockdown=integrity", baseline="plain-file-locked",
                must_fail=arm64.ABSENT, script=LOCKED_SCRIPT, prepare=_put_unsigned, seconds=300)


def _patched():
    """The kexec of distro/kexec-tools, the oldest and the newest: a copy in memory."""
    silent = {"unforeseen": "no note of the load"}
    for loader in ("patched", "patched-sid"):
        yield _case(f"file-{loader}", "-s -p", (by_file_syscall, *arm64.RIGHT), loader,
                    baseline="plain-file-crash", **silent)
        yield _case(f"file-{loader}-secure", "-s -p",
                    (_load_said("^kexec-fb: the filled copy is refused: Key was rejected"),
                     by_file_syscall, *DARK, checks.as_plain_fb), loader,
                    machine=SECURE, baseline="plain-file-secure", must_fail=arm64.ABSENT, **silent)


CASES = (*_loads(), *_refusals(), *_patched())
