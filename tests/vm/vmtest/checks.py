# SPDX-License-Identifier: GPL-2.0-only
"""What is asserted of a crash kernel. Each check takes a Run, gives (good, detail)."""

from .screen import legibility, pattern_ratio

EFI_VGA = "EFI VGA"
VESA_VGA = "VESA VGA"
VIDEO_TYPE_EFI = 0x70
VIDEO_TYPE_VLFB = 0x23
VLFB_UNIT = 65536
LEGIBLE = 0.99
# These are not about the screen, and kexec fills them in itself: ext_mem_k, and the old boot
# protocol's cl_magic and cl_offset.
KEXECS_OWN = (*range(0x02, 0x04), *range(0x20, 0x24))


def loaded(run):
    """kexec reported success."""
    status = run.facts.need("first.load.status")
    return status == "0", f"kexec exited {status}"


def true_base(run):
    """The base is where the display controller's memory is, read in the first kernel."""
    base, want = run.facts.screen_info("crash").base, run.facts.bar0()
    return base == want, f"lfb_base {base:#x}, BAR 0 at {want:#x}"


def size_in_bytes(run):
    """lfb_size counts bytes, as the EFI stub's does."""
    info = run.facts.screen_info("crash")
    want = info.stride * info.height
    return info.kind == VIDEO_TYPE_EFI and 0 < want == info.size, \
        f"type {info.kind:#x}, lfb_size {info.size:#x}, picture {want:#x}"


def size_in_units(run):
    """Without EFI lfb_size counts 64 KiB units, and all of the picture is in them."""
    info = run.facts.screen_info("crash")
    picture = info.stride * info.height
    return info.kind == VIDEO_TYPE_VLFB and 0 < picture <= info.size * VLFB_UNIT, \
        f"type {info.kind:#x}, lfb_size {info.size:#x}, picture {picture:#x}"


def current_mode(run):
    """The geometry is the first kernel's current mode, by its own /dev/fb0."""
    info, fb = run.facts.screen_info("crash"), run.facts.fb0("first")
    have = (info.width, info.height, info.depth, info.stride)
    want = tuple(fb.get(k) for k in ("width", "height", "depth", "stride"))
    return have == want, f"mode {have}, first kernel's {want}"


def firmware_mode(run):
    """The geometry is the firmware's, because nothing has set another."""
    info, firmware = run.facts.screen_info("crash"), run.facts.screen_info("first")
    have, want = ((i.width, i.height, i.depth, i.stride) for i in (info, firmware))
    return have == want, f"mode {have}, firmware's {want}"


def mode_changed(run):
    """The first kernel really left the firmware's mode: else the case proves nothing."""
    fb, firmware = run.facts.fb0("first"), run.facts.screen_info("first")
    return (fb.get("width"), fb.get("height")) == (1024, 768) != (firmware.width,
                                                                 firmware.height), \
        f"{fb.get('width')}x{fb.get('height')} after {firmware.width}x{firmware.height}"


def native_driver(run):
    """A driver of the display controller, not the firmware's framebuffer, was in charge."""
    drm = run.facts.get("first.drm", "").split()
    fb = run.facts.get("first.fb", "")
    return bool(drm) and EFI_VGA not in fb, f"drm {' '.join(drm[2:3]) or 'none'}"


def no_fb0(run):
    """The first kernel had no /dev/fb0: else the case proves nothing."""
    return not run.facts.get("first.fb", "").strip(), "no /dev/fb0 in the first kernel"


def firmware_bytes(run):
    """The bytes are the ones the firmware's boot loader left."""
    have, want = (run.facts.screen_info(p).raw for p in ("crash", "first"))
    differ = [f"{i:#04x}: {a:02x} not {b:02x}"
              for i, (a, b) in enumerate(zip(have, want)) if a != b and i not in KEXECS_OWN]
    return not differ, ", ".join(differ) or "all bytes equal"


def efifb_bound(run):
    """The crash kernel's framebuffer driver took it."""
    fb = run.facts.get("crash.fb", "").strip()
    return EFI_VGA in fb, f"fb: {fb or 'none'}"


def vesafb_bound(run):
    """The crash kernel's framebuffer driver for VIDEO_TYPE_VLFB took it."""
    fb = run.facts.get("crash.fb", "").strip()
    return VESA_VGA in fb, f"fb: {fb or 'none'}"


def pattern(run):
    """What the crash kernel painted is on QEMU's screen, each pixel in its place."""
    picture = run.pictures.get("pattern")
    if picture is None:
        return False, "nothing to paint on"
    fb = run.facts.fb0("crash")
    bits = tuple(fb[channel] for channel in ("red", "green", "blue"))
    ratio = pattern_ratio(picture, bits)
    return ratio == 1.0 and min(bits) >= 5, \
        f"pattern {ratio:.4f} of {picture.width}x{picture.height}"


def legible(run):
    """The text of the crash kernel's console can be read on QEMU's screen."""
    picture = run.pictures.get("console")
    if picture is None or "crash.vcsa" not in run.facts:
        return False, "no console"
    rows, cols = map(int, run.facts["crash.vcsa"].split())
    ratio, glyphs = legibility(picture, run.facts.need("crash.vcs"), rows, cols)
    return ratio >= LEGIBLE, f"console {cols}x{rows}, {ratio:.3f} legible, {glyphs} glyphs"


def foreseen(run):
    """Before the crash `kexec-fb check` said whether the console would be legible."""
    status = run.facts.need("first.check.status")
    said = run.facts.need("first.check.out").partition("\n")[0]
    good, detail = legible(run)
    return status == ("0" if good else "1"), f"exit status {status}, {said}; {detail}"


def empty(run):
    """The crash kernel was told about no framebuffer at all."""
    info = run.facts.screen_info("crash")
    return info.base == 0, f"{info}"


def no_framebuffer(run):
    """The crash kernel has no framebuffer device."""
    fb = run.facts.get("crash.fb", "").strip()
    return not fb, f"fb: {fb or 'none'}"


def firmware_framebuffer(run):
    """The first kernel's own framebuffer is the firmware's, so its address is known."""
    fb = run.facts.fb0("first")
    return fb.get("id") == EFI_VGA and fb["base"] > 0, f"fb0 {fb.get('id')} {fb.get('base'):#x}"


def same_framebuffer(run):
    """The crash kernel's framebuffer is the first kernel's, in each number."""
    have, want = run.facts.fb0("crash"), run.facts.fb0("first")
    return bool(want) and have == want, f"{have or 'none'}, first kernel's {want or 'none'}"


def logged(run):
    """The crash kernel's log names the framebuffer at the first kernel's address."""
    want = f"efifb: framebuffer at {run.facts.fb0('first').get('base', 0):#x}"
    return want in run.facts.need("crash.dmesg"), want


def clean_log(run):
    """The crash kernel logged no warning with a backtrace."""
    bad = [line for line in run.facts.need("crash.dmesg").splitlines()
           if "WARNING:" in line or "BUG:" in line or "Call trace:" in line]
    return not bad, bad[0] if bad else "no warning"


def no_new_warning(run):
    """The crash kernel complains about nothing more than it does under plain kexec."""
    have, plain = (r.facts.need("crash.warnings").splitlines() for r in (run, run.baseline()))
    new = [line for line in have if line not in plain]
    return not new, new[0] if new else f"{len(have)} warnings, all plain kexec's, too"


def firmware_works(run):
    """ACPI tables and EFI's run-time services are as under plain kexec."""
    have, plain = (r.facts.need("crash.acpi").splitlines() for r in (run, run.baseline()))
    clock, _, seconds = run.facts.need("crash.rtc").strip().rpartition(" ")
    alive = clock.startswith("rtc-efi") and seconds.isdigit() and int(seconds) > 0
    return alive and bool(have) and have == plain, \
        f"{len(have)} ACPI tables of {len(plain)}, clock {clock} {seconds}"


def kept_out(run):
    """The framebuffer lies in RAM, and the next kernel doesn't use it as such."""
    fb = run.facts.fb0("crash")
    if not fb:
        return False, "no framebuffer"
    used = free_ram(run.facts.need("crash.iomem"), fb["base"], fb["base"] + fb["size"])
    ram = free_ram(run.facts.need("first.iomem"), 0, fb["base"] + 0x10000000)
    return ram > 0 == used, f"{used:#x} bytes of the framebuffer are System RAM"


def free_ram(iomem, start, end):
    """How many bytes of [START, END) are System RAM and not reserved in it."""
    ram = reserved = 0
    inside = False
    for line in iomem.splitlines():
        span, _, name = line.strip().partition(" : ")
        first, last = (int(n, 16) for n in span.split("-"))
        size = max(0, min(last + 1, end) - max(first, start))
        if not line.startswith(" "):
            inside = name == "System RAM"
            ram += size if inside else 0
        elif inside and name == "reserved":
            reserved += size
    return ram - reserved


def kexec_units(run):
    """kexec's own answer for efifb: the size in 64 KiB units, the capabilities lost."""
    info = run.facts.screen_info("crash")
    units = -(-info.stride * info.height // 65536)
    return (info.size, info.capabilities) == (units, 0), f"{info}"


def as_plain_fb(run):
    """The framebuffers are those that plain kexec leaves on the same machine."""
    have, want = (r.facts.get("crash.fb", "").strip() for r in (run, run.baseline()))
    return have == want, f"fb: {have or 'none'}, plain kexec's {want or 'none'}"


def as_plain(run):
    """Exactly what plain kexec leaves on the same machine: nothing was invented."""
    have = run.facts.screen_info("crash").raw
    want = run.baseline().facts.screen_info("crash").raw
    return have == want, f"{have.hex() if have != want else 'equal to plain kexec'}"
