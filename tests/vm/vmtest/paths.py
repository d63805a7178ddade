# SPDX-License-Identifier: GPL-2.0-only
"""Where the harness finds its own files and keeps what it downloads."""

import contextlib
import fcntl
import functools
import os
import pathlib
import threading

VM_DIR = pathlib.Path(__file__).resolve().parent.parent
GUEST_DIR = VM_DIR / "guest"
TOP_DIR = VM_DIR.parent.parent


class Failure(Exception):
    """A prerequisite or a step failed; the text is for the person at the terminal."""


def cache_dir():
    """The folder for downloaded packages, shared by all checkouts of one user."""
    own = os.environ.get("KEXEC_FB_VM_CACHE")
    if own:
        return pathlib.Path(own)
    base = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    return pathlib.Path(base) / "kexec-fb" / "vm"


@contextlib.contextmanager
def locked(path, wait=True):
    """Hold an exclusive lock on PATH.lock: one download for all jobs and checkouts."""
    path = pathlib.Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(f"{path}.lock", "w", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Failure(f"{path} is in use by another run: name another folder") from error
        yield


def once(function):
    """Like functools.cache, but jobs asking at the same time wait for one answer."""
    lock = threading.RLock()
    cached = functools.cache(function)

    @functools.wraps(function)
    def wrapper(*args):
        with lock:
            return cached(*args)
    return wrapper
