# SPDX-License-Identifier: GPL-2.0-only
"""What is asserted of kexec, kdump-config and the dump. Each check takes a Run."""

import re

AGAIN = re.compile(r"loading the crash kernel again: .*")
TRIGGERED = "sysrq: Trigger a crash"
KDUMP_SIGNATURE = b"KDUMP   "


def in_front(run):
    """What is installed as /sbin/kexec is kexec-fb, and dpkg did it without complaint."""
    link = run.facts.need("first.link").strip()
    status = run.facts.get("first.dpkg.status", "0")
    return (link, status) == ("kexec-fb", "0"), f"/sbin/kexec is {link}, dpkg exited {status}"


def removed(run):
    """kexec-tools' own kexec is back, byte for byte."""
    have = run.facts.need("first.sha256").split()[0]
    changed = run.facts.need("first.verify").strip()
    return have == run.facts.need("image.sha256") and not changed and \
        run.facts["first.dpkg.status"] == "0", f"sha256 {have[:12]}, dpkg --verify '{changed}'"


def shown(run):
    """kdump-config show calls the system ready, with /sbin/kexec."""
    text = run.facts.need("first.show.out")
    lines = [line.strip() for line in text.splitlines()]
    ready = any("current state" in line and "ready to kdump" in line for line in lines)
    command = [line for line in lines if line.startswith("/sbin/kexec -p ")]
    return ready and len(command) > 0, command[0][:60] if command else text[-200:]


def arguments_used(run):
    """The command that kdump-config recorded has the arguments of its defaults file."""
    text = run.facts.need("first.show.out")
    return "/sbin/kexec -p -c -d " in text, "-c -d in kdump-config's command"


def sources_printed(run):
    """Under -d, kexec-fb says what it found and which 64 bytes it handed over."""
    said = run.facts.get("first.load.err", "") + run.facts.get("first.load.out", "")
    return "kexec-fb: screen_info " in said, "screen_info among what kexec-fb printed"


def _seen(run, key):
    """The base that a note of a load says was on the screen; 0: nothing."""
    lines = dict(line.partition(" ")[::2] for line in run.facts.get(key, "").splitlines())
    told = lines.get("seen", "nothing")
    return 0 if told == "nothing" else int.from_bytes(bytes.fromhex(told)[0x18:0x1c], "little")


def load_came_first(run):
    """kdump-tools.service loaded while the firmware's framebuffer was on the screen."""
    seen, firmware = _seen(run, "first.boot_note"), run.facts.screen_info("first").base
    return seen == firmware != 0, \
        f"loaded before the driver came: {seen:#x} on the screen, firmware's {firmware:#x}"


def driver_came_first(run):
    """The display's driver had the screen when kdump-tools.service loaded."""
    seen, firmware = _seen(run, "first.boot_note"), run.facts.screen_info("first").base
    return 0 != seen != firmware, \
        f"loaded after the driver came: {seen:#x} on the screen, firmware's {firmware:#x}"


def right_in_either_order(run):
    """The load was made again after the driver came, or it came after the driver."""
    again, said = loaded_by_event(run)
    return (True, f"loaded before the driver came; then: {AGAIN.search(said)[0]}") if again else driver_came_first(run)


def loaded_by_event(run):
    """udev's rules had it loaded again, and kexec-fb said so in the journal."""
    said = run.facts.need("first.load.out")
    return "loading the crash kernel again" in said, said.strip() or "nothing in the journal"


def loaded_by_watcher(times):
    """A check: that of the virtual terminals had it loaded again so often, once per switch."""
    def check(run):
        said = run.facts.need("first.load.out").strip()
        have = said.count("loading the crash kernel again")
        modes = re.findall(r"the screen was (\d+x\d+) .* and is (\d+x\d+) ", said)
        return have == times == len(modes) and all(old != new for old, new in modes), \
            said or "nothing in the journal"
    check.__name__ = f"loaded by the watcher {times}x"
    return check


def not_loaded_again(run):
    """Nobody loaded it again: else the case proves nothing."""
    same = run.facts.get("first.note") == run.facts.get("first.boot_note")
    return same, "the same load as at boot" if same else "another load"


def dump_readable(run):
    """The dump is there, is one, and makedumpfile reads it."""
    size, status = run.facts.get("dump.size", "0"), run.facts.get("dump.status", "none")
    return int(size) > 0 and run.facts.get("dump.signature") == KDUMP_SIGNATURE.decode() and \
        status == "0", f"{size} bytes, makedumpfile exited {status}"


def dmesg_in_dump(run):
    """The log that makedumpfile finds in the dump ends with the crash."""
    return TRIGGERED in run.facts.get("dump.dmesg", ""), f"'{TRIGGERED}' in the dump"


def dmesg_file(run):
    """kdump-tools saved the log beside the dump."""
    return TRIGGERED in run.facts.get("dump.dmesg-file", ""), f"'{TRIGGERED}' in dmesg.*"
