# SPDX-License-Identifier: GPL-2.0-only
"""The cases: where the VRAM lies, times how the crash kernel is loaded."""

import dataclasses

from vmtest import checks as common
from vmtest.case import Case

from . import arm64, checks, rig

KERNELS = ("6.1", "6.12")
# OVMF puts the framebuffer here; checks.relocated and the like notice if it doesn't
FIRMWARE = 0xc0000000
MIB = 1 << 20
WINDOW = "bb8c4f33-2ba2-4808-9f7f-02f3b4da22fe"
SHOWN = (common.efifb_bound, common.pattern, common.legible)


IN_A_BAR = "QEMU's display is in a PCI BAR, where efifb of 6.1 takes no address from its option"

# The first kernel asks as somebody else, before it loads.
NONROOT = """
run nonroot su -s /bin/sh nobody -c 'kexec-fb show'
run uncapable dropcap 21 kexec-fb show
"""


def _prepare(image, _session):
    image.file("etc/passwd", b"root::0:0::/:/bin/sh\nnobody::65534:65534::/:/bin/sh\n")


@dataclasses.dataclass(frozen=True)
class Guest:
    """One configuration of the guest."""

    name: str
    parameters: str
    base: int
    moved: bool = True
    gen: int = 2
    vram: int = 8 * MIB
    lit: bool = True
    # QEMU can't show a stride that is no multiple of 32 bytes
    shown: tuple = SHOWN
    rig: str = ""           # why QEMU shows something else than Hyper-V would
    foreseen: bool = True   # check says what QEMU shows all the same

    @property
    def situation(self):
        """Checks that the first kernel is what the case is about."""
        return (checks.hyperv_drm_lit if self.lit else checks.hyperv_drm_dark,
                checks.relocated if self.moved else checks.not_relocated)

    @property
    def mode(self):
        """Checks of the geometry handed over."""
        return (common.current_mode,) if self.lit else (common.firmware_mode, checks.told_dark)

    @property
    def machine(self):
        """The fields of Case that depend on the configuration only."""
        report = f"low_mmio={FIRMWARE:#x} fb_base={self.base:#x} fb_size={self.vram:#x}"
        emulation = () if self.lit else (("drm_kms_helper", "fbdev_emulation=0"),)
        return {"display": ("-device", "VGA,vgamem_mb=64"),
                "qemu": ("-acpitable", f"file={rig.acpi_table(self.gen)}"),
                "modules": (("hv_vmbus", f"gen={self.gen} {self.parameters}"),
                            *emulation, ("hyperv_drm", "")),
                "crash_modules": (("reserve_fb_report", report),),
                "own_modules": rig.modules}


GUESTS = (
    Guest("relocated", f"vram_offset=0x900000 region={WINDOW}@0x800000+0x2000",
          FIRMWARE + 0x900000),
    Guest("still", f"vram_offset=0 region={WINDOW}@0x800000+0x2000", FIRMWARE, moved=False),
    Guest("own-base", "vram_base=0xc2000000", 0xc2000000),
    Guest("gen1", f"vram_offset=0x100000 region={WINDOW}@0+0x2000", FIRMWARE + MIB, gen=1),
    Guest("two", "cards=2 vram_offset=0x900000,0x1900000", FIRMWARE + 0x900000),
    Guest("1920x1080", "modes=1920x1080 vram_offset=0x900000", FIRMWARE + 0x900000),
    Guest("1366x768", "modes=1366x768 vram_offset=0x900000", FIRMWARE + 0x900000,
          shown=(common.efifb_bound,), rig="QEMU cannot show that stride", foreseen=False),
    # more VRAM than the picture needs, and than the 8 MiB that are always kept free
    Guest("16mib", "modes=1920x1080 vram_mb=16 vram_offset=0", FIRMWARE, moved=False,
          vram=16 * MIB),
    # the host scans out the new place only after a mode set, so nothing can be seen
    Guest("dark", "vram_offset=0x900000", FIRMWARE + 0x900000, lit=False,
          shown=(common.efifb_bound,),
          rig="QEMU shows the firmware's framebuffer until a mode is set"),
)


def _picture_only():
    """Shell: give plain kexec what kexec-fb gives, but the picture's bytes as lfb_size.

    That is what the EFI stub would write; hv_pci could then take the rest of the VRAM.
    """
    size = "".join(f"\\{byte:03o}" for byte in (1920 * 1080 * 4).to_bytes(4, "little"))
    return f"""
hex=$(kexec-fb show | grep -oE '[0-9a-f]{{128}}')
printf "$(echo "$hex" | sed 's/../\\\\x&/g')" >/tmp/told
data=/sys/kernel/boot_params/data
{{ head -c 28 /tmp/told; printf '{size}'; tail -c +33 /tmp/told; tail -c +65 $data; }} >/tmp/data
mount --bind /tmp/data $data
mount --bind /dev/null /dev/fb0
export KEXEC_FB=off
"""


def _cases():
    for guest in GUESTS:
        for kernel in KERNELS:
            yield from _guest_cases(guest, kernel)


def _guest_cases(guest, kernel):
    name = f"hyperv-{guest.name}"
    first = (common.loaded, *guest.situation)
    kept = (checks.reserved, checks.window_clear)
    plain = {"kernel": kernel, "loader": "plain", **guest.machine,
             "groups": ("hyperv", "hyperv-plain", "x86", "x86-plain", kernel)}
    fb = {"kernel": kernel, **guest.machine, "prepare": _prepare,
          "groups": ("hyperv", "hyperv-fb", "x86", "x86-fb", kernel)}

    yield Case(f"{name}-{kernel}", script=NONROOT, rig=guest.rig,
               unforeseen="" if guest.foreseen else guest.rig,
               baseline=f"plain-{name}-{kernel}",
               checks=(*first, checks.nonroot, checks.uncapable, checks.vram_base, *kept, checks.region_size,
                       *guest.mode, *guest.shown), **fb)
    if guest.lit:
        yield Case(f"plain-{name}-{kernel}", options="-c -p", checks=(*first, common.empty),
                   must_fail=(checks.vram_base, checks.reserved, *guest.shown,
                              *(() if guest.moved else (checks.window_clear,))), **plain)
    else:
        # without /dev/fb0 kexec passes on what the firmware had set: stale
        yield Case(f"plain-{name}-{kernel}", options="-c -p",
                   unforeseen=guest.rig, rig=guest.rig,
                   checks=(*first, checks.firmware_base),
                   must_fail=(checks.vram_base, checks.reserved), **plain)
    if guest.name == "16mib":
        yield Case(f"{name}-picture-{kernel}", options="-c -p", script=_picture_only(),
                   checks=(*first, checks.vram_base, common.size_in_bytes, *guest.shown),
                   must_fail=kept, **fb)
    if guest.name not in ("relocated", "still"):
        return
    stale = (checks.vram_base, checks.reserved) if guest.moved else ()
    yield Case(f"plain-s-{name}-{kernel}", options="-s -p",
               checks=(*first, checks.firmware_base),
               must_fail=(*stale, common.pattern, common.current_mode), **plain)
    if guest.moved:
        # The crash kernel's display is QEMU's, in a PCI BAR, and efifb before 6.9 then takes no
        # address from its option. Hyper-V's display is in none.
        old = kernel == "6.1"
        yield Case(f"{name}-s-{kernel}", options="-s -p",
                   checks=(*first, checks.firmware_base, checks.option_added,
                           *(() if old else guest.shown)),
                   unforeseen=IN_A_BAR if old else "", rig=IN_A_BAR if old else "", **fb)
        yield Case(f"{name}-a-{kernel}", options="-a -p",
                   checks=(*first, checks.vram_base, checks.silent, *guest.shown), **fb)
        yield Case(f"{name}-verbatim-{kernel}", options="-a -p",
                   script="export KEXEC_FB=verbatim",
                   checks=(*first, checks.firmware_base, checks.warned_if),
                   must_fail=(common.pattern,), **fb)


CASES = (*_cases(), *arm64.CASES)
