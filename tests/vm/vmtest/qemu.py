# SPDX-License-Identifier: GPL-2.0-only
"""Start QEMU, talk to its serial line and its monitor, never outlive the test."""

import ctypes
import dataclasses
import json
import pathlib
import select
import shutil
import signal
import socket
import subprocess
import time

from . import beside, screen
from .archive import archive
from .paths import Failure

PR_SET_PDEATHSIG = 1


@dataclasses.dataclass(frozen=True)
class Machine:
    """A virtual machine of one architecture, without its display."""

    arch: str
    binary: str
    options: tuple
    firmware: str
    variables: str
    memory: str
    tty: str
    crashkernel: str = "256M"
    cmdline: str = ""       # what a virtual machine's kernels need
    beside: tuple = ()      # packages of a newer release that QEMU and its firmware come from
    shim: bool = False      # started by shim and GRUB from a disk, not by QEMU


MACHINES = {
    "amd64": Machine("amd64", "qemu-system-x86_64", ("-machine", "q35", "-cpu", "max"),
                     "/usr/share/OVMF/OVMF_CODE_4M.fd", "/usr/share/OVMF/OVMF_VARS_4M.fd",
                     # on a busy host the timer's ticks may come too late for that check, which
                     # then ends in a panic; under KVM and Hyper-V Linux leaves it out by itself
                     "1024M", "ttyS0", cmdline="no_timer_check"),
    "arm64": Machine("arm64", "qemu-system-aarch64",
                     ("-machine", "virt,gic-version=3", "-cpu", "cortex-a72"),
                     "/usr/share/AAVMF/AAVMF_CODE.fd", "/usr/share/AAVMF/AAVMF_VARS.fd",
                     "1536M", "ttyAMA0"),
}
# QEMU's and its firmware's support for these is younger than bookworm.
MACHINES["riscv64"] = Machine(
    "riscv64", "qemu-system-riscv64", ("-machine", "virt,acpi=on", "-cpu", "rv64"),
    "/usr/share/qemu-efi-riscv64/RISCV_VIRT_CODE.fd",
    "/usr/share/qemu-efi-riscv64/RISCV_VIRT_VARS.fd", "2048M", "ttyS0",
    beside=("qemu-system-riscv", "qemu-efi-riscv64"))
MACHINES["loong64"] = Machine(
    "loong64", "qemu-system-loongarch64", ("-machine", "virt", "-cpu", "la464"),
    "/usr/share/qemu-efi-loongarch64/QEMU_EFI.fd",
    # Debian's kernel sets 128 MiB aside (CMA), and so runs out of memory in 256 MiB
    "/usr/share/qemu-efi-loongarch64/QEMU_VARS.fd", "2048M", "ttyS0", "512M",
    beside=("qemu-system-misc", "qemu-efi-loongarch64"))
# SeaBIOS, which is QEMU's default: no EFI, VESA modes by vga= on the command line
MACHINES["bios"] = dataclasses.replace(MACHINES["amd64"], firmware="", variables="")
MACHINES["i386"] = dataclasses.replace(MACHINES["bios"], arch="i386")
# Started by QEMU itself: no EFI and so no ACPI, the devicetree is QEMU's
MACHINES["arm64-dt"] = dataclasses.replace(MACHINES["arm64"], firmware="", variables="")
# A processor that has pages of 16 KiB, which the Cortex-A72 has not
MACHINES["arm64-16k"] = dataclasses.replace(
    MACHINES["arm64"], options=("-machine", "virt,gic-version=3", "-cpu", "neoverse-n1"))
# Secure Boot as on a PC: Microsoft's keys are enrolled, so the firmware starts Debian's shim.
MACHINES["amd64-secure"] = dataclasses.replace(
    MACHINES["amd64"], options=("-machine", "q35,smm=on", "-cpu", "max",
                                "-global", "driver=cfi.pflash01,property=secure,value=on"),
    firmware="/usr/share/OVMF/OVMF_CODE_4M.secboot.fd",
    variables="/usr/share/OVMF/OVMF_VARS_4M.ms.fd", shim=True)
# With Debian's test key enrolled: the firmware starts only what is signed with it.
MACHINES["arm64-secure"] = dataclasses.replace(
    MACHINES["arm64"], variables="/usr/share/AAVMF/AAVMF_VARS.snakeoil.fd")


def _die_with_parent():
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _flash(machine):
    if not machine.firmware:
        return ()
    return ("-drive", f"if=pflash,format=raw,readonly=on,file={machine.firmware}",
            "-drive", f"if=pflash,format=raw,snapshot=on,file={machine.variables}")


def _boot(machine, kernel, initrd, cmdline):
    """QEMU's options to start KERNEL: by itself, or from a disk with Debian's signed loaders."""
    if not machine.shim:
        return ("-kernel", str(kernel), "-initrd", str(initrd), "-append", cmdline)
    signed = archive("bookworm", machine.arch).unpack("shim-signed", "grub-efi-amd64-signed")
    disk = pathlib.Path(initrd).with_name("esp")
    (disk / "EFI/BOOT").mkdir(parents=True)
    (disk / "EFI/debian").mkdir()
    for source, target in (
            (signed / "usr/lib/shim/shimx64.efi.signed", "EFI/BOOT/BOOTX64.EFI"),
            (signed / "usr/lib/grub/x86_64-efi-signed/grubx64.efi.signed",
             "EFI/BOOT/grubx64.efi"),
            (kernel, "vmlinuz"), (initrd, "initrd")):
        shutil.copyfile(source, disk / target)
    (disk / "EFI/debian/grub.cfg").write_text(
        f"linux /vmlinuz {cmdline}\ninitrd /initrd\nboot\n", encoding="ascii")
    return ("-drive", f"file=fat:{disk},format=raw,if=virtio,readonly=on")


class Vm:
    """One running QEMU. Every wait ends at the deadline given at the start."""

    def __init__(self, machine, kernel, initrd, cmdline, extra, out, seconds):
        self.deadline = time.monotonic() + seconds
        self._log = open(pathlib.Path(out, "serial.log"), "wb")
        self._qmp_log = open(pathlib.Path(out, "qmp.log"), "w", encoding="utf-8")
        self._errors = open(pathlib.Path(out, "qemu.log"), "wb")
        self._serial, serial_end = socket.socketpair()
        self._qmp, qmp_end = socket.socketpair()
        self._pending = b""
        self._qmp_pending = b""
        command = [
            *(beside.command(*machine.beside) if machine.beside else ()),
            machine.binary, *machine.options, "-accel", "tcg", "-m", machine.memory,
            "-nodefaults", "-nic", "none", "-display", "none", "-no-reboot",
            *_flash(machine),
            "-chardev", f"socket,id=serial,fd={serial_end.fileno()}",
            "-serial", "chardev:serial",
            "-chardev", f"socket,id=qmp,fd={qmp_end.fileno()}",
            "-mon", "chardev=qmp,mode=control",
            *_boot(machine, kernel, initrd, cmdline), *extra]
        pathlib.Path(out, "qemu.cmd").write_text("\n".join(command) + "\n", encoding="utf-8")
        try:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=self._errors, stderr=self._errors,
                pass_fds=(serial_end.fileno(), qmp_end.fileno()), preexec_fn=_die_with_parent)
        finally:
            serial_end.close()
            qmp_end.close()
        try:
            self._qmp_read("QMP")
            self.qmp("qmp_capabilities")
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """End QEMU, however it is, and the logs."""
        self._process.kill()
        self._process.wait()
        for item in (self._serial, self._qmp, self._log, self._qmp_log, self._errors):
            item.close()

    def _receive(self, sock):
        left = self.deadline - time.monotonic()
        if left <= 0 or not select.select([sock], [], [], left)[0]:
            raise Failure("time limit reached")
        try:
            return sock.recv(65536)
        except ConnectionResetError:
            return b""

    def lines(self):
        """The serial line's lines as they come, until QEMU ends."""
        while True:
            line, found, rest = self._pending.partition(b"\n")
            if found:
                self._pending = rest
                yield line.rstrip(b"\r").decode("utf-8", "replace")
                continue
            data = self._receive(self._serial)
            if not data:
                return
            self._log.write(data)
            self._log.flush()
            self._pending += data

    def answer(self, word):
        """Type a line at the guest."""
        self._serial.sendall(word.encode() + b"\n")

    def _qmp_read(self, key):
        """The next message that has KEY; events in between are only logged."""
        while True:
            line, found, rest = self._qmp_pending.partition(b"\n")
            if not found:
                data = self._receive(self._qmp)
                if not data:
                    raise Failure("QEMU ended early; see qemu.log")
                self._qmp_pending += data
                continue
            self._qmp_pending = rest
            self._qmp_log.write(line.decode() + "\n")
            message = json.loads(line)
            if "error" in message:
                raise Failure(f"QEMU: {message['error'].get('desc')}")
            if key in message:
                return message[key]

    def qmp(self, command, **arguments):
        """Run a monitor command."""
        message = json.dumps({"execute": command, "arguments": arguments})
        self._qmp_log.write(message + "\n")
        self._qmp.sendall(message.encode())
        return self._qmp_read("return")

    def screendump(self, png, device=""):
        """What QEMU has on DEVICE's (its first) screen, as a Picture; kept as PNG, too."""
        ppm = pathlib.Path(png).with_suffix(".ppm")
        which = {"device": device} if device else {}
        self.qmp("screendump", filename=str(ppm), **which)
        picture = screen.read_ppm(ppm.read_bytes())
        pathlib.Path(png).write_bytes(screen.write_png(picture))
        ppm.unlink()
        return picture
