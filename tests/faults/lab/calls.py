# SPDX-License-Identifier: GPL-2.0-only
"""The system calls of a run that nothing disturbs, and what each may fail with."""

import collections
import dataclasses
import errno
import json

from .attempt import Run, attempt

# The first is the one that is tried where one has to do.
ERRORS = {
    "openat": "EMFILE ENOMEM EACCES EIO ENFILE EINTR",
    "openat2": "EMFILE ENOSYS EAGAIN EACCES EIO ENOMEM",
    "open": "EMFILE ENOMEM EACCES EIO",
    "read": "EIO EINTR ENOMEM ETIMEDOUT",
    "pread64": "EIO EINTR",
    "write": "ENOMEM EIO EINTR ENOSPC",
    "pwrite64": "EIO EINTR ENOSPC",
    "close": "EIO EINTR",
    "stat": "EACCES EIO ENOMEM",
    "newfstatat": "EACCES EIO ENOMEM ESTALE",
    "fstat": "EIO ENOMEM",
    "statx": "EACCES EIO",
    "access": "EACCES EIO ENOENT",
    "faccessat": "EACCES EIO ENOENT",
    "faccessat2": "EACCES EIO ENOSYS",
    "readlink": "ENOENT EACCES ENOMEM",
    "readlinkat": "ENOENT EACCES ENOMEM",
    "getdents64": "EIO ENOENT",
    "mkdir": "EEXIST ENOSPC EROFS EACCES",
    "mkdirat": "ENOSPC EROFS EACCES",
    "symlinkat": "ENOSPC EROFS EACCES",
    "rename": "ENOSPC EROFS EACCES",
    "renameat": "ENOSPC EROFS EACCES",
    "renameat2": "ENOSPC EROFS EINVAL",
    "unlink": "EROFS EACCES",
    "unlinkat": "EROFS EACCES",
    "fsync": "EIO ENOSPC",
    "flock": "EWOULDBLOCK EINTR ENOLCK",
    "ftruncate": "EIO ENOSPC",
    "fchmod": "EPERM EROFS",
    "fcntl": "EBADF ENOMEM",
    "ioctl": "EIO ENOMEM",
    "unshare": "EPERM ENOSPC ENOMEM ENOSYS",
    "mount": "EPERM ENOMEM EBUSY EACCES EINVAL",
    "umount2": "EPERM EBUSY EINVAL",
    "fsopen": "ENOSYS EPERM EMFILE ENODEV",
    "fsconfig": "ENOMEM EPERM ENOSYS EINVAL",
    "fsmount": "EPERM ENOSYS ENOMEM EMFILE",
    "move_mount": "EPERM EBUSY ENOENT ENOSYS ENOSPC",
    "pipe2": "EMFILE ENFILE ENOSYS",
    "signalfd4": "EMFILE ENOMEM ENOSYS",
    "clone": "EAGAIN ENOMEM",
    "clone3": "EAGAIN ENOMEM",
    "vfork": "EAGAIN ENOMEM",
    "poll": "EINTR ENOMEM",
    "ppoll": "EINTR ENOMEM",
    "prctl": "EINVAL EPERM",
    "mmap": "ENOMEM",
    "brk": "ENOMEM",
    "munmap": "ENOMEM",
    "mprotect": "ENOMEM",
    "getrandom": "ENOSYS EAGAIN",
    "rt_sigtimedwait": "EINTR",
    "uname": "EFAULT",
    "capget": "EPERM",
    "kill": "EPERM ESRCH",
    "prlimit64": "EPERM",
    "execve": "ENOMEM EACCES ETXTBSY",
    "getxattr": "EOPNOTSUPP ENOMEM EACCES",
    "fgetxattr": "EOPNOTSUPP ENOMEM EACCES",
    "fsetxattr": "EOPNOTSUPP EPERM ENOSPC",
    "sendto": "EAGAIN EPIPE",
}
# With the arguments that they get these cannot fail; wait4(2) tells of a child that exists.
NEVER = {"exit_group", "exit", "getpid", "gettid", "getppid", "geteuid", "getuid", "rt_sigreturn",
         "rt_sigprocmask", "rt_sigaction", "rt_sigpending", "wait4", "lseek", "tgkill", "umask",
         "clock_nanosleep", "restart_syscall"}
WRITING = ("mkdir", "mkdirat", "symlinkat", "write")
# Errors that a recording repeats, because a machine gives them.
ANSWERS = ("EACCES", "ENOENT", "EPERM", "ENXIO", "ELOOP")
TRANSFERS = ("read", "write", "pread64", "pwrite64")
# What seccomp filters, old kernels and full tables do: from some call on, all fail.
FROM_THEN_ON = {
    "ENOSYS": "fsopen fsconfig fsmount move_mount openat2 signalfd4 pipe2 unshare mount umount2 "
              "getrandom prctl readlink newfstatat stat access uname getdents64 fcntl poll statx "
              "flock renameat2 readlinkat faccessat ppoll",
    "EPERM": "fsopen fsconfig fsmount move_mount openat2 signalfd4 pipe2 unshare mount umount2 "
             "prctl clone readlink openat access newfstatat stat kill capget mkdir mkdirat "
             "symlinkat fsetxattr readlinkat faccessat",
    "ENOMEM": "mmap brk clone signalfd4 poll ppoll",
    "EMFILE": "openat openat2 pipe2 signalfd4 fsopen fsmount",
    "EIO": "close getdents64 readlink readlinkat read write",
    "EINTR": "close poll ppoll",
    "EAGAIN": "openat2",
    "ENOSPC": "write mkdirat symlinkat renameat pwrite64",
}
EVERY_CALL = ("ENOMEM", "EMFILE", "EIO", "ENOSPC")     # from each call of exec on

VMBUS = "/sys/bus/vmbus"
SETTINGS = "/etc/default/kexec-fb"

Call = collections.namedtuple("Call", "role number name count path")


def numbers(room):
    """{name: number} of the system calls of the machine that the parts were built for."""
    return json.loads((room.parts / "calls.json").read_text())


def trace(room, run):
    """All calls of parent and child that can be made to fail."""
    names = {number: name for name, number in numbers(room).items()}
    log = room.here / "trace"
    run = dataclasses.replace(run, more={"-o": str(log)}, patience=120)
    outcome = attempt(room, run)[0]
    if outcome.hung:
        raise SystemExit(f"{run.command.name} hangs here")
    calls = []
    for line in log.read_bytes().decode("latin-1").splitlines():
        role, number, count, _, _, path = line.split(" ", 5)
        if role in "PCDE" and int(count):
            calls.append(Call(role, int(number), names.get(int(number), number), int(count), path))
    log.unlink()
    return calls, outcome


def errors_of(call):
    """Names of errors that this call may fail with."""
    if call.role == "P" and call.name == "read" and call.count > 1:
        return ["EINTR"]        # of a pipe and of a signalfd
    return ERRORS.get(call.name, "" if call.name in NEVER else "ENOSYS").split()


def fault(call, action, value, on=False):
    """For inject."""
    return f"{call.role}:{call.number}:{call.count}:{action}:{value}" + (":on" if on else "")


def failing(call, name, on=False):
    """The call fails with the error NAME."""
    if call.name == "brk":      # it returns the old end where it fails
        return fault(call, "r", 0, on)
    return fault(call, "e", getattr(errno, name), on)


def allowed(call, error=""):
    """What follows from a failure of this call, whatever kexec-fb does; see promises.py."""
    may = set()
    if error in ANSWERS and call.name not in WRITING:
        may.add("incomplete")
    if call.role == "P" and call.name in ("access", "faccessat", "capget"):
        may |= {"no second try", "silent"}
    if call.role == "P" and call.name == "write":
        may.add("silent")
    if call.role != "P" and call.path == "/dev/fb0":
        may.add("no fb0")
    if call.name == "prctl":
        may.add("no pdeath")
    if call.name == "execve":
        may.add("not run")
    if call.name in ("renameat", "unlinkat", "rename", "unlink"):
        may.add("other notes")
    if call.path == VMBUS:      # any error means that this is not Hyper-V
        may.add("other picture")
    if call.path == SETTINGS:   # it says so
        may.add("other lines")
    return may


def describe(call, what):
    """For a person."""
    who = {"P": "parent", "C": "child"}.get(call.role, "second child")
    return f"{who}, {call.name} {call.count}{' ' + call.path if call.path else ''}: {what}"


def calm(command, **more):
    """A run of COMMAND that nothing disturbs."""
    return Run("trace", command.name, command, world=command.world, **more)
