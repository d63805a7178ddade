# SPDX-License-Identifier: GPL-2.0-only
"""Debian packages by name, through an apt state of our own.

The running system's package lists, sources and installed packages are never
touched, so the tests can use kernels and tools of other releases and other
architectures.
"""

import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import time

from .paths import Failure, cache_dir, locked, once

SUITES = {
    # its security suite is no longer complete
    "bullseye": ("bullseye",),
    "bookworm": ("bookworm", "bookworm-updates", "bookworm-security"),
    "trixie": ("trixie", "trixie-updates", "trixie-security"),
    "sid": ("sid",),
}
# Where less is served, or served whole
SUITES_OF = {("bookworm", "i386"): ("bookworm", "bookworm-updates")}
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
# Ubuntu's releases, and the Debian package whose key their lists are signed with
UBUNTU = {"focal": ("focal", "focal-updates"), "noble": ("noble", "noble-updates")}
UBUNTU_MIRROR = "http://archive.ubuntu.com/ubuntu"
UBUNTU_KEYRING = ("ubuntu-keyring", "usr/share/keyrings/ubuntu-archive-keyring.gpg")
LISTS_MAX_AGE = 24 * 3600
APT_SOURCES = "/etc/apt"
MIRROR = r"(https?://\S+?/(debian|debian-security))/?(?:\s|$)"


@once
def mirrors():
    """(archive, security archive): those of the running system, else Debian's own."""
    found = {}
    files = [pathlib.Path(APT_SOURCES, "sources.list")]
    files += sorted(pathlib.Path(APT_SOURCES, "sources.list.d").glob("*"))
    for file in files:
        if file.suffix not in (".list", ".sources") or not file.is_file():
            continue
        for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.lstrip().startswith("#"):
                continue
            for uri, kind in re.findall(MIRROR, line):
                found.setdefault(kind, uri)
    return (found.get("debian", "http://deb.debian.org/debian"),
            found.get("debian-security", "http://deb.debian.org/debian-security"))


def run(command, **kwargs):
    """Run COMMAND, give its stdout; raise Failure with its last words."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True, check=False, **kwargs)
    if done.returncode:
        words = done.stderr.strip().splitlines() or ["no message"]
        raise Failure(f"{' '.join(map(str, command[:2]))}: {words[-1]}")
    return done.stdout


class Archive:
    """One Debian release for one architecture."""

    def __init__(self, release, arch):
        self.release, self.arch = release, arch
        self.dir = cache_dir() / "apt" / f"{release}-{arch}"
        self.pool = cache_dir() / "debs"

    def _conf(self):
        return self.dir / "apt.conf"

    def _sources(self):
        if self.release in UBUNTU:
            package, name = UBUNTU_KEYRING
            keyring = archive("trixie", "amd64").unpack(package) / name
            for suite in UBUNTU[self.release]:
                yield f"deb [arch={self.arch} signed-by={keyring}] {UBUNTU_MIRROR} {suite} main\n"
            return
        main, security = mirrors()
        for suite in SUITES_OF.get((self.release, self.arch), SUITES[self.release]):
            uri = security if suite.endswith("-security") else main
            yield f"deb [arch={self.arch} signed-by={KEYRING}] {uri} {suite} main\n"

    def _write_state(self):
        for sub in ("lists/partial", "archives/partial", "etc"):
            (self.dir / sub).mkdir(parents=True, exist_ok=True)
        (self.dir / "sources.list").write_text("".join(self._sources()), encoding="ascii")
        (self.dir / "status").touch()
        self._conf().write_text(
            f'Dir::State "{self.dir}";\n'
            f'Dir::State::lists "{self.dir}/lists";\n'
            f'Dir::State::status "{self.dir}/status";\n'
            f'Dir::Cache "{self.dir}";\n'
            f'Dir::Etc::sourcelist "{self.dir}/sources.list";\n'
            f'Dir::Etc::sourceparts "{self.dir}/etc";\n'
            f'Dir::Etc::preferences "{self.dir}/etc/none";\n'
            f'Dir::Etc::preferencesparts "{self.dir}/etc";\n'
            f'APT::Architecture "{self.arch}";\n'
            f'APT::Architectures {{ "{self.arch}"; }};\n'
            'APT::Sandbox::User "";\n'
            'Acquire::Languages "none";\n'
            'Acquire::Retries "3";\n'
            'Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";\n'
            'Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled "false";\n',
            encoding="ascii")

    def _apt(self, *command):
        env = dict(os.environ, APT_CONFIG=str(self._conf()), LC_ALL="C")
        return run(command, env=env)

    @once
    def _ask(self, *command):
        """Like _apt, remembering the answer until the package lists change."""
        self._have_lists()
        name = hashlib.sha256(" ".join(command).encode()).hexdigest()
        path = self.dir / "answers" / name
        with locked(path):
            if not path.exists():
                answer = self._apt(*command)
                path.with_suffix(".part").write_text(answer, encoding="utf-8")
                path.with_suffix(".part").rename(path)
        return path.read_text(encoding="utf-8")

    @once
    def _have_lists(self):
        """Have package lists no older than a day; an old list beats no network."""
        stamp = self.dir / "updated"
        with locked(self.dir):
            if stamp.exists() and time.time() - stamp.stat().st_mtime < LISTS_MAX_AGE:
                return
            self._write_state()
            try:
                self._apt("apt-get", "update", "-q", "-o", "APT::Update::Error-Mode=any")
            except Failure:
                if not stamp.exists():
                    raise
                return
            shutil.rmtree(self.dir / "answers", ignore_errors=True)
            stamp.touch()

    def depends(self, package):
        """Names that PACKAGE depends on."""
        text = self._ask("apt-cache", "depends", "--important", package)
        return re.findall(r"^ {1,2}\|?(?:Pre)?Depends: (\S+)", text, re.MULTILINE)

    @once
    def libraries(self, *packages):
        """The library packages that PACKAGES need, however far away."""
        text = self._ask("apt-cache", "depends", "--recurse", "--important", *packages)
        return sorted(set(re.findall(r"^(z?lib[a-z0-9.+-]+)(?::\S+)?$", text, re.MULTILINE)))

    @once
    def installation(self, *packages):
        """PACKAGES and all that they depend on, as apt would install them on an empty system."""
        text = self._ask("apt-get", "install", "-y", "--print-uris", "--no-install-recommends",
                         *packages)
        return re.findall(r"^'[^']+' ([^_ ]+)_", text, re.MULTILINE)

    def search(self, prefix, pattern):
        """Names of packages: PREFIX and then the regular expression PATTERN, oldest first."""
        names = self._ask("apt-cache", "pkgnames", prefix).split()
        hits = [n for n in names if re.fullmatch(re.escape(prefix) + pattern, n)]
        return sorted(hits, key=lambda n: [int(d) for d in re.findall(r"\d+", n)])

    def _uris(self, packages):
        """[(uri, file name, digest)] of PACKAGES, in one question to apt."""
        text = self._ask("apt-get", "--print-uris", "download", *packages)
        hits = re.findall(r"^'([^']+)' (\S+) \d+ (\S+)", text, re.MULTILINE)
        if len(hits) != len(packages):
            raise Failure(f"{' '.join(packages)}: not all in {self.release} for {self.arch}")
        return hits

    def debs(self, packages):
        """Paths of the .deb files of PACKAGES, downloaded if need be."""
        return [self._download(*hit) for hit in self._uris(packages)]

    def _download(self, uri, name, digest):
        path = self.pool / name
        with locked(path):
            if not path.exists():
                part = self.pool / f"{name}.part"
                # apt's own client: it resumes, checks the hash and knows the proxy
                try:
                    self._apt("/usr/lib/apt/apt-helper", "download-file", uri, str(part), digest)
                except Failure:
                    # the archive may have a newer version: ask it again next time
                    (self.dir / "updated").unlink(missing_ok=True)
                    raise
                part.rename(path)
        return path

    @once
    def unpack(self, *packages):
        """A folder with the contents of PACKAGES, unpacked once per set of versions."""
        debs = self.debs(packages)
        name = debs[0].stem
        if len(debs) > 1:
            versions = " ".join(sorted(d.name for d in debs))
            name += f"+{len(debs) - 1}-{hashlib.sha256(versions.encode()).hexdigest()[:12]}"
        path = cache_dir() / "trees" / name
        with locked(path):
            if not path.exists():
                part = path.with_name(f"{name}.part")
                shutil.rmtree(part, ignore_errors=True)
                part.mkdir(parents=True)
                for deb in debs:
                    run(["dpkg-deb", "-x", str(deb), str(part)])
                part.rename(path)
        return path


@once
def archive(release, arch):
    """The one Archive object of a release and architecture."""
    return Archive(release, arch)
