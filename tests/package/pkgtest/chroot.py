# SPDX-License-Identifier: GPL-2.0-only
"""Throw-away Debian systems: one unpacked base, an overlay over it per scenario."""

import hashlib
import os
import pathlib
import shutil
import subprocess
import threading

from vmtest.archive import KEYRING, mirrors, run
from vmtest.paths import cache_dir, locked

SECONDS = 120
KEXEC = "usr/sbin/kexec"
ENVIRONMENT = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
               "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C", "HOME": "/root"}


def base(suite, packages=()):
    """A tar file of SUITE with PACKAGES; made once, delete it to get a newer one."""
    name = hashlib.sha256(" ".join(packages).encode()).hexdigest()[:12]
    path = cache_dir() / "chroots" / f"{suite}-{name}.tar"
    with locked(path):
        if not path.exists():
            part = path.with_suffix(".part.tar")
            run(["mmdebstrap", "--mode=root", "--variant=apt",
                 *(f"--include={package}" for package in packages),
                 "--dpkgopt=force-unsafe-io", suite, str(part),
                 f"deb [signed-by={KEYRING}] {mirrors()[0]} {suite} main"])
            part.rename(path)
    return path


def unpack(tar, folder):
    """Unpack what base() made."""
    folder.mkdir(parents=True)
    run(["tar", "-C", str(folder), "-xf", str(tar), "--numeric-owner", "--xattrs",
         "--exclude=./dev/*"])
    return folder


class Watch:
    """Looks as often as it can whether the system has a kexec; counts when it hasn't."""

    def __init__(self, root):
        self._path = root / KEXEC
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self.looks = self.gaps = 0

    def _look(self):
        while not self._end.is_set():
            self.looks += 1
            self.gaps += not os.access(self._path, os.X_OK)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._end.set()
        self._thread.join()


class Chroot:
    """A running copy of the system whose layers are LOWER, the topmost first."""

    def __init__(self, folder, lower):
        self.folder = pathlib.Path(folder)
        self.lower = lower
        self.root = self.folder / "root"
        self.upper = self.folder / "upper"

    def __enter__(self):
        for name in ("root", "upper", "work"):
            (self.folder / name).mkdir(parents=True)
        layers = ":".join(map(str, self.lower))
        run(["mount", "-t", "overlay", "overlay", "-o",
             f"lowerdir={layers},upperdir={self.upper},workdir={self.folder}/work",
             str(self.root)])
        run(["mount", "-t", "proc", "proc", str(self.root / "proc")])
        return self

    def __exit__(self, *_):
        self.unmount()
        shutil.rmtree(self.folder)

    def unmount(self):
        """Take the system down; its own layer stays in `upper`."""
        if self.root.is_dir():
            run(["umount", "-R", "-l", str(self.root)])
            self.root.rmdir()

    def freeze(self):
        """The layers of the system as it is now, for others to stand on."""
        self.unmount()
        return [self.upper, *self.lower]

    def connect(self, cache):
        """Make it a system that can build and download: devices, names, apt's files in CACHE."""
        cache.mkdir(parents=True, exist_ok=True)
        run(["mount", "--rbind", "/dev", str(self.root / "dev")])
        run(["mount", "--bind", str(cache), str(self.root / "var/cache/apt/archives")])
        for name in ("etc/resolv.conf", "etc/hosts"):
            shutil.copy(f"/{name}", self.root / name)

    def run(self, *command, seconds=SECONDS, **environment):
        """Run COMMAND inside, in a process group of its own, output together."""
        return subprocess.run(["chroot", str(self.root), *command], check=False, text=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, env={**ENVIRONMENT, **environment},
                              start_new_session=True, timeout=seconds)

    def dpkg(self, *arguments, **environment):
        """Run dpkg; paths among the ARGUMENTS are files out here."""
        inside = []
        for item in arguments:
            if isinstance(item, pathlib.Path):
                shutil.copy(item, self.root / "tmp" / item.name)
                item = f"/tmp/{item.name}"
            inside.append(item)
        return self.run("dpkg", "--force-unsafe-io", "--force-downgrade", *inside, **environment)

    def listing(self):
        """The names in /usr/sbin."""
        return sorted(path.name for path in (self.root / "usr/sbin").iterdir())
