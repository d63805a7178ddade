# SPDX-License-Identifier: GPL-2.0-only
"""Everything that all runs share and none changes, in one folder."""

import dataclasses
import gzip
import json
import os
import pathlib
import shutil
import subprocess

TOP = pathlib.Path(__file__).resolve().parents[3]
PROGRAMS = {
    "x86_64": ("inject", "fake-kexec", "kexec-fb-image"),
    "aarch64": ("inject", "fake-kexec"),
}
MACHINES = TOP / "tests" / "machines"
SCREEN_INFO_IN_IMAGE = 0x8000   # SYN_DATA of tests/unit/test_kernel_synthetic.h
ON_ARM64 = os.uname().machine == "aarch64"


@dataclasses.dataclass(frozen=True)
class Roots:
    """Machines whose files are read: NOW and BEFORE its screen changed; CHECK: of tests/check."""
    now: str
    before: str
    check: str


ROOTS = {
    "x86_64": Roots("hyperv-gen2-relocated-6.1", "hyperv-gen2-6.1", "all-well"),
    "aarch64": Roots("arm64-simpledrm-padded", "arm64-simpledrm-xbgr", "arm64-noted"),
}


def screen_info(machine):
    """What the machine's next kernel has to be told, in hexadecimal."""
    return json.loads((MACHINES / machine / "show.json").read_text())["screen_info"]


def calls(*compiler):
    """{name: number} of the system calls, where COMPILER's programs run."""
    text = subprocess.run([*compiler, "-E", "-dM", "-"], input="#include <sys/syscall.h>\n",
                          capture_output=True, text=True, check=True).stdout
    words = (line.split(None, 2) for line in text.splitlines())
    defined = {word[1]: word[2] for word in words if len(word) == 3}
    return {name[len("__NR_"):]: int(defined.get(value, value)) for name, value in defined.items()
            if name.startswith("__NR_") and defined.get(value, value).isdigit()}


def make(tree, *programs):
    """Make PROGRAMS in TREE, which is configured."""
    subprocess.run(["make", "-s", "-C", tree, *programs], check=True, stdout=subprocess.DEVNULL)


def build(tree, parts, machine="x86_64", own=None, compiler=("cc",)):
    """Make the programs in TREE, which is configured for MACHINE, and stage them in PARTS.

    OWN is a tree that is configured for this machine, if TREE is not.
    """
    own = own or tree
    roots = ROOTS[machine]
    names = ["kexec-fb", *(f"tests/faults/{name}" for name in PROGRAMS[machine])]
    make(tree, *names)
    for name in names:
        shutil.copy(tree / name, parts)
    (parts / "calls.json").write_text(json.dumps(calls(*compiler)))
    make(own, "kexec-fb", "tests/faults/synthetic-image")
    image = subprocess.run([own / "tests/faults/synthetic-image"], capture_output=True,
                           check=True).stdout
    (parts / "Image").write_bytes(image)
    (parts / "Image.gz").write_bytes(gzip.compress(image, mtime=0))
    (parts / "vmlinuz").write_bytes(b"a kernel")
    for name, root in (("root", roots.now), ("imageroot", ROOTS["aarch64"].now),
                       ("oldroot", roots.before), ("loadedroot", roots.now)):
        shutil.copytree(MACHINES / root / "root", parts / name, symlinks=True)
    # A crash kernel is loaded, and was told of another screen.
    loaded = parts / "loadedroot/sys/kernel/kexec_crash_loaded"
    loaded.parent.mkdir(exist_ok=True)
    loaded.write_text("1\n")
    (parts / "nothing").mkdir()
    for name, case in (("checkroot", roots.check), ("toldnothing", "told-nothing")):
        subprocess.run([TOP / "tests/check/run", "--make", case, parts / name], check=True,
                       env={**os.environ, "KEXEC_FB_BUILD": str(own)})
