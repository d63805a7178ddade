# SPDX-License-Identifier: GPL-2.0-only
"""SELinux enforcing: kexec-fb in a domain that may do everything, kexec in kdump_t.

The policy is Debian's reference policy with a module of a few lines. As under Fedora's kdumpctl,
kexec enters kdump_t and may read kallsyms and the addresses in iomem. kexec goes on without any
file that kdump_t may not open. The baseline hides selinuxfs from kexec-fb, which then sets no
labels, so the screen is lost.

In the denied case kdump_t may not read boot_params itself, with or without kexec-fb.

The strict cases have a confined kdumpctl_t: kexec-fb runs in kexec_fb_t, by the policy module that
goes with the RPM, or in kdumpctl_t itself, which may not mount, so plain kexec loads.
"""

import hashlib
import pathlib
import shutil
import tempfile

from . import build, checks
from .archive import KEYRING, SUITES, mirrors, run
from .case import Case
from .paths import TOP_DIR, cache_dir, locked

RELEASE = "bookworm"
PACKAGES = "selinux-policy-default,policycoreutils"
OURS = TOP_DIR / "distro/rpm/kexec_fb.cil"
MODULE = """
(typetransition kernel_t kdump_exec_t process kdump_t)
(typetransition kernel_t kdumpctl_exec_t process kdumpctl_t)
(allow kernel_t kdump_t (process (transition siginh rlimitinh noatsecure)))
(allow kernel_t kdumpctl_t (process (transition siginh rlimitinh noatsecure)))
(allow kdump_t kernel_t (fd (use)))
(allow kdump_t tmpfs_t (file (read write append getattr)))
(allow kdump_t system_map_t (file (read open getattr)))
(allow kdump_t self (capability (sys_admin)))
(allow kdump_t self (capability2 (syslog)))
; where the harness collects what they print
(allow kdumpctl_t kernel_t (fd (use)))
(allow kdumpctl_t tmpfs_t (file (read write append getattr)))
"""
# The same for the domain that our module defines
MODULE_WITH_OURS = MODULE + """
(allow kexec_fb_t kernel_t (fd (use)))
(allow kexec_fb_t tmpfs_t (file (read write append getattr)))
"""
POLICY = "etc/selinux/default/policy/policy.33"
LABEL = "system_u:object_r:{}:s0"
# A root in which files can have labels; rootfs cannot hold them.
ENTER = r"""
mount -t selinuxfs selinuxfs /sys/fs/selinux
dd if=/policy of=/sys/fs/selinux/load bs=16M 2>/tmp/load.err
mkdir /labelled
mount -t tmpfs tmpfs /labelled
mkdir /labelled/proc /labelled/sys /labelled/dev /labelled/tmp /labelled/run
for name in bin sbin usr lib lib64 boot etc; do [ ! -e /$name ] || cp -a /$name /labelled/; done
mount --rbind /proc /labelled/proc
mount {bind} /sys /labelled/sys
mount --rbind /dev /labelled/dev
label() { type=$1; shift; setlabel system_u:object_r:$type:s0 "$@"; }
cd /labelled
find . -xdev -type d ! -path ./proc ! -path ./sys ! -path ./dev \
	-exec setlabel system_u:object_r:root_t:s0 {} +
label var_run_t run
label tmp_t tmp
label boot_t boot
label bin_t bin sbin usr/bin usr/sbin
label lib_t lib* usr/lib*
find bin sbin usr -xdev -type f -exec setlabel system_u:object_r:bin_t:s0 {} +
find . -xdev -type f -name 'lib*.so*' -exec setlabel system_u:object_r:lib_t:s0 {} +
find . -xdev -type f -name 'ld*.so*' -exec setlabel system_u:object_r:ld_so_t:s0 {} +
find . -xdev -type l -exec setlabel system_u:object_r:bin_t:s0 {} +
label kdump_exec_t usr/sbin/kexec
label boot_t boot/*
cd /
label null_device_t /dev/null
[ ! -e /dev/fb0 ] || label framebuf_device_t /dev/fb0
[ ! -e /dev/dri/card0 ] || label dri_device_t /dev/dri/card0
{more}
echo 1 >/sys/fs/selinux/enforce
put enforcing "$(cat /sys/fs/selinux/enforce)"
"""
LEAVE = """
dmesg | grep avc: | puttext avc
echo 0 >/sys/fs/selinux/enforce
"""
RIGHT = (checks.true_base, checks.size_in_bytes, checks.efifb_bound, checks.pattern,
         checks.legible)


def _system():
    """A tar file of a Debian system with the policy and its tools; made once."""
    path = cache_dir() / "selinux" / f"{RELEASE}.tar"
    main, security = mirrors()
    sources = [f"deb [signed-by={KEYRING}] {security if suite.endswith('-security') else main} "
               f"{suite} main" for suite in SUITES[RELEASE]]
    with locked(path):
        if not path.exists():
            part = path.with_suffix(".part.tar")
            run(["mmdebstrap", "--mode=root", "--variant=apt", f"--include={PACKAGES}",
                 "--aptopt=Apt::Install-Recommends \"false\"", RELEASE, str(part), *sources])
            part.rename(path)
    return path


def _policy(modules):
    """The compiled policy with MODULES, {name: text}, in it; made once."""
    digest = hashlib.sha256("".join(modules.values()).encode()).hexdigest()[:12]
    path = cache_dir() / "selinux" / f"{RELEASE}-{digest}.policy"
    with locked(path):
        if not path.exists():
            with tempfile.TemporaryDirectory(prefix="selinux-") as folder:
                run(["tar", "-C", folder, "-xf", str(_system()), "--exclude=./dev/*"])
                root = pathlib.Path(folder)
                for name, text in modules.items():
                    (root / "tmp" / f"{name}.cil").write_text(text, encoding="ascii")
                run(["chroot", folder, "semodule", "-n", "-s", "default", "-i",
                     *(f"/tmp/{name}.cil" for name in modules)],
                    env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"})
                shutil.copyfile(root / POLICY, path.with_suffix(".part"))
            path.with_suffix(".part").rename(path)
    return path


def _prepare(arch="amd64", ours=False):
    def prepare(image, _session):
        modules = {"kexec_fb_test": MODULE}
        if ours:
            modules = {"kexec_fb": OURS.read_text(encoding="ascii"),
                       "kexec_fb_test": MODULE_WITH_OURS}
        image.file("policy", _policy(modules))
        image.file("bin/setlabel", build.guest_program("setlabel", arch), 0o755)
        # what calls kexec there
        image.file("usr/sbin/kdumpctl", b"#!/bin/sh\nexec kexec-fb exec \"$@\"\n", 0o755)
    return prepare


def is_enforcing(a_run):
    """SELinux was enforcing when kexec ran: else the case proves nothing."""
    return a_run.facts.need("first.enforcing").strip() == "1", "enforcing"


def denied(a_run):
    """kexec was denied files of the overlay, by the kernel's log; it may miss /dev/fb0."""
    said = [line for line in a_run.facts.get("first.avc", "").splitlines()
            if "kdump_t" in line and "tmpfs_t" in line and "{ open }" in line and
            "/dev/fb0" not in line]
    return bool(said), said[0][-160:] if said else "no denial"


def plain_loaded(a_run):
    """kexec-fb could not mount, said so, and plain kexec loaded."""
    said = a_run.facts.need("first.load.err")
    return "framebuffer not handed over, loading as plain kexec: " in said, said.strip()


def noticed(a_run):
    """kexec said nothing, but kexec-fb found that the crash kernel lacks the framebuffer."""
    said = a_run.facts.need("first.load.err").splitlines()
    return len(said) == 2 and said[0].endswith("does not have it") and "ausearch" in said[1], \
        "\n".join(said)


def not_denied(a_run):
    """Neither kexec-fb nor kexec was denied anything that mattered enough to be logged."""
    said = [line for line in a_run.facts.get("first.avc", "").splitlines()
            if "kexec_fb_t" in line]
    return not said, "\n".join(said)


def _enter(bind="--rbind", more=""):
    return ENTER.replace("{bind}", bind).replace("{more}", more)


def cases():
    """With the labels, and without."""
    machine = {"kernel": "6.1", "modules": (("bochs", ""),), "prepare": _prepare(),
               "cmdline": "security=selinux selinux=1", "groups": ("selinux",),
               "command": "chroot /labelled kexec-fb exec", "options": "-c -p",
               "after": LEAVE, "seconds": 400}
    situation = (checks.loaded, is_enforcing, checks.native_driver)
    yield Case("selinux-6.1", script=_enter(),
               checks=(*situation, *RIGHT), must_fail=(denied,), **machine)
    yield Case("selinux-unlabelled-6.1", script=_enter("--bind"),
               checks=(*situation, denied, checks.empty), must_fail=RIGHT, **machine)
    # Any type that kdump_t may not read
    label = "label mail_spool_t /sys/kernel/boot_params/data"
    yield Case("selinux-denied-6.1", script=_enter(more=label),
               checks=(*situation, noticed, checks.empty), must_fail=RIGHT, **machine)
    strict = {**machine, "command": "chroot /labelled kdumpctl"}
    label = "label kdumpctl_exec_t /labelled/usr/sbin/kdumpctl"
    yield Case("selinux-strict-plain-6.1", script=_enter(more=label),
               checks=(*situation, plain_loaded), must_fail=RIGHT, **strict)
    label += "\nlabel kexec_fb_exec_t /labelled/usr/sbin/kexec-fb"
    yield Case("selinux-strict-6.1", script=_enter(more=label),
               checks=(*situation, *RIGHT, not_denied),
               **{**strict, "prepare": _prepare(ours=True)})
    yield from _arm64()


def _arm64():
    """Where the kernel's image is what kexec must be able to read."""
    machine = {"kernel": "6.1", "arch": "arm64", "display": ("-device", "ramfb"),
               "prepare": _prepare("arm64"), "cmdline": "security=selinux selinux=1",
               "command": "chroot /labelled kexec-fb exec", "options": "-c -p --no-checks",
               "groups": ("selinux",), "after": LEAVE, "seconds": 400}
    machine["unforeseen"] = "the note of the load is below /labelled"
    situation = (checks.loaded, is_enforcing, checks.firmware_framebuffer)
    shown = (checks.same_framebuffer, checks.efifb_bound, checks.pattern, checks.legible)
    yield Case("selinux-arm64-6.1", script=_enter(), checks=(*situation, *shown),
               must_fail=(denied,), **machine)
    yield Case("selinux-arm64-unlabelled-6.1", script=_enter("--bind"),
               checks=(*situation, denied, checks.no_framebuffer), must_fail=shown, **machine)
