# SPDX-License-Identifier: GPL-2.0-only
"""A worker's mount namespace: what must be the same after each run."""

import ctypes
import os
import pathlib
import shutil
import stat
import subprocess

LIBC = ctypes.CDLL(None, use_errno=True)
CLONE_NEWNS = 0x20000
MS_REC, MS_PRIVATE, MNT_DETACH = 0x4000, 1 << 18, 2
BOOT_PARAMS = "/sys/kernel/boot_params/data"
DEVICES = (("null", 1, 3), ("zero", 1, 5), ("full", 1, 7), ("random", 1, 8), ("urandom", 1, 9),
           ("tty", 5, 0), ("fb0", 29, 0))
NOTES = "kexec-fb"      # in /run: kept on purpose, see notes.py
# In a file's place.
INSTEAD = {
    "nothing": lambda path: None,
    "directory": lambda path: path.mkdir(),
    "loop": lambda path: path.symlink_to(path.name),
    "outside": lambda path: path.symlink_to("../" * 9 + "etc/passwd"),
    "fifo": lambda path: os.mkfifo(path, 0o600),
    "long": lambda path: path.write_bytes(bytes(17 << 20)),
}
EMPTY = ("/tmp", "/run", "/mnt")


def must(ret, what):
    """The C library said RET about WHAT."""
    if ret:
        raise OSError(ctypes.get_errno(), what)


def sh(*argv):
    """Run a program that must succeed."""
    subprocess.run([str(a) for a in argv], check=True)


def umount(target):
    """Also where /proc is hidden, which umount(8) wants to read."""
    must(LIBC.umount2(str(target).encode(), MNT_DETACH), f"umount {target}")


class Room:
    """PARTS is shared; HERE is this worker's own, and so are /tmp, /run, /mnt and /dev."""

    def __init__(self, here, parts):
        self.here, self.parts = pathlib.Path(here), pathlib.Path(parts)
        self.out = self.here / "out"    # of one run
        self.baselines = {}
        self.seen = None    # the state after the last run
        must(LIBC.unshare(CLONE_NEWNS), "unshare")
        must(LIBC.mount(None, b"/", None, MS_REC | MS_PRIVATE, None), "make / private")
        sh("mount", "-t", "tmpfs", "-o", "mode=755", "faults", self.here)
        for folder in EMPTY:
            sh("mount", "-t", "tmpfs", "-o", "mode=755", "empty", folder)
        self._fake_dev()
        if not os.path.exists(BOOT_PARAMS):
            sh("mount", "-t", "tmpfs", "boot_params", "/sys/kernel")
            os.makedirs(os.path.dirname(BOOT_PARAMS))
            pathlib.Path(BOOT_PARAMS).write_bytes(bytes(4096))
        shutil.copytree(self.parts / "root", self.here / "root", symlinks=True)
        os.chdir(self.here)
        os.umask(0o027)

    def _fake_dev(self):
        dev = self.here / "dev"
        dev.mkdir()
        sh("mount", "-t", "tmpfs", "-o", "mode=755", "fakedev", dev)
        for name, major, minor in DEVICES:
            os.mknod(dev / name, 0o666 | stat.S_IFCHR, os.makedev(major, minor))
        (dev / "fd").symlink_to("/proc/self/fd")
        sh("mount", "--bind", dev, "/dev")

    def change(self, file, content):
        """HERE/root's FILE holds CONTENT, or is what its name says; returns what undoes that."""
        path, old = self.here / "root" / file, self.parts / "root" / file
        path.unlink()
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            INSTEAD[content](path)

        def undo():
            if path.is_dir():
                path.rmdir()
            else:
                path.unlink(missing_ok=True)
            shutil.copy(old, path)
        return undo

    def state(self):
        """What a run must leave as it found it."""
        mounts = pathlib.Path("/proc/self/mountinfo").read_text()
        files = {d: sorted(set(os.listdir(d)) - {NOTES}) for d in EMPTY + ("/dev",)}
        files["here"] = sorted(name for name in os.listdir(self.here) if name != "out")
        return mounts, files
