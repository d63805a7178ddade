# SPDX-License-Identifier: GPL-2.0-only
"""The notes of loads in {out}/run: what a note says must be true."""


def values(text):
    """The first value of each name."""
    return {line.split(" ")[0]: line.split(" ", 1)[-1]
            for line in reversed(text.splitlines())}


def judge(run, outcome, owns):
    """[what is wrong]; OWNS: which kexecs had the framebuffer."""
    if "KEXEC_FB_RUN" not in dict(run.command.env) or run.allows("other notes"):
        return []
    wrong = []
    for name in ("crash", "crash.new"):
        if name in outcome.notes and not outcome.notes[name].endswith("\nend\n"):
            wrong.append(f"the note {name} is cut short: {outcome.notes[name][-80:]!r}")
    if wrong or "crash" not in outcome.notes:
        return wrong
    note = values(outcome.notes["crash"])
    loaded = owns and run.ends()[min(len(owns), len(run.ends())) - 1] == 0
    if run.command.notes and note["seen"] not in (run.command.screen_info, "nothing"):
        if loaded and "crash.new" not in outcome.notes and outcome.status == 0:
            wrong.append("kexec loaded, and the note is of the load before")
    elif not loaded:
        wrong.append(f"the note is of a load that was not done: {note}")
    elif (note["told"] == "yes") != owns[-1]:
        wrong.append(f"the note says told {note['told']}, but kexec "
                     f"{'had' if owns[-1] else 'did not have'} the framebuffer")
    elif note["told"] == "yes" and note["seen"] != run.command.screen_info:
        wrong.append(f"the note says that {note['seen']} was seen")
    return wrong
