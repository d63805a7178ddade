# SPDX-License-Identifier: GPL-2.0-only
"""The screen changes after the crash kernel was loaded, with kexec-fb refresh and without.

These cases call refresh; kdump/ tests the events that start it in a Debian system.
"""

import re

from hyperv import checks as hyperv
from hyperv import rig

from . import checks, mapped
from .case import Case
from .kernel import kernel as debian_kernel

FIRMWARE = 0xc0000000
WINDOW = "bb8c4f33-2ba2-4808-9f7f-02f3b4da22fe"
LATE = {"hv_vmbus": f"gen=2 vram_offset=0x900000 region={WINDOW}@0x800000+0x2000",
        "hyperv_drm": ""}
# The display's driver comes after the load, as it does if udev is slower than kdump.
DRIVER = """
while read -r file args; do insmod /modules/$file $args; done </modules/late
for _ in 1 2 3 4 5 6 7 8 9 10; do
	grep -q hyperv_drm /proc/fb && break
	sleep 1
done
screen
"""
COMPOSITOR = mapped.COMPOSITOR.format(mode="")
BACK = """
killall compositor
sleep 2
screen
"""
REFRESH = """
run refresh kexec-fb refresh
put note "$(cat /run/kexec-fb/crash)"
run again kexec-fb refresh
"""
SAID = re.compile(r"^kexec-fb: loading the crash kernel again: the screen was .* at (0x[0-9a-f]+), "
                  r"and is .* at (0x[0-9a-f]+)\n", re.MULTILINE)
SHOWN = (checks.efifb_bound, checks.pattern, checks.legible)


def _late(version):
    """A `prepare` that puts the driver where the first kernel does not load it by itself."""
    def prepare(image, _session):
        debian = debian_kernel(version, "amd64")
        lines = []
        for name, data in debian.load_order(LATE, rig.modules(debian, "amd64")):
            image.file(f"modules/{name}.ko", data)
            lines.append(f"{name}.ko {LATE.get(name, '')}\n")
        image.file("modules/late", "".join(lines).encode())
    return prepare


def refreshed(run):
    """It loaded once, said in one line what had changed, and had nothing to do after that."""
    said = run.facts.need("first.refresh.err")
    hit = SAID.search(said)
    status = [run.facts.need(f"first.{key}.status") for key in ("refresh", "again")]
    quiet = not run.facts.need("first.again.err") and not run.facts.need("first.again.out")
    return status == ["0", "0"] and hit is not None and hit[1] != hit[2] and quiet, said.strip()


def came_late(run):
    """The crash kernel was loaded while the firmware's framebuffer was on the screen."""
    before = run.facts.need("first.before")
    return checks.EFI_VGA in before, f"fb when it was loaded: {before.strip()}"


BEFORE = "put before \"$(cat /proc/fb)\"\n"


def _hyperv(version):
    base = {"kernel": version, "display": ("-device", "VGA,vgamem_mb=64"),
            "qemu": ("-acpitable", f"file={rig.acpi_table(2)}"), "prepare": _late(version),
            "script": BEFORE, "groups": ("refresh", "x86", "hyperv", version)}
    situation = (checks.loaded, came_late, hyperv.hyperv_drm_lit, hyperv.relocated)
    right = (hyperv.vram_base, *SHOWN)
    yield Case(f"refresh-hyperv-{version}", after=DRIVER + REFRESH,
               checks=(*situation, refreshed, hyperv.region_size, checks.current_mode, *right),
               baseline=f"stale-hyperv-{version}", **base)
    yield Case(f"stale-hyperv-{version}", after=DRIVER, checks=(*situation, hyperv.firmware_base),
               must_fail=(hyperv.vram_base, checks.pattern, checks.legible), **base)


def _bochs():
    """6.1's bochs shows a client's buffers where they lie, fbcon's at the memory's start."""
    base = {"kernel": "6.1", "modules": mapped.BOCHS, "groups": ("refresh", "x86", "6.1")}
    to = (checks.loaded, checks.native_driver, mapped.not_at_start)
    back = (checks.loaded, checks.native_driver)
    yield Case("refresh-compositor-6.1", after=COMPOSITOR + REFRESH,
               checks=(*to, refreshed, *mapped.RIGHT), baseline="stale-compositor-6.1", **base)
    yield Case("stale-compositor-6.1", after=COMPOSITOR, checks=(*to, checks.true_base),
               must_fail=(mapped.at_shown_buffer, checks.pattern, checks.legible), **base)
    yield Case("refresh-console-6.1", script=COMPOSITOR, after=BACK + REFRESH,
               checks=(*back, refreshed, checks.true_base, checks.size_in_bytes, *SHOWN),
               baseline="stale-console-6.1", **base)
    yield Case("stale-console-6.1", script=COMPOSITOR, after=BACK,
               checks=(*back, mapped.at_shown_buffer),
               must_fail=(checks.true_base, checks.pattern, checks.legible), **base)


def cases():
    """All of them."""
    for version in ("6.1", "6.12"):
        yield from _hyperv(version)
    yield from _bochs()
