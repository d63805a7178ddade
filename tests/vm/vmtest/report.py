# SPDX-License-Identifier: GPL-2.0-only
"""Before and after: what plain kexec left and what the case under test left."""

import os
import pathlib

from . import checks
from .cases import CASES
from .paths import Failure

COLUMNS = ("case", "lfb_base", "mode", "stride", "lfb_size", "framebuffer driver",
           "console", "pattern", "picture")


def baselines(cases):
    """The plain kexec cases that belong to CASES."""
    return [CASES[case.baseline] for case in cases if case.baseline]


def pairs(session, runs):
    """[(plain run, run)] of the RUNS that have a plain baseline; both are run if need be."""
    return [(session.run(CASES[run.case.baseline]), run)
            for run in runs if run.case.baseline]


def row(run, beside):
    """One line of the table; pictures are named relative to the folder BESIDE."""
    try:
        info = run.facts.screen_info("crash")
    except Failure:
        return (run.case.name, *["?"] * 7, "")
    readable, painted = checks.legible(run)[0], checks.pattern(run)[0]
    picture = run.out / "console.png"
    return (run.case.name, f"{info.base:#x}", f"{info.width}x{info.height}", str(info.stride),
            f"{info.size:#x}", run.facts.get("crash.fb", "").strip() or "none",
            "legible" if readable else "not legible",
            "in place" if painted else "not seen",
            os.path.relpath(picture, beside) if picture.exists() else "")


def table(rows, markdown=False):
    """ROWS under COLUMNS, aligned for a terminal or as markdown."""
    rows = [COLUMNS, *rows]
    if markdown:
        lines = [f"| {' | '.join(r)} |" for r in rows]
        return "\n".join([lines[0], "|---" * len(COLUMNS) + "|", *lines[1:]]) + "\n"
    widths = [max(len(r[i]) for r in rows) for i in range(len(COLUMNS))]
    return "".join("  ".join(c.ljust(w) for c, w in zip(r, widths)).rstrip() + "\n" for r in rows)


def write(path, before_after):
    """Write the table of [(plain run, run)] to PATH (markdown if it ends in .md)."""
    path = pathlib.Path(path)
    rows = [row(run, path.parent) for pair in before_after for run in pair]
    path.write_text(table(rows, path.suffix == ".md"), encoding="utf-8")
    return path
