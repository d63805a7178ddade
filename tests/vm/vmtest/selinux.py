# SPDX-License-Identifier: GPL-2.0-only
"""SELinux enforcing: kexec-fb in a domain that may do everything, kexec in kdump_t.

The policy is Debian's reference policy with a module of a few lines. As under Fedora's kdumpctl,
kexec enters kdump_t and may read kallsyms and the addresses in iomem. kexec goes on without any
file that kdump_t may not open. The baseline hides selinuxfs from kexec-fb, which then sets no
labels, so the screen is lost.
"""

import hashlib
import pathlib

from . import build, checks
from .archive import KEYRING, SUITES, mirrors, run
from .case import Case
from .paths import cache_dir, locked

RELEASE = "bookworm"
PACKAGES = "selinux-policy-default,policycoreutils"
MODULE = """
(typetransition kernel_t kdump_exec_t process kdump_t)
(allow kernel_t kdump_t (process (transition siginh rlimitinh noatsecure)))
(allow kdump_t kernel_t (fd (use)))
(allow kdump_t tmpfs_t (file (read write append getattr)))
(allow kdump_t system_map_t (file (read open getattr)))
(allow kdump_t self (capability (sys_admin)))
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
find . -xdev -type d -exec setlabel system_u:object_r:root_t:s0 {} +
find bin sbin usr -xdev -type f -exec setlabel system_u:object_r:bin_t:s0 {} +
find . -xdev -type f -name 'lib*.so*' -exec setlabel system_u:object_r:lib_t:s0 {} +
find . -xdev -type f -name 'ld*.so*' -exec setlabel system_u:object_r:ld_so_t:s0 {} +
label kdump_exec_t usr/sbin/kexec
label boot_t boot/*
cd /
echo 1 >/sys/fs/selinux/enforce
put enforcing "$(cat /sys/fs/selinux/enforce)"
"""
LEAVE = """
dmesg | grep avc: | puttext avc
echo 0 >/sys/fs/selinux/enforce
"""
RIGHT = (checks.true_base, checks.size_in_bytes, checks.efifb_bound, checks.pattern,
         checks.legible)


def _policy():
    """The compiled policy with MODULE in it; made once."""
    digest = hashlib.sha256(MODULE.encode()).hexdigest()[:12]
    path = cache_dir() / "selinux" / f"{RELEASE}-{digest}.policy"
    main, security = mirrors()
    sources = [f"deb [signed-by={KEYRING}] {security if suite.endswith('-security') else main} "
               f"{suite} main" for suite in SUITES[RELEASE]]
    with locked(path):
        if not path.exists():
            module = path.with_name("kexec_fb_test.cil")
            module.write_text(MODULE, encoding="ascii")
            part = path.with_name("root")
            run(["mmdebstrap", "--mode=root", "--variant=apt", f"--include={PACKAGES}",
                 "--aptopt=Apt::Install-Recommends \"false\"",
                 f"--customize-hook=upload {module} /tmp/{module.name}",
                 f"--customize-hook=chroot \"$1\" semodule -n -s default -i /tmp/{module.name}",
                 f"--customize-hook=download /{POLICY} {path.with_suffix('.part')}",
                 RELEASE, str(part) + ".tar", *sources])
            pathlib.Path(f"{part}.tar").unlink()
            path.with_suffix(".part").rename(path)
    return path


def _prepare(image, _session):
    image.file("policy", _policy())
    image.file("bin/setlabel", build.guest_program("setlabel", "amd64"), 0o755)


def is_enforcing(a_run):
    """SELinux was enforcing when kexec ran: else the case proves nothing."""
    return a_run.facts.need("first.enforcing").strip() == "1", "enforcing"


def denied(a_run):
    """kexec was denied files of the overlay, by the kernel's log."""
    said = [line for line in a_run.facts.get("first.avc", "").splitlines()
            if "kdump_t" in line and "tmpfs_t" in line and "{ open }" in line]
    return bool(said), said[0][-160:] if said else "no denial"


def cases():
    """With the labels, and without."""
    machine = {"kernel": "6.1", "modules": (("bochs", ""),), "prepare": _prepare,
               "cmdline": "security=selinux selinux=1", "groups": ("selinux",),
               "command": "chroot /labelled kexec-fb exec", "options": "-c -p",
               "after": LEAVE, "seconds": 300}
    situation = (checks.loaded, is_enforcing, checks.native_driver)
    yield Case("selinux-6.1", script=ENTER.replace("{bind}", "--rbind"),
               checks=(*situation, *RIGHT), must_fail=(denied,), **machine)
    yield Case("selinux-unlabelled-6.1", script=ENTER.replace("{bind}", "--bind"),
               checks=(*situation, denied, checks.empty), must_fail=RIGHT, **machine)
