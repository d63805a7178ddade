# SPDX-License-Identifier: GPL-2.0-only
"""Write initramfs archives (cpio "newc") in memory, without root."""

import dataclasses
import pathlib
import re
import stat

from .arch import ARCHES
from .archive import run
from .paths import Failure

MULTIARCH = {name: arch.triplet for name, arch in ARCHES.items()}


class Initramfs:
    """Files, folders, links and device nodes, in the order they were added."""

    def __init__(self):
        self._entries = {}

    def _add(self, path, mode, data=b"", rdev=(0, 0)):
        path = str(path).strip("/")
        parent = str(pathlib.PurePosixPath(path).parent)
        if parent != "." and parent not in self._entries:
            self._add(parent, stat.S_IFDIR | 0o755)
        self._entries[path] = (mode, data, rdev)

    def dir(self, path, mode=0o755):
        """Add a folder."""
        self._add(path, stat.S_IFDIR | mode)

    def file(self, path, data, mode=0o644):
        """Add a file with DATA (bytes, or the path of a file) as its contents."""
        if isinstance(data, pathlib.Path):
            data = data.read_bytes()
        self._add(path, stat.S_IFREG | mode, data)

    def link(self, path, target):
        """Add a symbolic link."""
        self._add(path, stat.S_IFLNK | 0o777, str(target).encode())

    def char(self, path, major, minor, mode=0o600):
        """Add a character device."""
        self._add(path, stat.S_IFCHR | mode, rdev=(major, minor))

    def program(self, path, binary, libdirs):
        """Add a program with the loader and libraries it needs from LIBDIRS."""
        self.file(path, pathlib.Path(binary), 0o755)
        for library in libraries(binary, libdirs):
            self.file(library.guest, library.host, 0o755)

    def paths(self):
        """The paths in the archive."""
        return list(self._entries)

    def pack(self):
        """The archive's bytes."""
        out = [_entry(i + 1, path, *self._entries[path])
               for i, path in enumerate(self._entries)]
        out.append(_entry(0, "TRAILER!!!", 0, b"", (0, 0)))
        data = b"".join(out)
        return data + bytes(-len(data) % 512)


def _entry(inode, path, mode, data, rdev):
    name = path.encode() + b"\0"
    links = 2 if stat.S_ISDIR(mode) else 1
    fields = (inode, mode, 0, 0, links, 0, len(data), 0, 0, *rdev, len(name), 0)
    head = b"070701" + b"".join(b"%08X" % f for f in fields) + name
    return head + bytes(-len(head) % 4) + data + bytes(-len(data) % 4)


@dataclasses.dataclass(frozen=True)
class Library:
    """A shared object on the host and where the guest's loader will look for it."""

    host: pathlib.Path
    guest: str


def _dynamic(binary):
    text = run(["readelf", "-dlW", str(binary)])
    interp = re.search(r"program interpreter: ([^\]]+)\]", text)
    return interp and interp.group(1), re.findall(r"\(NEEDED\).*\[([^\]]+)\]", text)


def libraries(binary, libdirs):
    """Every shared object BINARY needs, found by name in LIBDIRS, each once.

    LIBDIRS name folders of the host or of unpacked packages; ldd would only
    answer for the host's own architecture.
    """
    interp, todo = _dynamic(binary)
    found = {}
    if interp:
        found[interp] = Library(_find(pathlib.PurePath(interp).name, libdirs, binary), interp)
    while todo:
        name = todo.pop()
        if name in found:
            continue
        host = _find(name, libdirs, binary)
        found[name] = Library(host, f"lib/{name}")
        todo += _dynamic(host)[1]
    return list(found.values())


def _find(name, libdirs, wanted_by):
    for folder in libdirs:
        path = pathlib.Path(folder) / name
        if path.exists():
            return path
    raise Failure(f"{pathlib.Path(wanted_by).name} needs {name}: not among the "
                  "libraries of the packages it was built with")


def tree_libdirs(tree, arch):
    """The library folders of a tree of unpacked packages, or of the host ("/")."""
    tree = pathlib.Path(tree)
    triplet = MULTIARCH[arch]
    names = (f"usr/local/lib/{triplet}", "usr/local/lib", f"lib/{triplet}",
             f"usr/lib/{triplet}", "lib64", "lib", "usr/lib")
    return [tree / n for n in names if (tree / n).is_dir()]
