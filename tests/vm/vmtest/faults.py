# SPDX-License-Identifier: GPL-2.0-only
"""tests/faults on arm64, whose system calls differ: the whole harness runs in the guest.

qemu-user has no ptrace(2). The guest gets Python and util-linux as Debian has them, in a system
of its own that is a mount, as the root of a real one is.
"""

import os
import pathlib
import re
import subprocess
import tempfile

from .archive import archive
from .case import Case
from .paths import TOP_DIR, Failure

RELEASE = "bookworm"
PACKAGES = ("python3.11", "util-linux", "mount", "coreutils", "dash",
            # what kexec-fb itself is linked with
            "libarchive13", "libdrm2", "libelf1", "libfdt1", "liblzma5", "libsmartcols1",
            "libzstd1", "zlib1g")
LEFT_OUT = ("usr/share", "etc")
TREE = ("tests/faults/run", "tests/faults/lab", "tests/machines")
HERE = "kexec-fb"       # in the guest's system
LEAST = 5000            # faults, as everywhere
SECONDS = 7200

# The system becomes the root of a namespace, as switch_root(8) does: a mere chroot(2) would show
# in what /proc says of open files.
SCRIPT = rf"""
mkdir -p /system/tmp /system/run /system/mnt /system/root /system/var/tmp
cat >/enter <<'END'
mount --bind /system /system
cd /system
for name in proc sys dev; do mkdir -p $name; mount --rbind /$name $name; done
mkdir -p dev/shm
mount -t tmpfs tmpfs tmp
mount -t tmpfs shm dev/shm
mount --move . /
exec chroot . /usr/bin/python3.11 /{HERE}/tests/faults/run --parts /{HERE}/parts --jobs 2
END
{{ unshare -m sh /enter 2>&1 >/tmp/faults; echo $? >/tmp/faults.status; }} |
	while read -r line; do step "$line"; done
puttext faults </tmp/faults
puttext faults.status </tmp/faults.status
"""


def _folder(image, host, guest):
    """Put all that is in the folder HOST, or the file HOST, at GUEST."""
    if not host.is_dir() or host.is_symlink():
        _one(image, host, guest)
        return
    for path in sorted(host.rglob("*")):
        if "__pycache__" not in path.parts:
            _one(image, path, f"{guest}/{path.relative_to(host)}")


def _one(image, path, guest):
    if path.is_symlink():
        image.link(guest, os.readlink(path))
    elif path.is_dir():
        image.dir(guest)
    elif path.is_file():
        image.file(guest, path, path.stat().st_mode & 0o777)


def _stage(folder):
    """What the harness builds, for arm64."""
    done = subprocess.run([TOP_DIR / "tests/faults/run", "--stage", folder, "--tree",
                           TOP_DIR / "build-arm64"], text=True, check=False, capture_output=True)
    if done.returncode:
        raise Failure(f"tests/faults/run --stage: {done.stderr.strip().splitlines()[-1]}")


def _prepare(image, _session):
    source = archive(RELEASE, "arm64")
    system = source.unpack(*source.installation(*PACKAGES))
    for path in sorted(system.rglob("*")):
        inside = path.relative_to(system)
        if not str(inside).startswith(LEFT_OUT):
            _one(image, path, f"system/{inside}")
    image.link("system/bin/sh", "dash")
    image.dir("system/etc")
    for name in TREE:
        _folder(image, TOP_DIR / name, f"system/{HERE}/{name}")
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        parts = pathlib.Path(folder, "parts")
        _stage(parts)
        _folder(image, parts, f"system/{HERE}/parts")


def survived(run):
    """Every fault was survived, and there were enough of them."""
    said = run.facts.need("first.faults")
    found = re.search(r"^(\d+) injected, (\d+) survived, 0 failed$", said, re.MULTILINE)
    good = found and found[1] == found[2] and int(found[1]) >= LEAST and \
        run.facts.need("first.faults.status").strip() == "0"
    return bool(good), found[0] if found else said.strip()[-600:]


def cases():
    """One long boot."""
    yield Case("faults-arm64-6.12", "6.12", arch="arm64", display=("-device", "ramfb"),
               trigger="none", modules=(("autofs4", ""),), prepare=_prepare, script=SCRIPT,
               qemu=("-smp", "2"), checks=(survived,), groups=("faults",), seconds=SECONDS)
