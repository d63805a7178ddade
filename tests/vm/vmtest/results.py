# SPDX-License-Identifier: GPL-2.0-only
"""What a run leaves behind in its folder: its verdict, and the facts that it rests on."""

import json
import time

from . import checks
from .facts import Facts
from .paths import Failure


def _shown(run):
    """The next kernel's console and pattern were on the screen, whatever the case asserts."""
    try:
        return checks.pattern(run)[0] and checks.legible(run)[0]
    except (Failure, KeyError):
        return False


def keep(run, tested):
    """Write the outcome of RUN; TESTED names what was tested, for kept()."""
    folder = run.out / "facts"
    folder.mkdir()
    for key, value in run.facts.items():
        (folder / key).write_text(value, encoding="utf-8")
    case = run.case
    result = {"case": case.name, "passed": run.passed, "error": run.error,
              "seconds": round(run.seconds, 1), "checks": run.results, "tested": tested,
              "date": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
              "arch": case.arch, "loader": case.loader, "options": case.options,
              "trigger": case.trigger, "baseline": case.baseline,
              "kernel": run.facts.get("first.uname", "").strip(),
              "next_kernel": run.facts.get("crash.uname", "").strip(),
              "driver": run.facts.driver(), "kexec_tools": run.facts.kexec_tools(),
              "shown": _shown(run)}
    # last: a run that is broken off before has no verdict
    (run.out / "result.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


def kept(folder, tested):
    """(result, facts) of a run of the same TESTED that passed, or (None, no facts)."""
    facts, path = Facts(), folder / "result.json"
    result = json.loads(path.read_text(encoding="utf-8")) if tested and path.exists() else {}
    if not result.get("passed") or result.get("tested") != tested:
        return None, facts
    for file in (folder / "facts").iterdir():
        facts[file.name] = file.read_text(encoding="utf-8")
    return result, facts
