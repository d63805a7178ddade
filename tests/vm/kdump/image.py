# SPDX-License-Identifier: GPL-2.0-only
"""The disk of a Debian system with kdump-tools, and what is read from it afterwards."""

import hashlib
import pathlib
import shutil
import subprocess

from hyperv import rig
from vmtest import build
from vmtest.archive import KEYRING, SUITES, mirrors, run
from vmtest.kernel import kernel
from vmtest.paths import GUEST_DIR, Failure, cache_dir, locked

HERE = pathlib.Path(__file__).resolve().parent
# Each release's own
KERNELS = {"bookworm": "6.1", "trixie": "trixie"}
SIZE = "2G"
PACKAGES = ("kdump-tools", "kexec-tools", "makedumpfile", "initramfs-tools", "kmod",
            "systemd-sysv", "udev")
# What is not needed to boot, to load and to dump.
LEFT_OUT = ("/usr/share/man/*", "/usr/share/doc/*", "/usr/share/locale/*")
# In place of MODULES=dep, which looks at the disk of the system it runs on.
INITRAMFS_MODULES = "virtio_pci virtio_blk ext4"
GUEST_FILES = {
    "first": "usr/local/sbin/kdump-test",
    "crash": "usr/local/sbin/kdump-report",
    "kdump-test.service": "etc/systemd/system/kdump-test.service",
    "kdump-test-early.service": "etc/systemd/system/kdump-test-early.service",
    "report.conf": "etc/systemd/system/kdump-tools-dump.service.d/report.conf",
    "standin.conf": "etc/modprobe.d/standin.conf",
}


def _system(release, packages):
    """A tar file of RELEASE's system with PACKAGES besides PACKAGES of ours; made once."""
    packages = (*PACKAGES, kernel(KERNELS[release], "amd64").package, *packages)
    name = hashlib.sha256(" ".join(packages).encode()).hexdigest()[:12]
    path = cache_dir() / "kdump" / f"{release}-{name}.tar"
    main, security = mirrors()
    sources = [f"deb [signed-by={KEYRING}] {security if suite.endswith('-security') else main} "
               f"{suite} main" for suite in SUITES[release]]
    # written before the kernel is unpacked: its postinst makes the initramfs then
    setup = ('mkdir -p "$1/etc/initramfs-tools/conf.d" && '
             'echo MODULES=list >"$1/etc/initramfs-tools/conf.d/modules" && '
             f'printf "%s\\n" {INITRAMFS_MODULES} >"$1/etc/initramfs-tools/modules"')
    with locked(path):
        if not path.exists():
            part = path.with_suffix(".part.tar")
            run(["mmdebstrap", "--mode=root", "--variant=important",
                 f"--include={','.join(packages)}", "--aptopt=Apt::Install-Recommends \"false\"",
                 *(f"--dpkgopt=path-exclude={pattern}" for pattern in LEFT_OUT),
                 "--dpkgopt=force-unsafe-io", "--dpkgopt=force-confold",
                 f"--essential-hook={setup}", release, str(part), *sources])
            part.rename(path)
    return path


def _put(source, target, mode=0o644):
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    target.chmod(mode)


def prepare(release, root, deb, dependencies):
    """Unpack RELEASE's system into ROOT and add what the test needs; (kernel, initrd)."""
    root.mkdir(parents=True)
    run(["tar", "-C", str(root), "-xf", str(_system(release, dependencies)), "--numeric-owner",
         "--exclude=./dev/*"])
    debian = kernel(KERNELS[release], "amd64")
    modules = root / "usr/lib/modules" / debian.release
    for name, path in rig.modules(debian, "amd64").items():
        _put(path, modules / "updates" / f"{name}.ko")
    run(["/sbin/depmod", "-b", str(root), debian.release])
    for name, place in GUEST_FILES.items():
        _put(HERE / "guest" / name, root / place, 0o755 if "sbin/" in place else 0o644)
    _put(GUEST_DIR / "common.sh", root / "usr/local/lib/kdump-test/common.sh")
    for program in ("fbpaint", "compositor"):
        _put(build.guest_program(program, "amd64"), root / "usr/sbin" / program, 0o755)
    _put(deb, root / "root/kexec-fb.deb")
    (root / "etc/fstab").write_text("/dev/vda / ext4 errors=remount-ro 0 1\n", encoding="ascii")
    # Debian's own default, and a word that is for the crash kernel only
    (root / "etc/default/kdump-tools").open("a", encoding="utf-8").write(
        'KDUMP_CMDLINE_APPEND="reset_devices systemd.unit=kdump-tools-dump.service nr_cpus=1 '
        'irqpoll usbcore.nousb modprobe.blacklist=hv_vmbus"\n')
    (root / "etc/hostname").write_text("kdumptest\n", encoding="ascii")
    run(["chroot", str(root), "systemctl", "-q", "enable", "kdump-test.service",
         "kdump-test-early.service"])
    # there is no network, so do not wait two minutes for udev to find one
    run(["chroot", str(root), "systemctl", "-q", "mask", "ifupdown-pre.service",
         "systemd-udev-settle.service"])
    # What kdump-config would do on its first load, slowly in here.
    run(["chroot", str(root), "/etc/kernel/postinst.d/kdump-tools", debian.release],
        env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"})
    for name in ("vmlinuz", "initrd.img"):
        if not (root / "boot" / f"{name}-{debian.release}").exists():
            raise Failure(f"no {name} in the system")
    return tuple(root / "boot" / f"{name}-{debian.release}" for name in ("vmlinuz", "initrd.img"))


def write(root, disk):
    """Make DISK, an ext4 image of ROOT."""
    run(["mke2fs", "-q", "-t", "ext4", "-d", str(root), str(disk), SIZE])


def crash_folder(disk, out):
    """Copy /var/crash of DISK to OUT: the newest dump's files, {"dump": path, "dmesg": path}."""
    # the journal is not replayed yet; 1 says that something was
    done = subprocess.run(["e2fsck", "-fy", str(disk)], check=False, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True)
    if done.returncode > 1:
        raise Failure(f"the disk is damaged: {done.stdout[-500:]}")
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    run(["debugfs", "-R", f"rdump /var/crash {out}", str(disk)])
    folders = sorted(path for path in (out / "crash").iterdir() if path.is_dir())
    return {path.name.split(".")[0]: path for path in folders[-1].iterdir()} if folders else {}
