# SPDX-License-Identifier: GPL-2.0-only
"""Runs whose sources hold what no kernel would write there; plain kexec must still run."""

from .attempt import Run
from .commands import COMMANDS, EXEC
from .parts import ON_ARM64
from .worlds import GUID

IOMEM, CARD, FB0 = "proc/iomem", "dev/dri/card0", "dev/fb0"
BOOT_PARAMS = "sys/kernel/boot_params/data"
SOURCES = (IOMEM, CARD, FB0, BOOT_PARAMS)
OWNER = "simpledrm" if ON_ARM64 else GUID     # of the framebuffer in proc/iomem
MAY = frozenset({"other picture", "other lines"})
NUMBERS = ("0", "1", "-1", "65535", "65536", "4294967295", "4294967296", "18446744073709551615",
           "99999999999999999999", "0x", "", "x" * 100000, "%s%n", "\x1b[2J")
RANGES = ("0-0", "0-ffffffffffffffff", "1-ffffffffffffffff", "5-4", "0-7fffff", "100000-8fffff",
          "ffffffffffffffff-ffffffffffffffff", "fffffffffffff000-ffffffffffffffff",
          "10000000000000000-1", "c0000000-c0000000", "-", "c0900000")


def of_any(data):
    """What any file may be: its new contents, or what is there instead, see room.py."""
    yield "is not there", "nothing"
    yield "is a directory", "directory"
    yield "is a loop of links", "loop"
    yield "leads outside", "outside"
    yield "is a FIFO", "fifo"
    yield "is 17 MiB long", "long"
    yield "is empty", b""
    for size in (1, len(data) // 3, len(data) // 2, len(data) - 1):
        yield f"is cut at {size}", data[:size]
    yield "has a NUL", data[:20] + b"\0" + data[21:]
    yield "is all NUL", bytes(4096)
    yield "is all 0xff", b"\xff" * 4096
    yield "is all newlines", b"\n" * (1 << 20)
    yield "has no newlines", data.replace(b"\n", b" ")
    yield "is there twice", data + data


def of_answers(data):
    """Each recorded answer of a driver, with each value."""
    lines = [line.split(b" ", 1) for line in data.splitlines()]
    for key, _ in lines:
        for value in NUMBERS:
            text = b"".join(k + b" " + (value.encode() if k == key else v) + b"\n"
                            for k, v in lines)
            yield f"{key.decode()} is {value[:22]!r}", text


def of_iomem(data):
    """Regions that cannot be."""
    for text in RANGES:
        line = f"{text} : {OWNER}\n".encode()
        yield f"is {text}", line
        yield f"is {text} twice", line + line
        yield f"is {text} in RAM", b"00000000-ffffffffff : System RAM\n  " + line
    yield "has 200000 regions", b"".join(b"%x-%x : a\n" % (i, i) for i in range(200000)) + data
    yield "is 2000 deep", b"".join(b" " * i + b"0-fffffff : a\n" for i in range(2000)) + data


def of_boot_params():
    """All kinds of video at once."""
    for byte in (0x23, 0x70):
        yield f"is all {byte:#x}", bytes([byte]) * 4096


def changes(parts):
    """(name, (file, new contents)) of the files of {parts}/root."""
    for file in SOURCES:
        if not (parts / "root" / file).exists():
            continue
        data = (parts / "root" / file).read_bytes()
        new = list(of_any(data))
        if file in (CARD, FB0):
            new += of_answers(data)
        elif file == IOMEM:
            new += of_iomem(data)
        else:
            new += of_boot_params()
        for name, content in new:
            yield f"{file} {name}", (file, content)


def kernels(parts):
    """Images that are cut short, and a FIFO: (name, kernel, command)."""
    for command in COMMANDS:
        if command.sees != "kernel" or command.notes or command.env:
            continue
        data = (parts / command.kernel).read_bytes()
        for size in (0, 1, 63, 64, 1000, len(data) // 2, len(data) - 1):
            path = parts / f"{command.kernel}.{size}"
            path.write_bytes(data[:size])
            yield f"{command.kernel} is cut at {size}", str(path), command


def runs(room):
    """All of these; EXEC with each, show with each."""
    show = next(c for c in COMMANDS if c.name == "show")
    for name, change in changes(room.parts):
        for command in (EXEC, show):
            yield Run("contents", f"{command.name}: {name}", command, root="{here}/root",
                      change=change, may=MAY)
    for name, kernel, command in kernels(room.parts):
        yield Run("contents", f"exec: {name}", command, kernel=kernel,
                  may=frozenset({"no second try"}))
    for size in (0, 1, 63, 64, 4095, 4097, 1 << 20, 17 << 20):
        for mode, statuses in (("auto", (7, 8)), ("require", (9,))):
            yield Run("contents", f"{mode}: boot_params of {size} bytes", EXEC, mode, statuses,
                      world=f"boot_params of {size} bytes", may=frozenset({"other lines"}))
