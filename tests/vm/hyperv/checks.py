# SPDX-License-Identifier: GPL-2.0-only
"""What is asserted where hyperv_drm had the screen. Each check takes a Run."""

import re

from vmtest.paths import Failure

VIDEO_TYPE_EFI = 0x70
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


def hyperv_drm_dark(run):
    """Debian's hyperv_drm had the device, but no mode was set and there is no /dev/fb0."""
    cards = [line.split() for line in run.facts.get("first.drm", "").splitlines()]
    names = [card[2] for card in cards if card[1].endswith(GUID)]
    fb = run.facts.get("first.fb", "").strip()
    return names == ["hyperv_drm"] and not fb, f"drm {names}, fb: {fb or 'none'}"


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


def region_size(run):
    """lfb_size is the driver's whole region, in bytes: what vmbus_reserve_fb() keeps free."""
    info, (start, end) = run.facts.screen_info("crash"), vram(run)
    return (info.kind, info.size) == (VIDEO_TYPE_EFI, end - start + 1), \
        f"type {info.kind:#x}, lfb_size {info.size:#x}, region {end - start + 1:#x}"


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
    """kexec-fb said that -s can't pass the address on: both addresses, and the remedy."""
    said = run.facts.need("first.load.err").strip()
    base, firmware = vram(run)[0], run.facts.screen_info("first").base
    missing = [w for w in (f"{base:#x}", f"{firmware:#x}", "hint: load with -c") if w not in said]
    good = not missing and len(said.splitlines()) == 2
    return good, f"stderr lacks {missing}" if missing else said


def option_added(run):
    """kexec-fb said that it told efifb by the command line, and the crash kernel got that."""
    said = run.facts.need("first.load.err").strip()
    option = f"video=efifb:base:{vram(run)[0]:#x},"
    good = len(said.splitlines()) == 1 and f" {option}" in said and \
        run.facts.need("crash.cmdline").count(option) == 1
    return good, said


def silent(run):
    """kexec-fb said nothing."""
    said = run.facts.need("first.load.err").strip()
    return not said, said or "nothing said"


def warned_if(run):
    """The same, but as what holds if kexec chooses kexec_file_load()."""
    good, said = warned(run)
    return good and said.startswith(
        "kexec-fb: framebuffer handed over for kexec_load() only: if kexec chooses it, "), said


def told_dark(run):
    """With -d kexec-fb said that the mode is the firmware's, and why."""
    said = run.facts.get("first.load.err", "")
    good = "no CRTC is lit" in said and "mode that the firmware set" in said
    return good, "said that no CRTC is lit" if good else "not said that no CRTC is lit"


def _denied(run, who, hint):
    """WHO is told that /proc/iomem hides the address, and what helps; no base is made up."""
    status = run.facts.need(f"first.{who}.status")
    said = run.facts.need(f"first.{who}.err").strip()
    base = re.search(r"^base +(\S+)", run.facts.need(f"first.{who}.out"), re.MULTILINE)
    good = status == "3" and len(said.splitlines()) == 2 and "/proc/iomem" in said \
        and f"hint: {hint}" in said and base is not None and base[1] == "?"
    return good, f"exit {status}, base {base and base[1]}: {said}"


def nonroot(run):
    """Another user is told to become root."""
    return _denied(run, "nonroot", "run as root")


def uncapable(run):
    """Root without CAP_SYS_ADMIN is told what is missing."""
    return _denied(run, "uncapable", "root alone may not read it here: CAP_SYS_ADMIN is missing")
