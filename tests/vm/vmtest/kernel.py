# SPDX-License-Identifier: GPL-2.0-only
"""Kernels: which Debian packages make one, its image, its modules; or our own."""

import dataclasses
import functools
import lzma
import pathlib
import subprocess

from .arch import ARCHES
from .archive import archive, run
from .own_kernel import OWN, own_kernel
from .paths import Failure, locked, once


def _newest_image(release, arch, package):
    names = [n for n in archive(release, arch).depends(package) if n.startswith("linux-image-")]
    if not names:
        raise Failure(f"{package} of {release} depends on no kernel")
    return names[0]


def _metapackage(release, suffix=""):
    """The newest kernel of RELEASE: what linux-image-FLAVOUR depends on."""
    def resolve(arch):
        return _newest_image(release, arch, f"linux-image-{ARCHES[arch].flavour}{suffix}")
    return release, resolve


def _by_search(release, arch, version):
    """The newest signed kernel of VERSION that is beside the release's default one."""
    names = archive(release, arch).search("linux-image-", rf"{version}\.[0-9.]+\+deb[0-9]+-{arch}")
    if not names:
        raise Failure(f"no linux-image-{version}.* in {release} for {arch}")
    return names[-1]


RESOLVE = {
    "5.10": _metapackage("bullseye"),
    "6.1": _metapackage("bookworm"),
    "6.12": ("bookworm", lambda arch: _by_search("bookworm", arch, r"6\.12")),
    "trixie": _metapackage("trixie"),
    "sid": _metapackage("sid"),
    # pages of 16 KiB, of which Debian has kernels for arm64
    "sid-16k": _metapackage("sid", "-16k"),
    # Ubuntu's for Azure: simpledrm, no efifb
    "azure": ("noble", lambda arch: _newest_image("noble", arch, "linux-image-azure")),
}


def _split(release, arch, image):
    """From 7.x on linux-image is empty: its image and modules are packages beside it."""
    own = image.removeprefix("linux-image-")
    parts = [n for n in archive(release, arch).depends(image)
             if n.startswith(("linux-binary-", "linux-modules-", "linux-base-")) and
             n.endswith(own)]
    return [image, *parts]


@dataclasses.dataclass(frozen=True)
class Kernel:
    """An unpacked Debian kernel, or our own."""

    package: str
    release: str
    image: pathlib.Path
    modules: pathlib.Path
    standin: pathlib.Path | None = None     # where hyperv/standin was built along with it

    @property
    def config(self):
        """Its configuration; None: the package has none."""
        places = (self.image.parent / f"config-{self.release}", self.image.parent / "config",
                  self.modules / "config")
        return next((path for path in places if path.exists()), None)

    @functools.cached_property
    def _files(self):
        """Module name -> (path, names of the paths it needs), from modules.dep."""
        found = {}
        for line in (self.modules / "modules.dep").read_text(encoding="ascii").splitlines():
            path, _, needs = line.partition(":")
            found[_module_name(path)] = (path, needs.split())
        return found

    @functools.cached_property
    def _builtin(self):
        text = (self.modules / "modules.builtin").read_text(encoding="ascii")
        return {_module_name(line) for line in text.split()}

    def load_order(self, names, own):
        """[(name, contents)] of the modules NAMES after all that they need.

        OWN, {name: path}, holds modules that replace Debian's or aren't Debian's.
        """
        order = {}
        for name in names:
            if name in self._builtin:
                continue
            if name not in self._files and name not in own:
                raise Failure(f"kernel {self.release} has no module {name}")
            path, needs = self._files.get(name, (f"{name}.ko", []))
            # modules.dep lists what a module needs nearest first
            for item in [*reversed(needs), path]:
                order.setdefault(_module_name(item), self.modules / item)
        return [(name, _plain(own.get(name, path))) for name, path in order.items()]


def _module_name(path):
    return pathlib.PurePath(path).name.split(".ko")[0].replace("-", "_")


def _plain(path):
    """A module's bytes: busybox's insmod doesn't decompress on every kernel."""
    data = path.read_bytes()
    if path.suffix == ".xz":
        return lzma.decompress(data)
    if path.suffix == ".zst":
        return subprocess.run(["zstd", "-dcq"], input=data, stdout=subprocess.PIPE,
                              check=True).stdout
    return data


def _own(version):
    """A kernel that Debian has not."""
    built = own_kernel(version)
    release = (built / "release").read_text(encoding="ascii").strip()
    return Kernel(version, release, built / "vmlinuz", built / "lib/modules" / release,
                  built / "standin" if OWN[version].standin else None)


@once
def kernel(version, arch):
    """The newest Debian kernel of VERSION (a key of RESOLVE) for ARCH; or our own."""
    if version in OWN:
        return _own(version)
    release, resolve = RESOLVE[version]
    image_package = resolve(arch)
    tree = archive(release, arch).unpack(*_split(release, arch, image_package))
    base = tree / "usr/lib/modules"
    if not base.is_dir():
        base = tree / "lib/modules"
    releases = [d.name for d in base.iterdir()] if base.is_dir() else []
    images = sorted(tree.glob("boot/vmlinu?-*")) + sorted(base.glob("*/vmlinu?"))
    if len(releases) != 1 or not images:
        raise Failure(f"{image_package}: no single kernel in the package")
    modules = base / releases[0]
    with locked(tree):
        if not (modules / "modules.dep.bin").exists():
            _depmod(tree, base, releases[0])
    return Kernel(image_package, releases[0], images[0], modules)


def _depmod(tree, base, release):
    # depmod looks in lib/modules below its base, wherever the package has it
    if base != tree / "lib/modules":
        (tree / "lib").mkdir(exist_ok=True)
        if not (tree / "lib/modules").exists():
            (tree / "lib/modules").symlink_to("../usr/lib/modules")
    run(["/sbin/depmod", "-b", str(tree), release])
