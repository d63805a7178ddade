# SPDX-License-Identifier: GPL-2.0-only
"""Everything that all runs share and none changes, in one folder."""

import gzip
import json
import os
import pathlib
import shutil
import subprocess

TOP = pathlib.Path(__file__).resolve().parents[3]
PROGRAMS = ("inject", "fake-kexec", "kexec-fb-image", "synthetic-image")
MACHINES = TOP / "tests" / "machines"
X86_MACHINE = "hyperv-gen2-relocated-6.1"
OLD_MACHINE = "hyperv-gen2-6.1"     # X86_MACHINE before its framebuffer moved
IMAGE_MACHINE = "arm64-simpledrm-padded"
SCREEN_INFO_IN_IMAGE = 0x8000   # SYN_DATA of tests/unit/test_kernel_synthetic.h


def screen_info(machine):
    """What the machine's next kernel has to be told, in hexadecimal."""
    return json.loads((MACHINES / machine / "show.json").read_text())["screen_info"]


def build(tree, parts):
    """Make the programs in TREE, which is configured, and stage them in PARTS."""
    names = [f"tests/faults/{name}" for name in PROGRAMS]
    subprocess.run(["make", "-s", "-C", tree, "kexec-fb", *names], check=True,
                   stdout=subprocess.DEVNULL)
    shutil.copy(tree / "kexec-fb", parts)
    for name in names:
        shutil.copy(tree / name, parts)
    image = subprocess.run([parts / "synthetic-image"], capture_output=True, check=True).stdout
    (parts / "Image").write_bytes(image)
    (parts / "Image.gz").write_bytes(gzip.compress(image, mtime=0))
    (parts / "vmlinuz").write_bytes(b"a kernel")
    for machine, name in ((X86_MACHINE, "root"), (IMAGE_MACHINE, "imageroot")):
        shutil.copytree(MACHINES / machine / "root", parts / name, symlinks=True)
    (parts / "nothing").mkdir()
    subprocess.run([TOP / "tests/check/run", "--make", "all-well", parts / "checkroot"], check=True,
                   env={**os.environ, "KEXEC_FB_BUILD": str(tree)})
    # A crash kernel is loaded, and was told of another screen.
    shutil.copytree(parts / "root", parts / "loadedroot", symlinks=True)
    (parts / "loadedroot/sys/kernel/kexec_crash_loaded").write_text("1\n")
    shutil.copytree(MACHINES / OLD_MACHINE / "root", parts / "oldroot", symlinks=True)
    return parts
