# SPDX-License-Identifier: GPL-2.0-only
"""What is asserted where hyperv_drm had the screen. Each check takes a Run."""

import re

from vmtest.paths import Failure

GUID = "5620e0c7-8062-4dce-aeb7-520c7ef76171"
REGION = re.compile(r"^ *([0-9a-f]+)-([0-9a-f]+) : (\S+)$", re.MULTILINE)


def vram(run):
    """(first, last) byte of the first card's memory, by the first kernel's /proc/iomem."""
    hits = [(int(start, 16), int(end, 16))
            for start, end, name in REGION.findall(run.facts.need("first.iomem"))
            if name == GUID]
    if len(hits) != 1:
        raise Failure(f"{len(hits)} regions named {GUID} in the first kernel's iomem")
    return hits[0]


def hyperv_drm_lit(run):
    """Debian's hyperv_drm had the screen, and /dev/fb0 is its."""
    cards = [line.split() for line in run.facts.get("first.drm", "").splitlines()]
    names = [card[2] for card in cards if card[1].endswith(GUID)]
    fb = run.facts.get("first.fb", "").split()
    return names == ["hyperv_drm"] and fb[1:2] == ["hyperv_drmdrmfb"], \
        f"drm {names}, fb {' '.join(fb)}"


def relocated(run):
    """The driver's memory is not where the firmware's framebuffer was."""
    base, firmware = vram(run)[0], run.facts.screen_info("first").base
    return 0 != firmware != base, f"VRAM {base:#x}, firmware's framebuffer {firmware:#x}"


def not_relocated(run):
    """The driver's memory is where the firmware's framebuffer was."""
    base, firmware = vram(run)[0], run.facts.screen_info("first").base
    return firmware == base, f"VRAM {base:#x}, firmware's framebuffer {firmware:#x}"


def vram_base(run):
    """The crash kernel was told where the driver's memory really is."""
    base, want = run.facts.screen_info("crash").base, vram(run)[0]
    return base == want, f"lfb_base {base:#x}, VRAM {want:#x}"


def firmware_base(run):
    """The crash kernel was told what the firmware had set, stale or not."""
    have, want = (run.facts.screen_info(p).base for p in ("crash", "first"))
    return have == want, f"lfb_base {have:#x}, firmware's {want:#x}"


def _reported(run, pattern):
    hit = re.search(rf"reserve_fb_report: .*{pattern}", run.facts.get("crash.dmesg", ""))
    return hit is not None, hit.group(0) if hit else f"no report with {pattern}"


def reserved(run):
    """The VMBus driver of before 2026 would keep all of the VRAM free."""
    return _reported(run, f"framebuffer {vram(run)[0]:#x}-.* covered=yes")


def window_clear(run):
    """hv_pci's config window would not get a piece of the VRAM."""
    return _reported(run, "config window 0x.* collides=no")


def warned(run):
    """kexec-fb said that -s can't pass the address on, with both and the remedy."""
    said = run.facts.get("first.load.err", "")
    base, firmware = vram(run)[0], run.facts.screen_info("first").base
    want = (f"{base:#x}", f"{firmware:#x}", "-c")
    missing = [word for word in want if word not in said.lower()]
    return not missing, f"stderr lacks {missing}" if missing else "both addresses and -c named"
