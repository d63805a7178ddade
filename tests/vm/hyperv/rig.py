# SPDX-License-Identifier: GPL-2.0-only
"""Build what the cases need: the stand-in modules and the ACPI tables."""

import hashlib
import os
import pathlib
import shutil
import subprocess

from vmtest.archive import KEYRING, archive, mirrors, run
from vmtest.paths import Failure, cache_dir, locked

HERE = pathlib.Path(__file__).resolve().parent
RELEASE = "bookworm"
# iasl wants hardware ids to be regular ones; a Gen 1 guest's isn't
ASL_IRREGULAR_HID = "6033"


def _digest(*sources):
    text = b"".join(path.read_bytes() for path in sorted(sources))
    return hashlib.sha256(text).hexdigest()[:16]


def acpi_table(gen):
    """Where the table of a GEN (1 or 2) guest is; compile_tables() puts it there."""
    return cache_dir() / "hyperv" / f"gen{gen}-{_digest(_asl(gen))}.aml"


def _asl(gen):
    return HERE / "acpi" / f"gen{gen}.asl"


def compile_tables():
    """Compile the ACPI tables that are not there yet."""
    for gen in (1, 2):
        path = acpi_table(gen)
        with locked(path):
            if not path.exists():
                # iasl puts ".aml" for whatever suffix the prefix has
                part = path.with_name(f"{path.stem}-part")
                run(["iasl", "-vw", ASL_IRREGULAR_HID, "-p", str(part), str(_asl(gen))])
                pathlib.Path(f"{part}.aml").rename(path)


def _headers(kernel, arch):
    """A folder with the kernel's headers and kbuild programs that run on this machine."""
    package = f"linux-headers-{kernel.release}"
    needs = archive(RELEASE, arch).depends(package)
    common = [n for n in needs if n.startswith("linux-headers-")]
    kbuild = [n for n in needs if n.startswith("linux-kbuild-")]
    if not common or not kbuild:
        raise Failure(f"{package} depends on no -common and linux-kbuild package")
    trees = (archive(RELEASE, arch).unpack(package, *common),
             archive(RELEASE, "amd64").unpack(*kbuild))
    path = cache_dir() / "hyperv" / f"headers-{kernel.release}-{trees[0].name}"
    with locked(path):
        if not path.exists():
            part = path.with_suffix(".part")
            shutil.rmtree(part, ignore_errors=True)
            for tree in trees:
                shutil.copytree(tree / "usr", part / "usr", symlinks=True, dirs_exist_ok=True)
            part.rename(path)
    return path


def modules(kernel, arch):
    """{name: path} of the stand-in modules for KERNEL, and the ACPI tables beside them."""
    compile_tables()
    if kernel.standin:
        return {path.stem: path for path in kernel.standin.glob("*.ko")}
    digest = _digest(HERE / "build", *(HERE / "standin").iterdir())
    out = cache_dir() / "hyperv" / f"{kernel.release}-{digest}"
    with locked(out):
        if not out.exists() and "+deb13" in kernel.release:
            _build_in_trixie(kernel, arch, out)
        elif not out.exists():
            _build(_headers(kernel, arch), arch, out)
    return {path.stem: path for path in out.glob("*.ko")}


def _build(headers, arch, out):
    part = out.with_suffix(".part")
    shutil.rmtree(part, ignore_errors=True)
    done = subprocess.run([HERE / "build", headers, arch, part], text=True, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          env={k: v for k, v in os.environ.items() if k != "MAKEFLAGS"})
    if done.returncode:
        raise Failure(f"stand-in does not build: {done.stdout.strip()[-2000:]}")
    part.rename(out)


def _build_in_trixie(kernel, arch, out):
    """Its kbuild programs need a newer C library than bookworm's, its flags a newer compiler."""
    system, inside = out.with_suffix(".trixie"), out.with_suffix(".trixie") / "root"
    part = out.with_suffix(".part")
    for folder in (system, part):
        shutil.rmtree(folder, ignore_errors=True)
    run(["mmdebstrap", "--mode=root", "--variant=apt",
         f"--include=linux-headers-{kernel.release},make", "--dpkgopt=force-unsafe-io",
         '--aptopt=Apt::Install-Recommends "false"', "trixie", str(system),
         f"deb [signed-by={KEYRING}] {mirrors()[0]} trixie main",
         f"deb [signed-by={KEYRING}] {mirrors()[1]} trixie-security main"])
    shutil.copytree(HERE, inside, dirs_exist_ok=True)
    run(["chroot", str(system), "/root/build", "/", arch, "/root/out"],
        env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"})
    shutil.copytree(inside / "out", part)
    shutil.rmtree(system)
    part.rename(out)
