# SPDX-License-Identifier: GPL-2.0-only
"""The lines that the READMEs give for installing, typed into a fresh system as they stand."""

import contextlib
import re

from vmtest.archive import KEYRING, mirrors, run
from vmtest.paths import TOP_DIR, Failure, cache_dir

from . import chroot
from .scenarios import expect, is_link, works

README = "README.md"
DISTRO_README = "distro/README.md"
PATCH_README = "distro/kexec-tools/README.md"
REPOSITORY = "/srv/kexec-fb.git"
SECONDS = 400
# in place of the answers of a person at the terminal
ANSWERS = 'APT::Get::Assume-Yes "true";\n'


def lines(file, beginning):
    """The indented block in FILE behind the paragraph that starts with BEGINNING."""
    text = (TOP_DIR / file).read_text(encoding="utf-8")
    found = re.search(rf"^{re.escape(beginning)}.*\n(?:.+\n)*\n((?:    .*\n)+)", text,
                      re.MULTILINE)
    if not found:
        raise Failure(f"{file}: no lines to type after \"{beginning}\"")
    return [line[4:] for line in found[1].splitlines()]


def type_in(system, *typed):
    """Run the lines TYPED in one shell that gives up when one fails; what they said."""
    script = "".join(f"{{ {line}\n}} || exit\n" for line in typed)
    done = system.run("sh", "-c", script, seconds=SECONDS)
    expect(done.returncode == 0, f"exit status {done.returncode}: {done.stdout[-1500:]}")
    return done.stdout


def getting_it():
    """The lines that end in a clone."""
    return [line.replace("<this repository>", REPOSITORY)
            for line in lines(README, "On a fresh Debian 12")]


@contextlib.contextmanager
def fresh_system(suite, folder):
    """A Debian SUITE with nothing but apt, a network and the repository."""
    lower = [chroot.unpack(chroot.base(suite), folder / "base")]
    with chroot.Chroot(folder / "system", lower) as system:
        system.connect(cache_dir() / "chroots" / f"archives-{suite}-{folder.name}")
        run(["git", "clone", "-q", "--bare", str(TOP_DIR), f"{system.root}{REPOSITORY}"])
        (system.root / "etc/apt/apt.conf.d/answers").write_text(ANSWERS, encoding="ascii")
        with open(system.root / "etc/apt/sources.list", "a", encoding="ascii") as sources:
            sources.write(f"deb-src [signed-by={KEYRING}] {mirrors()[0]} {suite} main\n")
        type_in(system, "apt-get update")
        yield system


def from_source(suite, folder):
    """README's "From source" beside the distribution's kexec."""
    with fresh_system(suite, folder) as system:
        type_in(system, "apt-get install --no-install-recommends kexec-tools")
        type_in(system, *getting_it(), *lines(README, "**From source**"))
        said = type_in(system, "kexec-fb exec --version")
        expect(said.startswith("kexec-tools "), f"kexec-fb exec --version: {said}")
        expect((system.root / "usr/share/man/man8/kexec-fb.8").exists(), "no man page")
        expect(not is_link(system), "kexec was replaced")


def debian(suite, folder):
    """README's Debian package, then the patched kexec-tools beneath it and without it."""
    with fresh_system(suite, folder) as system:
        type_in(system, *getting_it(), *lines(README, "**Debian, Ubuntu**"))
        works(system, "apt-get install")
        expect(is_link(system), "kexec-fb is not in front")
        type_in(system, "cd kexec-fb", *lines(PATCH_README, "Taking it"))
        depends = type_in(system, "cd kexec-fb && dpkg-deb -f kexec-tools_*.deb Depends")
        expect("libkexecfb0" in depends, f"kexec-tools depends on {depends}")
        works(system, "patched, behind kexec-fb")
        expect(is_link(system), "kexec-fb is no more in front")
        type_in(system, "dpkg -P kexec-fb")
        works(system, "patched")
        said = type_in(system, "ldd /sbin/kexec")
        expect(not is_link(system) and "libkexecfb.so.0 => /" in said, f"kexec: {said}")


def debian_arm64(suite, folder):
    """The packages cross-built for arm64 by distro's README."""
    with fresh_system(suite, folder) as system:
        type_in(system, *getting_it(), *lines(DISTRO_README, "For another architecture"))
        out = system.root / "kexec-fb/out-arm64"
        debs = {deb.name.partition("_")[0]: deb for deb in out.glob("*_arm64.deb")}
        expect({"kexec-fb", "libkexecfb0", "libkexecfb-dev"} <= debs.keys(), f"only {list(debs)}")
        run(["dpkg-deb", "-x", str(debs["kexec-fb"]), str(system.root / "arm64")])
        said = run(["readelf", "-h", str(system.root / "arm64/usr/sbin/kexec-fb")])
        expect("AArch64" in said, f"kexec-fb is not for arm64: {said}")


SCENARIOS = (from_source, debian, debian_arm64)
