# SPDX-License-Identifier: GPL-2.0-only
"""What tests/faults/run says must hold.  Each function returns what is wrong.

Run.may names what is allowed in this run though not in others:
  silent          kexec-fb's lines may be lost, or be others
  no second try   kexec failed, and there is a reason not to start another
  gone            the child had said that it is kexec from now on, and died
  incomplete      a recording lacks what this machine could not be asked
  not run         kexec itself could not be executed
  loader          the program itself could not be loaded
  twice           kexec succeeded, and another had to be started all the same
  no fb0, no pdeath, other NAME, other picture, other mounts: see fake.py
"""

import json
import signal

from . import fake, notes

VERDICTS = ("kexec-fb: framebuffer not handed over", "kexec-fb: cannot run")
HINT = "kexec-fb: hint: "
ADDED = "kexec-fb: video=efifb:"     # to the next kernel's command line
REFRESHING = ("kexec-fb: loading the crash kernel again: ",
              "kexec-fb: the crash kernel that was loaded before stays, ")
DENIALS = ("no:", "unknown:", "not known:", "{")   # of check, which explains on stdout
NOT_RUNNABLE = (126, 127)
LOADER = "error while loading shared libraries: "
NO_SPACE = ("No space left on device", "no space left for the copy")


def sent_signal(run, roles="P"):
    """(the signal that kexec-fb itself gets in this run, or 0)"""
    if run.signal:
        return run.signal
    for fault in run.faults:
        role, _, _, action, value = fault.split(":")[:5]
        if action == "s" and role in roles:
            return int(value)
    return 0


def everywhere(run, outcome, before, after):
    """What no command may do."""
    wrong = []
    if outcome.hung:
        wrong.append("it hung")
    elif outcome.seconds > run.patience:
        wrong.append(f"it took {outcome.seconds:.0f} s")
    if outcome.left:
        wrong.append(f"{outcome.left} processes were left running")
    if before != after:
        wrong.append(f"left behind: {[pair for pair in zip(before, after) if pair[0] != pair[1]]}"
                     [:400])
    return wrong


def lines(run, outcome, handed_over):
    """One line says why the framebuffer was not handed over, and none says more."""
    if run.allows("silent") or run.stderr != "pipe" or 2 in run.closed:
        return []
    got = outcome.stderr.splitlines()
    verdicts = [line for line in got if line.startswith(VERDICTS)]
    others = [line for line in got if line not in verdicts and
              not line.startswith((HINT, *REFRESHING)) and
              not (run.command.sees == "argv" and line.startswith(ADDED))]
    wrong = []
    wanted = {0 if handed_over else 1} | ({2} if run.allows("not run") else set())
    if len(verdicts) not in wanted:
        wrong.append(f"{len(verdicts)} lines say why: {got}")
    if others and not run.allows("other lines"):
        wrong.append(f"other lines: {others}")
    return wrong


def interrupted(run, outcome, owns, status):
    """A signal that ends kexec ends kexec-fb, and no other kexec is started then."""
    sig = sent_signal(run)
    if outcome.status == -sig:
        return [] if len(owns) <= 1 else [f"ended by signal {sig} after {len(owns)} kexecs"]
    if owns == [True] and outcome.status == status:
        return []               # it came too late
    if run.allows("ignored") or sig == signal.SIGPIPE:   # which kfb_say() takes for its own
        return None
    return [f"signal {sig} was lost: {len(owns)} kexecs, status {outcome.status}: "
            f"{outcome.stderr.strip()}"]


def required(run, outcome, owns, status):
    """KEXEC_FB=require: with the framebuffer, or not at all."""
    if not owns:
        allowed = (1, *NOT_RUNNABLE) if run.allows("not run") else (1,)
        return [] if outcome.status in allowed else \
            [f"status {outcome.status} though nothing was loaded"]
    if owns != [True]:
        return [f"kexec was run without the framebuffer: {owns}"]
    return [] if outcome.status == status else [f"status {outcome.status}, kexec's was {status}"]


def automatic(run, outcome, owns, status):
    """Plain kexec runs, whatever happens; a second one only behind a failed one of ours."""
    failed = bool(run.ends()[0])
    if not owns:
        if run.allows("not run") and outcome.status in NOT_RUNNABLE:
            return []
        return [f"kexec was not run; status {outcome.status}: {outcome.stderr[-300:].strip()}"]
    if owns not in ([True], [False], [True, False]):
        return [f"kexecs with the framebuffer: {owns}"]
    if owns == [True, False] and not failed and not run.allows("twice"):
        return ["a second kexec though the first succeeded"]
    if run.allows("not run") and outcome.status in NOT_RUNNABLE:
        return []
    if owns == [True] and failed and not run.allows("no second try"):
        return [f"kexec failed ({outcome.status}) and was not tried without the framebuffer"]
    return [] if outcome.status == status else [f"status {outcome.status}, kexec's was {status}"]


def kexec(run, outcome, baseline):
    """exec: a kexec is run that differs in what it has to."""
    if not baseline.kexecs:
        return ["the fake kexec itself does not run like this"]
    if run.allows("loader") and outcome.status == NOT_RUNNABLE[1] and LOADER in outcome.stderr:
        return []
    wrong, owns = [], []
    for number, record in enumerate(outcome.kexecs, 1):
        if "end" not in record and sent_signal(run):
            owns.append(True)   # it was ended while it told
            continue
        bad, own = fake.judge(record, baseline.kexecs[0], run.command,
                              run.may | run.command.may)
        wrong += [f"kexec {number} of {len(outcome.kexecs)}: {text}" for text in bad]
        owns.append(own)
    wrong += notes.judge(run, outcome, owns)
    status = run.ends()[min(len(owns), len(run.ends())) - 1] if owns else None
    if status and run.command.promise == "refreshed":
        status = 1
    if sent_signal(run):
        verdict = interrupted(run, outcome, owns, status)
        if verdict is not None:
            return wrong + verdict
    if run.allows("gone") and not owns and outcome.status < 0:
        return wrong
    judge = required if run.mode == "require" else automatic
    wrong += judge(run, outcome, owns, status)
    if not wrong:
        wrong += lines(run, outcome, owns == [True])
    if run.allows("full") and not any(text in outcome.stderr for text in NO_SPACE):
        wrong.append(f"it did not get full: {outcome.stderr.strip()}")
    if run.allows("handed over") and owns[:1] != [True]:
        wrong.append(f"the framebuffer was not handed over: {outcome.stderr.strip()}")
    return wrong


def refreshed(run, outcome, baseline):
    """refresh, where the screen has changed: exec, or the old load stays and a line says so."""
    if not outcome.kexecs and outcome.status > 0:
        return notes.judge(run, outcome, []) + explained(run, outcome)
    return kexec(run, outcome, baseline)


def watched(run, outcome, _baseline):
    """refresh --watch-vt: one switch is followed by one load, until the signal at the end comes."""
    wrong = []
    for record in outcome.kexecs:
        if not fake.has_own_files(record, None, run.command, ()):
            wrong.append("kexec was run without the framebuffer")
    if outcome.status == -signal.SIGTERM and len(outcome.kexecs) == 1:
        return wrong
    if outcome.status == 1 and len(outcome.kexecs) <= 1 and (
            "virtual terminals cannot be watched" in outcome.stderr or run.allows("silent")):
        return wrong
    return [*wrong, f"status {outcome.status}, {len(outcome.kexecs)} kexecs: "
            f"{outcome.stderr.strip()}"]


def values(text):
    """What was printed, without who says so."""
    if text.startswith("{"):
        answer = json.loads(text)
        return {k: v for k, v in answer.items() if k not in ("origin", "device")}
    return [line.split()[:2] for line in text.splitlines() if line[:1].islower()]


def ended_well(run, outcome):
    """Of a command that loads nothing: an exit, or the signal that it or its child got."""
    sig = sent_signal(run, "PC")
    if outcome.status >= 0 or -outcome.status in (sig, signal.SIGPIPE if not sig else sig):
        return []
    return [f"ended by signal {-outcome.status}"]


def explained(run, outcome):
    """A failure has a line."""
    if outcome.status <= 0 or run.allows("silent") or run.stderr != "pipe" or 2 in run.closed or \
            "kexec-fb: " in outcome.stderr or outcome.stdout.startswith(DENIALS):
        return []
    return [f"status {outcome.status} without a word"]


def answer(run, outcome, baseline):
    """show: the right answer, or a failure that says so; nothing between."""
    wrong = ended_well(run, outcome) + explained(run, outcome)
    if outcome.kexecs:
        wrong.append("it ran kexec")
    if outcome.status == 0 and not sent_signal(run) and not run.allows("other picture"):
        try:
            same = values(outcome.stdout) == values(baseline.stdout)
        except ValueError:
            same = False
        if not same:
            wrong.append(f"status 0, but: {outcome.stdout[:300]!r}")
    return wrong


def recording(run, outcome, baseline):
    """record: a recording that is complete, or a failure that says so."""
    wrong = ended_well(run, outcome) + explained(run, outcome)
    if outcome.status == 0 and not sent_signal(run) and not run.allows("incomplete") and \
            outcome.stdout != baseline.stdout:
        wrong.append(f"status 0, but: {outcome.stdout[:300]!r}")
    return wrong


def refusal(run, outcome, _baseline):
    """exec, told to run itself: it says so, once."""
    wrong = lines(run, outcome, False)
    if outcome.status not in NOT_RUNNABLE or outcome.kexecs:
        wrong.append(f"status {outcome.status}, {len(outcome.kexecs)} kexecs")
    return wrong


PROMISES = {"kexec": kexec, "refreshed": refreshed, "watched": watched, "answer": answer,
            "recording": recording, "refusal": refusal}


def judge(run, outcome, baseline, before, after):
    """All that is wrong."""
    wrong = everywhere(run, outcome, before, after)
    return wrong or PROMISES[run.command.promise](run, outcome, baseline)
