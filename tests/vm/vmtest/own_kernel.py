# SPDX-License-Identifier: GPL-2.0-only
"""A kernel of our own: arm64 with kexec_file_load(), from Debian's linux-source (kernel/build)."""

import hashlib
import pathlib
import shutil
import subprocess
import sys
import time

from .archive import archive
from .paths import VM_DIR, Failure, cache_dir, locked, once

BUILD = VM_DIR / "kernel/build"
CONFIG = VM_DIR / "kernel/config"
RELEASE, SOURCE = "bookworm", "linux-source-6.12"
VERSION = "file"    # its name among the kernel versions of cases
QUIET = 20      # seconds between two lines of progress


def _say(text):
    print(f"[{SOURCE}] {text}", file=sys.stderr, flush=True)


def _make(source, folder):
    """Run kernel/build; now and then say how far it is."""
    start = said = time.monotonic()
    _say("building an arm64 kernel with kexec_file_load(): 7 to 10 minutes, once")
    with open(folder / "build.log", "w+", encoding="utf-8", errors="replace") as log, \
            subprocess.Popen([BUILD, source, CONFIG, folder], stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT, text=True, errors="replace") as process:
        for count, line in enumerate(process.stdout):
            log.write(line)
            if time.monotonic() - said > QUIET:
                said = time.monotonic()
                _say(f"{said - start:.0f} s, {count} lines: {line.strip()}")
        if process.wait():
            log.seek(0)
            raise Failure(f"{BUILD}: {log.readlines()[-1].strip()}; see {log.name}")
    _say(f"built in {time.monotonic() - start:.0f} s")


@once
def own_kernel():
    """The folder with what kernel/build makes; built once per source, config and script."""
    tree = archive(RELEASE, "arm64").unpack(SOURCE)
    key = hashlib.sha256(BUILD.read_bytes() + CONFIG.read_bytes() + tree.name.encode())
    path = cache_dir() / "kernels" / f"{SOURCE}-{key.hexdigest()[:16]}"
    with locked(path):
        if not path.exists():
            part = pathlib.Path(f"{path}.part")
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir()
            _make(tree / f"usr/src/{SOURCE}.tar.xz", part)
            part.rename(path)
    return path
