# SPDX-License-Identifier: GPL-2.0-only
"""The .deb files the scenarios install: kexec-fb's, kexec-tools', and altered ones."""

import dataclasses
import hashlib
import pathlib
import re
import shutil
import subprocess

from vmtest.archive import archive, run
from vmtest.paths import TOP_DIR, Failure


@dataclasses.dataclass(frozen=True)
class Debs:
    """Paths of .deb files; `kexec` maps those of kexec-tools to their kexec's SHA-256."""

    fb: pathlib.Path
    fb_newer: pathlib.Path
    tools: pathlib.Path             # as the archive has it
    tools_newer: pathlib.Path       # the same with another kexec
    tools_sbin: pathlib.Path        # kexec at /sbin, as up to bookworm
    tools_usr: pathlib.Path         # kexec at /usr/sbin, as since trixie
    kexec: dict


def build(out, log):
    """Build the packages from the tree; the path of kexec-fb's."""
    with open(log, "wb") as stream:
        done = subprocess.run([TOP_DIR / "distro/build-deb", out], check=False,
                              stdin=subprocess.DEVNULL, stdout=stream, stderr=stream)
    if done.returncode:
        raise Failure(f"build-deb failed; see {log}")
    return find(out)


def find(folder):
    """kexec-fb's .deb in FOLDER, the only one."""
    hits = list(pathlib.Path(folder).glob("kexec-fb_*.deb"))
    if len(hits) != 1:
        raise Failure(f"{folder}: {len(hits)} kexec-fb_*.deb")
    return hits[0]


def dependencies(deb):
    """Names of the packages DEB depends on."""
    text = run(["dpkg-deb", "-f", str(deb), "Depends"])
    return re.findall(r"(?:^|, )([a-z0-9.+-]+)", text)


def _repack(deb, out, version, change=None):
    """DEB with another VERSION at OUT, its unpacked tree altered by CHANGE."""
    tree = out.with_suffix(".tree")
    run(["dpkg-deb", "-R", str(deb), str(tree)])
    control = tree / "DEBIAN/control"
    text = control.read_text(encoding="utf-8")
    control.write_text(re.sub(r"(?m)^Version: .*$", f"Version: {version}", text),
                       encoding="utf-8")
    if change:
        change(tree)
    run(["dpkg-deb", "-Znone", "--root-owner-group", "-b", str(tree), str(out)])
    shutil.rmtree(tree)
    return out


def _version(deb, suffix):
    return run(["dpkg-deb", "-f", str(deb), "Version"]).strip() + suffix


def _new_kexec(folder):
    """A change for _repack(): kexec is in FOLDER, and not byte for byte the old one."""
    def change(tree):
        old, = [path for path in (tree / "sbin/kexec", tree / "usr/sbin/kexec")
                if path.exists()]
        new = tree / folder / "kexec"
        new.parent.mkdir(parents=True, exist_ok=True)
        # what is behind the section headers is never loaded
        data = old.read_bytes() + folder.encode()
        old.unlink()
        new.write_bytes(data)
        new.chmod(0o755)
        sums = tree / "DEBIAN/md5sums"
        line = f"{hashlib.md5(data, usedforsecurity=False).hexdigest()}  {folder}/kexec\n"
        text = sums.read_text(encoding="ascii")
        sums.write_text(re.sub(r"(?m)^\S+ +(usr/)?sbin/kexec\n", line, text), encoding="ascii")
    return change


def _kexec_digest(deb):
    for name in ("./sbin/kexec", "./usr/sbin/kexec"):
        archive_bytes = subprocess.run(["dpkg-deb", "--fsys-tarfile", str(deb)],
                                       stdout=subprocess.PIPE, check=True).stdout
        done = subprocess.run(["tar", "-xO", name], input=archive_bytes, check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        if done.returncode == 0:
            return hashlib.sha256(done.stdout).hexdigest()
    raise Failure(f"no kexec in {deb}")


def collect(suite, fb, folder):
    """All that the scenarios need for SUITE, made in FOLDER."""
    folder.mkdir(parents=True, exist_ok=True)
    tools, = archive(suite, "amd64").debs(["kexec-tools"])
    home = "sbin" if suite == "bookworm" else "usr/sbin"
    made = {
        "tools": tools,
        "tools_newer": _repack(tools, folder / "tools-newer.deb", _version(tools, "+a"),
                               _new_kexec(home)),
        "tools_sbin": _repack(tools, folder / "tools-sbin.deb", _version(tools, "+b"),
                              _new_kexec("sbin")),
        "tools_usr": _repack(tools, folder / "tools-usr.deb", _version(tools, "+c"),
                             _new_kexec("usr/sbin")),
    }
    return Debs(fb=fb, fb_newer=_repack(fb, folder / "fb-newer.deb", _version(fb, "+a")),
                kexec={deb: _kexec_digest(deb) for deb in made.values()}, **made)
