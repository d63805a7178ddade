# SPDX-License-Identifier: GPL-2.0-only
"""virtio-vga: the crash kernel's virtio_pci resets the device, which restores the firmware's mode.

That holds whatever is shown before: a console or a client's 1024x768, which is not the
firmware's mode.
"""

from . import checks
from .build import add_libarchive
from .case import Case

COMPOSITOR = r"""
compositor 3 >/tmp/shown
put shown "$(cat /tmp/shown)"
"""
SHOWN = (checks.efifb_bound, checks.pattern, checks.legible)
RIGHT = (checks.true_base, checks.firmware_bytes, checks.size_in_bytes, *SHOWN)


def client_shown(run):
    """The client says which framebuffers it shows: else the case proves nothing."""
    words = run.facts.need("first.shown").split()
    return words[:1] == ["fb"] and len(words) > 1, " ".join(words)


def _pair(name, kernel, script, situation, *groups):
    machine = {"kernel": kernel, "display": ("-device", "virtio-vga"),
               "modules": (("virtio_pci", ""), ("virtio_gpu", "")),
               "crash_modules": (("virtio_pci", ""),), "script": script}
    # Whether the crash kernel has virtio_pci decides; in later kernels it is no module.
    looks = {"prepare": add_libarchive} if kernel == "6.1" else {}
    yield Case(name, baseline=f"plain-{name}", groups=("virtio", *groups, kernel),
               checks=(checks.loaded, checks.native_driver, *situation, *RIGHT), **looks, **machine)
    yield Case(f"plain-{name}", loader="plain", options="-c -p", must_fail=RIGHT,
               groups=("virtio", *groups, kernel),
               checks=(checks.loaded, checks.native_driver, *situation, checks.empty), **machine)


def cases():
    for kernel in ("6.1", "6.12", "sid"):
        yield from _pair(f"virtio-{kernel}", kernel, "", (), "x86")
        yield from _pair(f"virtio-compositor-{kernel}", kernel, COMPOSITOR, (client_shown,))
    # without a VGA half there is nothing to come back
    machine = {"kernel": "6.1", "display": ("-device", "virtio-gpu-pci"),
               "modules": (("virtio_pci", ""), ("virtio_gpu", "")), "groups": ("virtio", "x86", "6.1")}
    yield Case("virtio-gpu-6.1", baseline="plain-virtio-gpu-6.1",
               checks=(checks.loaded, checks.native_driver, checks.as_plain), **machine)
    yield Case("plain-virtio-gpu-6.1", loader="plain", options="-c -p",
               checks=(checks.loaded, checks.native_driver, checks.empty), **machine)
