# SPDX-License-Identifier: GPL-2.0-only
"""The commands of kexec-fb, a row each.  A new one is a new row.

verb, options, args: the words.  {kernel}, {parts}, {here} and {out} are paths.
promise: which function of promises.py judges.
sees, screen_info: in which of the fake kexec's lines the framebuffer shows, and how; "argv": as
an option on the next kernel's command line.
first_call: faults begin at the child's first call of this name, because another row covers the
calls before it. first_path: the same of the parent's first call with a path that ends so.
roles: whose calls are made to fail, see inject.c.
errors: how many of each call's errors are tried.
statuses: kexec's exit statuses, of its first and second start.
env: ((name, value), ...).
loads: the arguments of the kexec that is run, if they are not args.
may: what is allowed in all runs of it, see promises.py.
notes: {out}/run, which holds the notes of loads, begins as a copy of this.
"""

import dataclasses

from .parts import ON_ARM64, ROOTS, screen_info


@dataclasses.dataclass(frozen=True)
class Command:
    """See above."""
    name: str
    verb: str
    promise: str
    args: tuple = ()
    options: tuple = ()
    program: str = "kexec-fb"
    root: str = "{parts}/root"
    kernel: str = "vmlinuz"
    world: str = ""
    sees: str = ""
    screen_info: str = ""
    first_call: str = ""
    first_path: str = ""
    last_call: str = ""
    roles: str = "C"
    errors: int = 99
    statuses: tuple = (7, 8)
    env: tuple = ()
    loads: tuple = ()
    notes: str = ""
    may: frozenset = frozenset()


LOAD = ("-c", "-p", "{kernel}", "--append=a  b", "", "--initrd=\xe9*")
X86 = {"sees": "boot_params", "screen_info": screen_info(ROOTS["x86_64"].now)}
IMAGE = {"sees": "kernel", "screen_info": screen_info(ROOTS["aarch64"].now)}
# The image way where it is not this machine's own
AS_ARM64 = {"program": "kexec-fb-image", "root": "{parts}/imageroot", "first_call": "uname",
            **IMAGE}
OWN = {"kernel": "Image", **IMAGE} if ON_ARM64 else X86

NOTED = {"env": (("KEXEC_FB_RUN", "{out}/run"),), "roles": "PD", "errors": 3, **OWN}

EXEC = Command("exec", "exec", "kexec", LOAD, **OWN)
EXEC_NOTED = Command("exec, noted", "exec", "kexec", LOAD, statuses=(0,), **NOTED)
# It runs kexec where the load of the note was done.
REFRESH = Command("refresh", "refresh", "refreshed", loads=LOAD, root="{parts}/loadedroot",
                  notes="{parts}/run", may=frozenset({"other cwd"}), statuses=(0,),
                  **{**NOTED, "roles": "PCD", "errors": 1})
# Where SELinux enforces, what the loaded kernel was told is read back.
READ_BACK = {**NOTED, "statuses": (0,), "roles": "P", "errors": 2,
             "first_path": "sys/fs/selinux/enforce"}
ONLY_X86 = (
    Command("exec, live", "exec", "kexec", LOAD, root="/", world="live", last_call="uname", **X86),
    Command("exec, image", "exec", "kexec", LOAD, kernel="Image", **AS_ARM64),
    Command("exec, packed image", "exec", "kexec", LOAD, kernel="Image.gz", **AS_ARM64),
    Command("exec -s", "exec", "kexec", ("-s", "-p", "{kernel}", "--append=a  b"), sees="argv",
            screen_info=X86["screen_info"], first_call="uname", errors=2),
    Command("check a load", "check", "answer", ("--", "-c", "-p", "/boot/vmlinuz-6.1.0-test"),
            root="{parts}/checkroot", errors=1),
    Command("exec, read back", "exec", "kexec", LOAD, world="told", **READ_BACK),
    Command("exec, read back and found wanting", "exec", "kexec", LOAD, world="told nothing",
            may=frozenset({"twice"}), **{**READ_BACK, "statuses": (0, 8)}),
    Command("show, live", "show", "answer", root="/", world="live", errors=2),
)
ONLY_ARM64 = (
    Command("exec, packed image", "exec", "kexec", LOAD, kernel="Image.gz", first_call="uname",
            **IMAGE),
)
COMMANDS = (
    EXEC,
    *(ONLY_ARM64 if ON_ARM64 else ONLY_X86),
    EXEC_NOTED,
    Command("exec, noted after all", "exec", "kexec", LOAD, statuses=(7, 0), **NOTED),
    REFRESH,
    Command("refresh --watch-vt", "refresh", "watched", options=("--watch-vt",), loads=LOAD,
            world="terminals", root="{parts}/loadedroot", notes="{parts}/run", statuses=(0,),
            may=frozenset({"other cwd"}), **{**NOTED, "roles": "P"}),
    Command("check", "check", "answer", root="{parts}/checkroot", errors=2),
    Command("show", "show", "answer"),
    Command("show --json", "show", "answer", options=("--json",), errors=1),
    Command("record", "record", "recording", ("{out}/recording",), errors=2),
)
