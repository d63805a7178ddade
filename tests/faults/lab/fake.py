# SPDX-License-Identifier: GPL-2.0-only
"""What the fake kexec told (see fake_kexec.c), and what of it is not as it should be."""

import collections
import signal
import stat

# Of a plain kexec, all of these are as without kexec-fb.
SAME = ("argv", "env", "cwd", "umask", "pgid", "sid", "nice", "fds", "status", "limit")
STARTED = b"KEXEC_FB_STARTED=".hex()
OPTION = "video=efifb:base:0x{:x},stride:{},width:{},height:{} "
FB0, BOOT_PARAMS = b"/dev/fb0".hex(), b"/sys/kernel/boot_params/data".hex()
REGULAR, ENOTTY = f"{stat.S_IFREG:o}", "25"


def read(folder):
    """Records in the order of their starts."""
    out = []
    for start in range(1, 100):
        path = folder / str(start)
        if not path.exists():
            break
        record = collections.defaultdict(list)
        for line in path.read_text().splitlines():
            name, *values = line.split(" ")
            record[name].append(values)
        out.append(record)
    return out


def decode(value):
    """For a person."""
    try:
        return bytes.fromhex(value).decode("latin-1")
    except ValueError:
        return value


def first_difference(name, got, wanted):
    """The first value of two lists of lines that is not the same."""
    a, b = sum(got, []), sum(wanted, [])
    for x, y in zip(a, b):
        if x != y:
            return f"{name}: {decode(x)[:80]!r} instead of {decode(y)[:80]!r}"
    return f"{name}: {len(a)} values instead of {len(b)}: {[decode(x)[:40] for x in (a or b)[-2:]]}"


def without_mark(env):
    """All of the environment but what kexec-fb adds to it."""
    return [[v for v in env[0] if not v.startswith(STARTED)]] if env else env


def option(command):
    """What is added to the next kernel's command line, in hexadecimal."""
    si = bytes.fromhex(command.screen_info)
    width, height = (int.from_bytes(si[at:at + 2], "little") for at in (0x12, 0x14))
    base = int.from_bytes(si[0x18:0x1c], "little")
    stride = int.from_bytes(si[0x24:0x26], "little") // 4
    return OPTION.format(base, stride, width, height).encode().hex()


def process_differences(got, plain, command, may):
    """What the process of kexec was given."""
    wrong = []
    for name in SAME:
        a, b = got[name], plain[name]
        if name == "argv":      # started as `kexec-fb exec`, kexec is called kexec
            b = [[b"kexec".hex(), *b[0][1:]]]
            if command.sees == "argv":
                a = [[word.replace(option(command), "") for word in a[0]]]
        if name == "env":
            a = without_mark(a)
        if a != b and f"other {name}" not in may:
            wrong.append(first_difference(name, a, b))
    return wrong


def new_mounts(got, plain):
    """Targets that kexec sees mounted more often than without kexec-fb."""
    more = collections.Counter(m[0] for m in got["mount"])
    more.subtract(collections.Counter(m[0] for m in plain["mount"]))
    return sorted(m for m, n in more.items() for _ in range(n) if n > 0), \
        sorted(m for m, n in more.items() if n < 0)


def has_own_files(got, plain, command, may):
    """Does this kexec see the framebuffer?"""
    if command.sees == "argv":
        return any(option(command) in word for word in got["argv"][0])
    seen = got[command.sees][0]
    if "other picture" in may:
        return seen != plain[command.sees][0]
    return seen[2] == command.screen_info


def own_differences(got, plain, command, may):
    """What is wrong with a kexec that sees the framebuffer."""
    wrong = []
    added, gone = new_mounts(got, plain)
    if command.sees == "boot_params":
        wanted = sorted([BOOT_PARAMS, FB0])
        if plain["fb0"][0][0] == "0" or ("no fb0" in may and added == [BOOT_PARAMS]):
            wanted = [BOOT_PARAMS]
        elif got["fb0"][0] != [REGULAR, ENOTTY]:
            wrong.append(f"/dev/fb0 is {got['fb0'][0]}, not an empty file")
        if got["kernel"] != plain["kernel"]:
            wrong.append(first_difference("kernel", got["kernel"], plain["kernel"]))
    elif command.sees == "argv":
        wanted = []
    else:
        wanted = added[:1]
    if (added != wanted or gone) and "other mounts" not in may:
        wrong.append(f"mounts: {[decode(m) for m in added]} more, {[decode(m) for m in gone]} less")
    if got["pdeath"] != [[str(int(signal.SIGKILL))]] and "no pdeath" not in may:
        wrong.append(f"would outlive kexec-fb (pdeath {got['pdeath']})")
    return wrong


def plain_differences(got, plain, may):
    """What is wrong with a kexec that does not see the framebuffer."""
    wrong = []
    for name in ("boot_params", "fb0", "kernel"):
        if got[name] != plain[name]:
            wrong.append("half prepared: " + first_difference(name, got[name], plain[name]))
    added, gone = new_mounts(got, plain)
    if (added or gone) and "other mounts" not in may:
        wrong.append(f"plain, but mounts: {[decode(m) for m in added]} more, "
                     f"{[decode(m) for m in gone]} less")
    return wrong


def judge(got, plain, command, may):
    """([what is wrong], whether it sees the framebuffer)"""
    if "end" not in got:
        return ["the record of kexec is cut short"], False
    own = has_own_files(got, plain, command, may)
    wrong = process_differences(got, plain, command, may)
    wrong += own_differences(got, plain, command, may) if own else \
        plain_differences(got, plain, may)
    return wrong, own
