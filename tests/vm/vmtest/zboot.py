# SPDX-License-Identifier: GPL-2.0-only
"""A Debian kernel as a zboot EFI application, as other distributions ship theirs.

Debian ships no zboot images, but the stub is still the kernel's own, compiled from the source
package of the same version (see zboot/build).
"""

import hashlib
import shutil

from .archive import archive, run
from .kernel import RESOLVE
from .paths import VM_DIR, Failure, cache_dir, locked

BUILD = VM_DIR / "zboot/build"
NEEDED = ("drivers/firmware/efi/libstub", "lib", "scripts/dtc/libfdt", "include/linux/hidden.h",
          "include/linux/libfdt.h", "include/linux/libfdt_env.h")


def _headers(kernel, version):
    source = archive(RESOLVE[version][0], "arm64")
    package = f"linux-headers-{kernel.release}"
    common = [n for n in source.depends(package) if n.startswith("linux-headers-")]
    if not common:
        raise Failure(f"{package} depends on no -common package")
    return source.unpack(package, *common)


def _source(kernel, version, folder):
    """Unpack what the stub is built from, of KERNEL's series, into FOLDER."""
    name = f"linux-source-{'.'.join(kernel.release.split('.')[:2])}"
    tree = archive(RESOLVE[version][0], "arm64").unpack(name)
    folder.mkdir(parents=True)
    run(["tar", "-C", str(folder), "--strip-components=1", "-xf",
         str(tree / f"usr/src/{name}.tar.xz"), *(f"{name}/{path}" for path in NEEDED)])


def zboot_image(kernel, version):
    """Path of KERNEL, which is Debian's VERSION, as a zboot image; built once."""
    digest = hashlib.sha256(BUILD.read_bytes() + kernel.image.read_bytes()).hexdigest()[:16]
    path = cache_dir() / "zboot" / f"vmlinuz-{kernel.release}-{digest}.efi"
    with locked(path):
        if not path.exists():
            part = path.with_suffix(".part")
            shutil.rmtree(part, ignore_errors=True)
            _source(kernel, version, part / "source")
            run([str(BUILD), str(_headers(kernel, version)), str(part / "source"),
                 str(kernel.image), str(part / "out")])
            (part / "out/vmlinuz.efi").rename(path)
            shutil.rmtree(part)
    return path
