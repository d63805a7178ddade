# SPDX-License-Identifier: GPL-2.0-only
"""arm64 beside the plain crash: kinds of kernel files, kexec -e, zboot, odd images."""

import functools

from . import checks, images, misc, misc_arm64
from .case import Case
from .kernel import kernel
from .zboot import zboot_image

VERSIONS = ("6.1", "6.12", "sid")
READS_TABLE = ("6.12", "sid")   # 6.1's zboot has the firmware start the unpacked kernel's own stub
SHOWN = (checks.efifb_bound, checks.pattern, checks.legible)
RIGHT = (checks.same_framebuffer, checks.logged, checks.clean_log, checks.no_new_warning,
         checks.firmware_works, checks.kept_out, *SHOWN)
ABSENT = (checks.same_framebuffer, checks.logged, checks.kept_out, *SHOWN)
SITUATION = (checks.loaded, checks.firmware_framebuffer)
# arm64's purgatory takes 11 to 16 s under TCG for its checksum
QUICK = "--no-checks"
MACHINE = {"arch": "arm64", "display": ("-device", "ramfb")}

# kexec-fb's copy without the changed byte of the EFI table's GUID, loaded by plain kexec
UNDO = r"""
cat >/bin/fake-keep <<'END'
#!/bin/sh
for kernel; do :; done
cp "$kernel" /boot/filled
END
chmod 755 /bin/fake-keep
run fill env KEXEC_FB_KEXEC=/bin/fake-keep kexec-fb exec -c -d -p /boot/vmlinuz
at=$(sed -n "s/.*EFI table's GUID changed at \(0x[0-9a-f]*\)$/\1/p" /tmp/run.err)
put neutralised "$(busybox dd if=/boot/filled bs=1 skip=$((at)) count=1 2>/dev/null | hexdump -e '"%02x"')"
printf '\225' | busybox dd of=/boot/filled bs=1 seek=$((at)) conv=notrunc 2>/dev/null
mv /boot/filled /boot/vmlinuz
"""


def _put_kernel(make, version):
    """A case's prepare: /boot/vmlinuz is what MAKE makes of Debian's image."""
    def prepare(first, _):
        first.file("boot/vmlinuz", make(kernel(version, "arm64").image.read_bytes()))
    return prepare


def _said_kind(name):
    """A check: kexec-fb took the kernel for one of that kind."""
    def check(run):
        lines = [line for line in run.facts.need("first.load.err").splitlines()
                 if line.startswith("kexec-fb: /boot/vmlinuz: ")]
        return len(lines) == 1 and f" arm64 {name}, " in lines[0], " ".join(lines) or "no line"
    check.__name__ = f"taken for {name}"
    return check


def _neutralised(run):
    """kexec-fb's own copy had the changed byte: only that was then undone."""
    have = run.facts.need("first.neutralised")
    return have == "6a", f"byte {have}"


def _zboot(debian, version):
    return zboot_image(debian, version)


def _zboot_file(version):
    return lambda _: zboot_image(kernel(version, "arm64"), version).read_bytes()


def _pair(name, version, right, plain, plain_fails=ABSENT, options="-c -p", **more):
    """The case NAME and its baseline under plain kexec."""
    groups = ("arm64", version)
    common = {"kernel": version, **MACHINE, **more}
    yield Case(f"arm64-{name}", checks=(*SITUATION, *right), baseline=f"plain-arm64-{name}",
               options=f"{options} -d {QUICK}", groups=(*groups, "arm64-fb"), **common)
    yield Case(f"plain-arm64-{name}", loader="plain", options=f"{options} {QUICK}",
               checks=(*SITUATION, *plain), must_fail=plain_fails,
               groups=(*groups, "arm64-plain"), **common)


def _kinds(version):
    """A kernel file of another kind as kexec's argument; the crash kernel is the same."""
    for name, kind, make in (("gz", "Image.gz", images.gzipped),
                             ("zboot", "zboot", _zboot_file(version)),
                             ("elf", "vmlinux", images.vmlinux)):
        yield Case(f"arm64-{name}-{version}", version, prepare=_put_kernel(make, version),
                   checks=(*SITUATION, _said_kind(kind), *RIGHT), **MACHINE,
                   baseline=f"plain-arm64-ramfb-{version}", options=f"-c -d -p {QUICK}",
                   groups=("arm64", "arm64-fb", "arm64-kinds", version))


def _zbooted(version):
    """The running kernel was started by zboot's stub."""
    yield from _pair(f"zbooted-{version}", version, RIGHT,
                     (checks.no_framebuffer, checks.clean_log), boots=_zboot)
    if version not in READS_TABLE:
        return
    yield Case(f"arm64-zbooted-not-neutralised-{version}", version, loader="plain-after-fb",
               script=UNDO, checks=(*SITUATION, _neutralised, checks.no_framebuffer),
               must_fail=ABSENT, options=f"-c -p {QUICK}", boots=_zboot, **MACHINE,
               groups=("arm64", "arm64-plain", version))


def _cases():
    for version in VERSIONS:
        yield from _pair(f"exec-{version}", version, RIGHT,
                         (checks.no_framebuffer, checks.clean_log), options="-c -l",
                         trigger="exec")
        yield from _kinds(version)
        yield from _zbooted(version)
    # sysfb rounds the framebuffer's region up to a page
    yield from _pair("16k-sid", "sid-16k", RIGHT, (checks.no_framebuffer, checks.clean_log),
                     machine="arm64-16k")
    yield Case(f"misc-arm64-{misc_arm64.VERSION}", misc_arm64.VERSION, trigger="none", prepare=misc_arm64.prepare,
               script=misc.script(misc_arm64.ROWS, misc_arm64.FAKES), **MACHINE,
               checks=(checks.firmware_framebuffer, *misc.row_checks(misc_arm64.ROWS),
                       misc_arm64.copy_is_right),
               groups=("arm64", "arm64-fb", "misc", misc_arm64.VERSION), seconds=300)
    yield Case("arm64-images", VERSIONS[0], arch="arm64", loader="plain",
               host=functools.partial(images.check_all, versions=VERSIONS),
               checks=tuple(images.one_place(version) for version in VERSIONS),
               groups=("arm64", "arm64-fb"))


CASES = tuple(_cases())
