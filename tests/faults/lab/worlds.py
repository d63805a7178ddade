# SPDX-License-Identifier: GPL-2.0-only
"""What is changed around a run: each function changes it and returns what undoes that."""

import os
import pathlib
import shutil
import subprocess
import sys

from .room import BOOT_PARAMS, EMPTY, LIBC, MNT_DETACH, sh, umount

GUID = "5620e0c7-8062-4dce-aeb7-520c7ef76171"   # of the x86 machine's display, also on the bus


def hidden(target):
    """An empty file system over TARGET."""
    def world(_room):
        sh("mount", "-t", "tmpfs", "hidden", target)
        return lambda: umount(target)
    return world


def bound(content, target):
    """A file with CONTENT in TARGET's place."""
    def world(room):
        path = room.here / "bound"
        path.write_bytes(content)
        sh("mount", "--bind", path, target)

        def undo():
            umount(target)
            path.unlink()
        return undo
    return world


def read_only(*targets):
    """The mounts at TARGETS cannot be written."""
    def world(_room):
        for target in targets:
            sh("mount", "-o", "remount,bind,ro", target)

        def undo():
            for target in targets:
                sh("mount", "-o", "remount,bind,rw", target)
        return undo
    return world


def shared(_room):
    """As systemd makes it: what is mounted in a copy of a mount shows here, too."""
    sh("mount", "--make-rshared", "/")
    return lambda: sh("mount", "--make-rprivate", "/")


def chroot(room):
    """HERE/chroot holds the system, and is no mount."""
    top = room.here / "chroot"
    top.mkdir()
    mounts = []
    for name in ("usr", "bin", "sbin", "lib", "lib64", "proc", "sys", "dev", "etc"):
        if os.path.islink(f"/{name}"):
            (top / name).symlink_to(os.readlink(f"/{name}"))
        elif os.path.isdir(f"/{name}"):
            (top / name).mkdir()
            sh("mount", "--rbind", f"/{name}", top / name)
            mounts.append(top / name)
    for folder in (room.parts, room.here):
        inside = top / str(folder).lstrip("/")
        inside.mkdir(parents=True, exist_ok=True)
        sh("mount", "--bind", folder, inside)
        mounts.append(inside)

    def undo():
        for mount in reversed(mounts):
            umount(mount)
        shutil.rmtree(top)
    return undo


# autofs, protocol 5: <linux/auto_fs.h>
AUTOMOUNT_DAEMON = """
import ctypes, fcntl, os, struct, subprocess, sys
READY, FAIL, MISSING_DIRECT = 0x9360, 0x9361, 5
at, what = sys.argv[1:]
reader, writer = os.pipe()
options = f"fd={writer},pgrp={os.getpgrp()},minproto=5,maxproto=5,direct"
if ctypes.CDLL(None).mount(b"faults", at.encode(), b"autofs", 0, options.encode()):
    sys.exit(1)
root = os.open(at, os.O_RDONLY)
print("ready", flush=True)
while packet := os.read(reader, 400):
    kind, token = struct.unpack_from("=iI", packet, 4)
    mounted = open("/proc/self/mountinfo").read().count(f" {at} ") > 1
    bad = kind != MISSING_DIRECT or not mounted and subprocess.call(
        ["mount", "--bind", what, at])
    fcntl.ioctl(root, FAIL if bad else READY, token)
"""


def automount(room):
    """HERE/auto is mounted when somebody looks into it, as systemd does with /boot or /efi."""
    unshare = shared(room)
    at = room.here / "auto"
    at.mkdir()
    daemon = subprocess.Popen(      # stopped by undo()
        [sys.executable, "-c", AUTOMOUNT_DAEMON, str(at), str(room.parts)],
        stdout=subprocess.PIPE, start_new_session=True)

    def undo():
        daemon.kill()
        daemon.wait()
        daemon.stdout.close()
        while LIBC.umount2(str(at).encode(), MNT_DETACH) == 0:
            pass
        at.rmdir()
        unshare()
    if not daemon.stdout.readline():
        undo()
        raise OSError("this kernel has no autofs")
    return undo


def live(room):
    """This machine's own files say what the x86 machine's do: no --sysroot is needed."""
    for path in ("/proc/iomem", BOOT_PARAMS):
        sh("mount", "--bind", f"{room.parts}/root{path}", path)
    sh("mount", "-t", "tmpfs", "live", "/sys/class")
    fb0 = pathlib.Path("/sys/class/graphics/fb0")
    fb0.mkdir(parents=True)
    for name, text in (("name", "hyperv_fb"), ("virtual_size", "1024,768"), ("stride", "4096"),
                       ("bits_per_pixel", "32")):
        (fb0 / name).write_text(text + "\n")
    (fb0.parent / GUID).mkdir()
    (fb0 / "device").symlink_to(f"../{GUID}")

    def undo():
        for target in ("/sys/class", BOOT_PARAMS, "/proc/iomem"):
            umount(target)
    return undo


def loaded(machine):
    """SELinux enforces, and the loaded kernel's memory is that of {parts}/MACHINE."""
    def world(room):
        real = room.here / "proc"
        real.mkdir()
        names = sorted(set(os.listdir("/proc")) - {"iomem", "kcore"})
        sh("mount", "-t", "proc", "proc", real)
        # Not every kernel has kcore, so it cannot be mounted over.
        sh("mount", "-t", "tmpfs", "fakeproc", "/proc")
        for name in names:
            if not name.isdigit():
                os.symlink(real / name, f"/proc/{name}")
        for name in ("iomem", "kcore"):
            shutil.copy(room.parts / machine / "proc" / name, "/proc")
        sh("mount", "-t", "tmpfs", "fakefs", "/sys/fs")
        os.mkdir("/sys/fs/selinux")
        pathlib.Path("/sys/fs/selinux/enforce").write_text("1")

        def undo():
            for target in ("/sys/fs", "/proc", real):
                umount(target)
            real.rmdir()
        return undo
    return world


def terminals(_room):
    """A kernel with virtual terminals, none of which is ever switched."""
    sh("mount", "-t", "tmpfs", "terminals", "/sys/class")
    os.makedirs("/sys/class/tty/tty0")
    pathlib.Path("/sys/class/tty/tty0/active").write_text("tty1\n")
    return lambda: umount("/sys/class")


def small(room):
    """HERE/small is a file system with room for hardly anything."""
    (room.here / "small").mkdir()
    sh("mount", "-t", "tmpfs", "-o", "size=8k,nr_inodes=30", "small", room.here / "small")

    def undo():
        umount(room.here / "small")
        (room.here / "small").rmdir()
    return undo


WORLDS = {
    "no /proc": hidden("/proc"),
    "no /sys": hidden("/sys"),
    "no /dev": hidden("/dev"),
    "read-only /": read_only("/"),
    "read-only /tmp, /run, /mnt": read_only(*EMPTY),
    "shared /": shared,
    "chroot": chroot,
    "automount": automount,
    "live": live,
    "small": small,
    "told": loaded("checkroot"),
    "told nothing": loaded("toldnothing"),
    "terminals": terminals,
}
for _size in (0, 1, 63, 64, 4095, 4097, 1 << 20, 17 << 20):
    WORLDS[f"boot_params of {_size} bytes"] = bound(bytes(_size), BOOT_PARAMS)
