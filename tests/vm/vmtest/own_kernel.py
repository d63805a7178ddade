# SPDX-License-Identifier: GPL-2.0-only
"""Kernels of our own, from Debian's linux-source (kernel/build), with what Debian's lack."""

import dataclasses
import hashlib
import pathlib
import shutil
import subprocess
import sys
import time

from .archive import archive
from .paths import VM_DIR, Failure, cache_dir, locked, once

BUILD = VM_DIR / "kernel/build"
STANDIN = VM_DIR / "hyperv/standin"
QUIET = 20      # seconds between two lines of progress


@dataclasses.dataclass(frozen=True)
class Own:
    """One of our kernels."""

    config: str         # kernel/NAME.config
    what: str           # for a person who waits for it
    minutes: str        # on two processors
    release: str = "bookworm"
    source: str = "linux-source-6.12"
    standin: bool = False

    @property
    def inputs(self):
        """The files of ours that it is made from, besides the kernel's source."""
        modules = sorted(STANDIN.iterdir()) if self.standin else []
        return [BUILD, VM_DIR / "kernel" / f"{self.config}.config", *modules]


# By the names that they have among the kernel versions of cases
OWN = {
    "file": Own("arm64-file", "an arm64 kernel with kexec_file_load()", "7 to 10"),
    "simpledrm": Own("amd64-simpledrm", "an x86-64 kernel with simpledrm and no efifb", "12",
                     standin=True),
    "efidrm": Own("amd64-efidrm", "an x86-64 kernel with efidrm and no efifb", "15", "sid",
                  "linux-source-7.2", standin=True),
    "efidrm-arm64": Own("arm64-efidrm", "an arm64 kernel with efidrm and no efifb", "12", "sid",
                        "linux-source-7.2", standin=True),
    "simpledrm-64k": Own("arm64-simpledrm-64k",
                         "an arm64 kernel with simpledrm, no efifb and pages of 64 KiB", "15",
                         standin=True),
}


def _make(own, source, folder):
    """Run kernel/build; now and then say how far it is."""
    def say(text):
        print(f"[{own.config}] {text}", file=sys.stderr, flush=True)

    start = said = time.monotonic()
    say(f"building {own.what}: {own.minutes} minutes, once")
    command = [BUILD, source, own.inputs[1], folder, *([STANDIN] if own.standin else [])]
    with open(folder / "build.log", "w+", encoding="utf-8", errors="replace") as log, \
            subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                             text=True, errors="replace") as process:
        for count, line in enumerate(process.stdout):
            log.write(line)
            if time.monotonic() - said > QUIET:
                said = time.monotonic()
                say(f"{said - start:.0f} s, {count} lines: {line.strip()}")
        if process.wait():
            log.seek(0)
            raise Failure(f"{BUILD}: {log.readlines()[-1].strip()}; see {log.name}")
    say(f"built in {time.monotonic() - start:.0f} s")


@once
def own_kernel(name):
    """The folder with what kernel/build makes of OWN[NAME]; built once per source and inputs."""
    own = OWN[name]
    tree = archive(own.release, "amd64").unpack(own.source)
    key = hashlib.sha256(b"".join(p.read_bytes() for p in own.inputs) + tree.name.encode())
    path = cache_dir() / "kernels" / f"{own.config}-{key.hexdigest()[:16]}"
    with locked(path):
        if not path.exists():
            part = pathlib.Path(f"{path}.part")
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir()
            _make(own, tree / f"usr/src/{own.source}.tar.xz", part)
            part.rename(path)
    return path
