# SPDX-License-Identifier: GPL-2.0-only
"""Make what goes into the guests: small programs, tools, the two initramfs."""

import hashlib
import pathlib

from .arch import ARCHES, compiler
from .archive import archive, run
from .initramfs import Initramfs, libraries, tree_libdirs
from .paths import GUEST_DIR, Failure, cache_dir, locked, once

LIBDRM_HEADERS = "/usr/include/libdrm"     # the same for every architecture
# The guests' programs are linked with libraries of these packages.
RUNTIME = {
    "bookworm": ("kexec-tools", "zlib1g", "libdrm2", "libelf1", "libzstd1", "liblzma5",
                 "libfdt1", "libsmartcols1"),
    "sid": ("kexec-tools", "zlib1g", "libdrm2", "libelf1t64", "libzstd1", "liblzma5",
            "libfdt1", "libsmartcols1"),
}


@once
def guest_program(name, arch):
    """Path of guest/NAME.c compiled statically for ARCH."""
    source = GUEST_DIR / f"{name}.c"
    digest = hashlib.sha256(source.read_bytes()).hexdigest()[:16]
    path = cache_dir() / "programs" / f"{name}-{arch}-{digest}"
    with locked(path):
        if not path.exists():
            part = path.with_suffix(".part")
            run([*compiler(arch), "-static", "-O2", "-Wall", "-Wextra", "-Werror",
                 f"-I{LIBDRM_HEADERS}",
                 "-o", str(part), str(source)])
            part.rename(path)
    return path


def debian_kexec(arch, release=""):
    """The kexec of a RELEASE, by default that of the guest's tools."""
    release = release or ARCHES[arch].release
    tree = archive(release, arch).unpack("kexec-tools")
    for path in (tree / "sbin/kexec", tree / "usr/sbin/kexec"):
        if path.exists():
            return path
    raise Failure(f"no kexec in kexec-tools of {release}")


def _libdirs(arch, staged=None):
    """Where ARCH's libraries are: beside the staged program, then in the packages."""
    dirs = tree_libdirs(staged, arch) if staged else []
    source = archive(ARCHES[arch].release, arch)
    return dirs + tree_libdirs(source.unpack(*source.libraries(*RUNTIME[source.release])), arch)


def _script(path, arch_tty):
    text = (GUEST_DIR / path).read_text(encoding="ascii")
    return text.replace("@TTY@", arch_tty).encode()


def _add_modules(image, kernel, modules, own):
    """Put MODULES, [(name, parameters)], in the order they load; OWN replaces Debian's."""
    parameters = {name.replace("-", "_"): args for name, args in modules}
    listing = []
    for name, data in kernel.load_order(parameters, own):
        image.file(f"modules/{name}.ko", data)
        listing.append(f"{name}.ko {parameters.get(name, '')}".strip())
    image.file("modules/list", "".join(f"{line}\n" for line in listing).encode())


def _base(machine, init):
    """What both initramfs have: busybox, the init, the painter."""
    image = Initramfs()
    busybox = archive(ARCHES[machine.arch].release, machine.arch).unpack("busybox-static")
    image.char("dev/console", 5, 1)
    image.dir("proc")
    image.dir("sys")
    image.dir("tmp", 0o1777)
    # in /usr since trixie
    folder = busybox / "usr/bin" if (busybox / "usr/bin/busybox").exists() else busybox / "bin"
    image.file("bin/busybox", folder / "busybox", 0o755)
    for name in APPLETS:
        image.link(f"bin/{name}", "busybox")
    image.file("common.sh", _script("common.sh", machine.tty))
    image.file("init", _script(init, machine.tty), 0o755)
    image.file("bin/fbpaint", guest_program("fbpaint", machine.arch), 0o755)
    for program in ("compositor", "dropcap", "fakekcore", "timeit"):
        image.file(f"bin/{program}", guest_program(program, machine.arch), 0o755)
    return image


APPLETS = ("[ awk base64 basename cat chmod chroot cmp cp cut dd diff dirname dmesg env expr false "
           "find grep gzip head hexdump id insmod kill killall ln ls lsmod mkdir mknod mount mv "
           "pgrep poweroff printf ps readlink reboot rm rmdir sed seq setpriv sh sha256sum sleep sort stat stty "
           "su sync tail test timeout touch tr true umount uname uniq unshare wc which xargs zcat").split()


def crash_initramfs(machine, kernel, modules, own):
    """The initramfs of the crash kernel."""
    image = _base(machine, "crash.sh")
    _add_modules(image, kernel, modules, own)
    return image


def first_initramfs(machine, kernel, modules, own):
    """The initramfs of the first kernel; the case's script and files are still to be added."""
    image = _base(machine, "first.sh")
    _add_modules(image, kernel, modules, own)
    return image


def add_kexec(image, arch, binary=None, release=""):
    """Put a kexec (that of the Debian RELEASE, or BINARY) at /usr/sbin/kexec."""
    program = pathlib.Path(binary) if binary else debian_kexec(arch, release)
    staged = "/" if binary and arch == "amd64" else None
    image.program("usr/sbin/kexec", program, _libdirs(arch, staged))
    image.link("sbin/kexec", "../usr/sbin/kexec")


def add_kexec_fb(image, arch, stage):
    """Put kexec-fb from the staged install STAGE at /usr/sbin/kexec-fb."""
    for folder in ("usr/sbin", "sbin", "usr/local/sbin"):
        program = pathlib.Path(stage) / folder / "kexec-fb"
        if program.exists():
            break
    else:
        raise Failure(f"no kexec-fb in {stage}")
    dirs = tree_libdirs(stage, arch)
    dirs += tree_libdirs("/", arch) if arch == "amd64" else _libdirs(arch)
    image.program("usr/sbin/kexec-fb", program, dirs)


def add_libarchive(image, _session):
    """A case's `prepare`: put the library that `kexec-fb check` reads an initrd with."""
    folders = tree_libdirs("/", "amd64")
    found = [folder / "libarchive.so.13" for folder in folders]
    library = next((path for path in found if path.exists()), None)
    if not library:
        raise Failure("libarchive.so.13 is not installed here")
    image.file("lib/libarchive.so.13", library, 0o755)
    for needed in libraries(library, folders):
        image.file(needed.guest, needed.host, 0o755)


def stage_kexec_fb(where, stage):
    """WHERE (a staged install, a build folder, or the binary in one) as a staged install.

    A build folder is installed to STAGE: libtool's wrapper in it isn't the program.
    """
    where = pathlib.Path(where).resolve()
    if where.is_dir() and not (where / "Makefile").exists():
        return where
    build = where if where.is_dir() else where.parent
    if not (build / "kexec-fb").exists() or not (build / "Makefile").exists():
        raise Failure(f"{where}: no kexec-fb built there; build it or give --kexec-fb")
    with locked(stage):
        run(["make", "-s", "-C", str(build), "install", f"DESTDIR={stage}", "prefix=/usr",
             "exec_prefix=/usr", "sbindir=/usr/sbin", "libdir=/usr/lib"])
    return stage

