# SPDX-License-Identifier: GPL-2.0-only
"""What is done to a system with kexec-tools, and what must hold after each step."""

import hashlib
import os

from vmtest.paths import Failure

from .chroot import KEXEC, Watch

DIVERTED = (KEXEC + ".distrib", "sbin/kexec.distrib-sbin")


def expect(good, text):
    """Fail the scenario unless GOOD."""
    if not good:
        raise Failure(text)


def works(system, when):
    """kexec is there under both names and answers as kexec."""
    for path in ("/sbin/kexec", "/usr/sbin/kexec"):
        done = system.run(path, "--version")
        expect(done.returncode == 0 and done.stdout.startswith("kexec-tools "),
               f"{when}: {path} --version: {done.returncode} {done.stdout.strip()}")


def is_link(system):
    """kexec is kexec-fb."""
    path = system.root / KEXEC
    return path.is_symlink() and os.readlink(path) == "kexec-fb"


def digest(path):
    """SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def in_front(system, sha, when):
    """kexec-fb is in front, and behind it is the one kexec with digest SHA."""
    works(system, when)
    expect(is_link(system), f"{when}: kexec-fb is not in front")
    real = [path for path in DIVERTED if (system.root / path).exists()]
    expect(len(real) == 1, f"{when}: real kexec at {real}")
    expect(digest(system.root / real[0]) == sha, f"{when}: another kexec than kexec-tools'")
    done = system.dpkg("--verify", "kexec-tools", "kexec-fb")
    expect(not done.stdout, f"{when}: dpkg --verify: {done.stdout.strip()}")
    _no_rubbish(system, when)


def plain(system, sha, when):
    """As if kexec-fb had never been there: kexec-tools' own file, byte for byte."""
    works(system, when)
    path = system.root / KEXEC
    expect(not path.is_symlink() and digest(path) == sha, f"{when}: not kexec-tools' kexec")
    expect(path.stat().st_nlink == 1, f"{when}: kexec has other names")
    _no_diversion(system, when)
    left = [path for path in DIVERTED if (system.root / path).exists()]
    expect(not left, f"{when}: left behind: {left}")
    done = system.dpkg("--verify", "kexec-tools")
    expect(not done.stdout, f"{when}: dpkg --verify: {done.stdout.strip()}")
    _no_rubbish(system, when)


def _no_diversion(system, when):
    done = system.run("dpkg-divert", "--list", "*kexec*")
    expect(done.returncode == 0 and not done.stdout.strip(), f"{when}: {done.stdout.strip()}")


def _no_rubbish(system, when):
    left = [name for name in system.listing() if "kexec-fb-new" in name or ".dpkg-" in name]
    expect(not left, f"{when}: left behind: {left}")


def do(system, what, *arguments, fails=False):
    """Run dpkg ARGUMENTS; meanwhile and after it kexec must be there."""
    with Watch(system.root) as watch:
        done = system.dpkg(*arguments)
    expect((done.returncode != 0) == fails,
           f"{what}: dpkg exited {done.returncode}: {done.stdout.strip()[-500:]}")
    expect(watch.looks > 0 and watch.gaps == 0,
           f"{what}: no kexec in {watch.gaps} of {watch.looks} looks")
    return done.stdout


def whole_life(system, debs):
    """Install, reinstall, upgrade, remove, install, purge; kexec-tools stays."""
    sha = debs.kexec[debs.tools]
    before = system.listing()
    for what, arguments, check in (
            ("install", ("-i", debs.fb), in_front),
            ("reinstall", ("-i", debs.fb), in_front),
            ("upgrade", ("-i", debs.fb_newer), in_front),
            ("configure again", ("--configure", "-a"), in_front),
            ("remove", ("-r", "kexec-fb"), plain),
            ("install after remove", ("-i", debs.fb), in_front),
            ("purge", ("-P", "kexec-fb"), plain)):
        do(system, what, *arguments)
        check(system, sha, what)
    expect(system.listing() == before, f"/usr/sbin: {set(system.listing()) ^ set(before)}")


def upgraded_underneath(system, debs):
    """kexec-tools is upgraded and reinstalled behind kexec-fb."""
    do(system, "install", "-i", debs.fb)
    for deb in (debs.tools_newer, debs.tools_newer, debs.tools):
        do(system, deb.name, "-i", deb)
        in_front(system, debs.kexec[deb], deb.name)
    do(system, "kexec-tools again", "-i", debs.tools_newer)
    do(system, "remove", "-r", "kexec-fb")
    plain(system, debs.kexec[debs.tools_newer], "remove")


def moved_underneath(system, debs):
    """kexec-tools moves kexec between /sbin and /usr/sbin behind kexec-fb, both ways."""
    for old, new in ((debs.tools_sbin, debs.tools_usr), (debs.tools_usr, debs.tools_sbin)):
        do(system, "first kexec-tools", "-i", old)
        do(system, "install", "-i", debs.fb)
        in_front(system, debs.kexec[old], f"install over {old.name}")
        do(system, "move", "-i", new)
        in_front(system, debs.kexec[new], f"{old.name} to {new.name}")
        do(system, "remove", "-r", "kexec-fb")
        plain(system, debs.kexec[new], f"remove after {new.name}")


def together(system, debs):
    """Both packages in one run of dpkg, on a system without kexec-tools."""
    system.dpkg("-P", "kexec-tools")
    expect(not (system.root / KEXEC).exists(), "kexec-tools is still there")
    done = system.dpkg("-i", debs.fb, debs.tools)
    expect(done.returncode == 0, done.stdout[-500:])
    in_front(system, debs.kexec[debs.tools], "install together")
    done = system.dpkg("-P", "kexec-fb", "kexec-tools")
    expect(done.returncode == 0, done.stdout[-500:])
    expect(not (system.root / KEXEC).is_symlink(), "kexec is left behind")
    _no_diversion(system, "purge together")


def tools_missing(system, debs):
    """kexec-tools can't be removed before kexec-fb; by force, kexec says what is missing."""
    do(system, "install", "-i", debs.fb)
    do(system, "remove kexec-tools", "-r", "kexec-tools", fails=True)
    in_front(system, debs.kexec[debs.tools], "refused removal")
    done = system.dpkg("--force-depends", "-r", "kexec-tools")
    expect(done.returncode == 0, done.stdout[-500:])
    done = system.run("/sbin/kexec", "--version")
    expect(done.returncode in (126, 127) and done.stdout.startswith("kexec-fb: cannot run ") and
           done.stdout.count("\n") == 2 and
           "\nkexec-fb: hint: install kexec-tools" in done.stdout, f"{done.returncode} {done.stdout.strip()}")
    done = system.dpkg("-i", debs.tools)
    expect(done.returncode == 0, done.stdout[-500:])
    in_front(system, debs.kexec[debs.tools], "kexec-tools is back")
    system.dpkg("--force-depends", "-r", "kexec-tools")
    done = system.dpkg("-r", "kexec-fb")
    expect(done.returncode == 0, done.stdout[-500:])
    expect(not os.path.lexists(system.root / KEXEC), "kexec is left behind")
    _no_diversion(system, "remove without kexec-tools")


def only_unpacked(system, debs):
    """Between unpacking and configuring (libraries may be missing), kexec is plain."""
    sha = debs.kexec[debs.tools]
    do(system, "unpack", "--unpack", debs.fb)
    plain(system, sha, "unpacked")
    do(system, "configure", "--configure", "kexec-fb")
    in_front(system, sha, "configured")
    do(system, "unpack newer", "--unpack", debs.fb_newer)
    plain(system, sha, "newer unpacked")
    do(system, "remove unconfigured", "-r", "kexec-fb")
    plain(system, sha, "removed unconfigured")


def diverted_by_others(system, debs):
    """If somebody else has diverted kexec, installing fails and changes nothing."""
    name = _owned_name(system)
    system.run("cp", "-p", KEXEC, KEXEC + ".mine")
    system.run("dpkg-divert", "--local", "--no-rename", "--divert", f"{name}.mine", "--add", name)
    do(system, "install", "-i", debs.fb, fails=True)
    works(system, "failed install")
    expect(not is_link(system), "kexec-fb is in front of another diversion")
    system.run("dpkg-divert", "--local", "--no-rename", "--remove", name)
    system.run("rm", KEXEC + ".mine")
    do(system, "configure", "--configure", "-a")
    in_front(system, debs.kexec[debs.tools], "install completed")
    do(system, "purge", "-P", "kexec-fb")
    plain(system, debs.kexec[debs.tools], "purge")


def _owned_name(system):
    """The name kexec-tools has kexec under."""
    names = (system.root / "var/lib/dpkg/info/kexec-tools.list").read_text(encoding="utf-8")
    return "/sbin/kexec" if "/sbin/kexec" in names.splitlines() else "/usr/sbin/kexec"


def not_merged(system, debs):
    """If /sbin is a folder of its own, kexec is left alone, and a line says so."""
    sha = debs.kexec[debs.tools]
    system.run("sh", "-c", "rm /sbin && cp -a /usr/sbin /sbin")
    out = do(system, "install", "-i", debs.fb)
    expect("kexec is left alone" in out, f"nothing said: {out}")
    plain(system, sha, "install")
    done = system.run("/usr/sbin/kexec-fb", "exec", "--version")
    expect(done.returncode == 0 and done.stdout.startswith("kexec-tools "), done.stdout)
    do(system, "purge", "-P", "kexec-fb")
    plain(system, sha, "purge")


SCENARIOS = (whole_life, upgraded_underneath, moved_underneath, together, tools_missing,
             only_unpacked, diverted_by_others, not_merged)
