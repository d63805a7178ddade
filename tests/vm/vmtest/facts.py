# SPDX-License-Identifier: GPL-2.0-only
"""What the guests reported, and the two structures the tests read from it."""

import base64
import binascii
import dataclasses
import gzip
import re
import struct

from .paths import Failure

MARKER = re.compile(r"@@(?P<key>[A-Za-z0-9_.-]+)(?P<kind>:?=)(?P<value>.*)$")


def parse_marker(line):
    """(key, value) of a guest's marker line, None of any other line."""
    hit = MARKER.search(line)
    if not hit:
        return None
    if hit["kind"] == "=":
        return hit["key"], hit["value"]
    try:
        text = gzip.decompress(base64.b64decode(hit["value"], validate=True))
    except (binascii.Error, EOFError, OSError) as error:
        raise Failure(f"serial line garbled at {hit['key']}") from error
    return hit["key"], text.decode("latin-1")


@dataclasses.dataclass(frozen=True)
class ScreenInfo:
    """The fields of the kernel's struct screen_info that a framebuffer has."""

    raw: bytes
    kind: int
    width: int
    height: int
    depth: int
    base: int
    size: int
    stride: int
    capabilities: int

    @classmethod
    def parse(cls, text):
        """From the hexadecimal the guest printed."""
        raw = bytes.fromhex(text)
        if len(raw) != 64:
            raise Failure(f"guest reported {len(raw)} bytes of screen_info")
        kind = raw[0x0f]
        width, height, depth = struct.unpack_from("<3H", raw, 0x12)
        low, size = struct.unpack_from("<2I", raw, 0x18)
        stride, = struct.unpack_from("<H", raw, 0x24)
        capabilities, high = struct.unpack_from("<2I", raw, 0x36)
        base = low | (high << 32 if capabilities & 2 else 0)
        return cls(raw, kind, width, height, depth, base, size, stride, capabilities)

    def __str__(self):
        return (f"{self.width}x{self.height}x{self.depth} base {self.base:#x} "
                f"size {self.size:#x} stride {self.stride} type {self.kind:#x} "
                f"capabilities {self.capabilities:#x}")


class Facts(dict):
    """Key -> text, as reported over the serial line, with readers for the usual ones."""

    def need(self, key):
        """The value of KEY; a guest that didn't report it failed the test."""
        if key not in self:
            raise Failure(f"guest did not report {key}")
        return self[key]

    def reports(self, phase):
        """How many reports of PHASE arrived; its steps are none."""
        return sum(key.startswith(f"{phase}.") and key != f"{phase}.step" for key in self)

    def screen_info(self, phase):
        """The screen_info in boot_params of the first or the crash kernel."""
        return ScreenInfo.parse(self.need(f"{phase}.screen_info"))

    def fb0(self, phase):
        """What /dev/fb0 says of itself; numbers as int; empty without one."""
        pairs = (line.split("=", 1) for line in self.get(f"{phase}.fb0", "").splitlines())
        return {k: v if k == "id" else int(v, 0) for k, v in pairs}

    def driver(self):
        """Who had the screen in the first kernel, by the name of its framebuffer or card."""
        fb = self.get("first.fb", "").split(maxsplit=1)
        if len(fb) == 2:
            return fb[1].split("\n")[0].strip().removesuffix("drmfb").removesuffix("drmf")
        card = self.get("first.drm", "").split()
        return card[2] if len(card) > 2 else ""

    def kexec_tools(self):
        """The version of the guest's kexec-tools."""
        hit = re.search(r"\d+(?:\.\d+)+", self.get("first.kexec", ""))
        return hit[0] if hit else ""

    def bar0(self):
        """Start of BAR 0 of the first display controller, as the first kernel has it."""
        lines = self.need("first.pci").splitlines()
        if not lines:
            raise Failure("no PCI display controller in the guest")
        return int(lines[0].split()[3], 0)
