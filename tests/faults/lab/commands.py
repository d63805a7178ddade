# SPDX-License-Identifier: GPL-2.0-only
"""The commands of kexec-fb, a row each.  A new one is a new row.

verb, options, args: the words.  {kernel}, {parts}, {here} and {out} are paths.
promise: which function of promises.py judges.
sees, screen_info: in which of the fake kexec's lines the framebuffer shows, and how.
first_call: only from the child's first call of this name on is anything tried, because
another row has the calls before.
errors: how many of the errors of each call are tried.
"""

import dataclasses

from .parts import IMAGE_MACHINE, X86_MACHINE, screen_info


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
    last_call: str = ""
    errors: int = 99


LOAD = ("-c", "-p", "{kernel}", "--append=a  b", "", "--initrd=\xe9*")
X86 = {"sees": "boot_params", "screen_info": screen_info(X86_MACHINE)}
IMAGE = {"program": "kexec-fb-image", "root": "{parts}/imageroot", "sees": "kernel",
         "screen_info": screen_info(IMAGE_MACHINE), "first_call": "uname"}

EXEC = Command("exec", "exec", "kexec", LOAD, **X86)
COMMANDS = (
    EXEC,
    Command("exec, live", "exec", "kexec", LOAD, root="/", world="live", last_call="uname", **X86),
    Command("exec, image", "exec", "kexec", LOAD, kernel="Image", **IMAGE),
    Command("exec, packed image", "exec", "kexec", LOAD, kernel="Image.gz", **IMAGE),
    Command("show", "show", "answer"),
    Command("show --json", "show", "answer", options=("--json",), errors=1),
    Command("show, live", "show", "answer", root="/", world="live", errors=2),
    Command("record", "record", "recording", ("{out}/recording",), errors=2),
)
