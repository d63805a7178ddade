# SPDX-License-Identifier: GPL-2.0-only
"""Kernel images of other kinds, made from a Debian arm64 Image, and where screen_info is.

The search is the tests' own: it shares nothing with kexec-fb's.
"""

import array
import dataclasses
import gzip
import re
import struct
import subprocess

from .kernel import kernel
from .paths import TOP_DIR, Failure

SCREEN_INFO_SIZE = 64
KIMAGE_VADDR = 0xffff800080000000
SYMBOLS = (b"screen_info", b"sysfb_primary_display")
CHECKER = TOP_DIR / "tests/unit/check_real_image"
EM_AARCH64, ET_EXEC, PT_LOAD = 183, 2, 1
SHT_PROGBITS, SHT_SYMTAB, SHT_STRTAB = 1, 2, 3


def exported_screen_info(image):
    """(where its name is, where it is) in the raw IMAGE, by its one __ksymtab entry."""
    words = array.array("i", image[:len(image) & ~3])
    found = set()
    for symbol in SYMBOLS:
        for hit in re.finditer(b"\0" + symbol + b"\0", image):
            name = hit.start() + 1
            found |= {(name, 4 * i - 4) for i, word in enumerate(words) if 4 * i + word == name}
    if len(found) != 1:
        raise Failure(f"{len(found)} __ksymtab entries for screen_info")
    name, value = found.pop()
    return name, value + struct.unpack_from("<i", image, value)[0]


def screen_info_offset(image):
    """Where the exported screen_info lies in the raw IMAGE."""
    return exported_screen_info(image)[1]


def gzipped(image):
    """Image.gz."""
    return gzip.compress(image, 1, mtime=0)


def unpacked(zboot):
    """The Image in a zboot image that is packed with gzip or zstd."""
    start, size = struct.unpack_from("<2I", zboot, 8)
    payload = zboot[start:start + size]
    if zboot[24:28] == b"gzip":
        return gzip.decompress(payload)
    return subprocess.run(["zstd", "-dcq"], input=payload, stdout=subprocess.PIPE,
                          check=True).stdout


@dataclasses.dataclass
class _Section:
    name: bytes
    kind: int
    data: bytes
    flags: int = 0
    address: int = 0
    link: int = 0
    info: int = 0
    entry: int = 0


def vmlinux(image):
    """IMAGE as the ELF file it could have come from: one segment, one symbol table."""
    memory, = struct.unpack_from("<Q", image, 16)
    names = b"\0_text\0screen_info\0"
    at = KIMAGE_VADDR + screen_info_offset(image)
    symbols = bytes(24)
    for name, value, size in ((b"_text", KIMAGE_VADDR, 0),
                              (b"screen_info", at, SCREEN_INFO_SIZE)):
        symbols += struct.pack("<IBBHQQ", names.index(name), 0x11, 0, 1, value, size)
    sections = [_Section(b"", 0, b""),
                _Section(b".text", SHT_PROGBITS, image, 7, KIMAGE_VADDR),
                _Section(b".symtab", SHT_SYMTAB, symbols, link=3, info=1, entry=24),
                _Section(b".strtab", SHT_STRTAB, names),
                _Section(b".shstrtab", SHT_STRTAB, b"\0.text\0.symtab\0.strtab\0.shstrtab\0")]
    body, headers, start = b"", b"", 0x10000
    for section in sections:
        offset = start + len(body)
        headers += struct.pack("<2I4Q2I2Q", sections[-1].data.index(section.name + b"\0"),
                               section.kind, section.flags, section.address, offset,
                               len(section.data), section.link, section.info, 16, section.entry)
        body += section.data + bytes(-len(section.data) % 16)
    head = struct.pack("<16sHHIQQQIHHHHHH", b"\x7fELF\2\1\1", ET_EXEC, EM_AARCH64, 1,
                       KIMAGE_VADDR, 64, start + len(body), 0, 64, 56, 1, 64, len(sections),
                       len(sections) - 1)
    head += struct.pack("<2I6Q", PT_LOAD, 7, start, KIMAGE_VADDR, KIMAGE_VADDR, len(image),
                        memory, 0x10000)
    return head + bytes(start - len(head)) + body + headers


def check_all(run, versions):
    """Let tests/unit/check_real_image fill a copy of each kernel; its lines become facts."""
    if not CHECKER.exists():
        raise Failure(f"{CHECKER}: not built; make check builds it")
    for version in versions:
        path = kernel(version, "arm64").image
        done = subprocess.run([CHECKER, path], text=True, check=False, capture_output=True)
        run.facts[f"image.{version}"] = done.stdout + done.stderr
        run.facts[f"status.{version}"] = str(done.returncode)


def one_place(version):
    """A check: exactly one place was found in that kernel, and it is the right one."""
    def check(run):
        image = kernel(version, "arm64").image.read_bytes()
        want = f" at {screen_info_offset(image):#x} "
        said = run.facts.need(f"image.{version}").strip()
        return run.facts[f"status.{version}"] == "0" and want in said, said
    check.__name__ = f"one place in {version}"
    return check
