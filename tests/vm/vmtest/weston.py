# SPDX-License-Identifier: GPL-2.0-only
"""A real compositor on the screen: Debian's weston, drawing with pixman into dumb buffers.

It runs as root on tty1, without a session manager, input devices or a client. Because it needs
many libraries, only the long tests run it.
"""

from . import checks, mapped
from .archive import archive
from .build import add_libarchive
from .case import Case
from .initramfs import tree_libdirs

TRIPLET = "usr/lib/x86_64-linux-gnu"
MODULES = (f"{TRIPLET}/libweston-10/drm-backend.so", f"{TRIPLET}/weston/kiosk-shell.so")
XKB = "usr/share/X11/xkb"

VRAM = 16 << 20     # QEMU's VGA

# What is shown is asked twice: of debugfs here, of the ioctls by kexec-fb.
START = r"""
export XDG_RUNTIME_DIR=/tmp/weston
mkdir -m 700 $XDG_RUNTIME_DIR
weston --backend=drm-backend.so --use-pixman --continue-without-input --idle-time=0 \
	--shell=kiosk-shell.so --tty=1 --drm-device=card0 --no-config >/tmp/weston.log 2>&1 &
for i in $(seq 60); do
	grep -q 'allocated by = weston' /sys/kernel/debug/dri/0/state && break
	sleep 1
done
sleep 3
puttext weston </tmp/weston.log
puttext state </sys/kernel/debug/dri/0/state
put shown "fb $(sed -n 's/^\tfb=\([1-9][0-9]*\)$/\1/p' /sys/kernel/debug/dri/0/state | head -n 1)"
puttext debugfs </sys/kernel/debug/dri/0/framebuffer
"""
HIDE = "umount /sys/kernel/debug\n"


def _add(first, session):
    """Put weston, its modules and the keyboard's tables into the first kernel's initramfs."""
    add_libarchive(first, session)      # virtio_pci in the crash kernel's initrd decides
    source = archive("bookworm", "amd64")
    tree = source.unpack(*source.libraries("weston", "libweston-10-0"), "weston", "xkb-data")
    dirs = [*tree_libdirs(tree, "amd64"), tree / TRIPLET / "weston"]
    first.program("usr/bin/weston", tree / "usr/bin/weston", dirs)
    for module in MODULES:
        first.program(module, tree / module, dirs)
    for path in sorted((tree / XKB).rglob("*")):
        if path.is_file() and not path.is_symlink():
            first.file(path.relative_to(tree), path)


def weston_shown(run):
    """The framebuffer on the screen is weston's: else the case proves nothing."""
    text = run.facts.need("first.state")
    return "allocated by = weston" in text and mapped.shown(run) != [], \
        f"framebuffer {mapped.shown(run)}, weston said: {run.facts.get('first.weston', '')[-200:]!r}"


def not_at_start(run):
    """The crash kernel's base is in video memory, and not where the console's would be."""
    base, start = run.facts.screen_info("crash").base, run.facts.bar0()
    return start < base < start + VRAM, f"lfb_base {base:#x}, video memory from {start:#x}"


def _case(name, situation, right, plain, script=START, **machine):
    """The case NAME on 6.1 and its baseline under plain kexec."""
    common = {"kernel": "6.1", "prepare": _add, "script": script, **machine}
    yield Case(name, baseline=f"plain-{name}", groups=("mapped", "mapped-fb", "weston", "6.1"),
               checks=(checks.loaded, checks.native_driver, *situation, *right), **common)
    yield Case(f"plain-{name}", loader="plain", options="-c -p", must_fail=right,
               groups=("mapped", "mapped-plain", "weston", "6.1"),
               checks=(checks.loaded, checks.native_driver, *situation, *plain), **common)


VIRTIO = (("virtio_pci", ""), ("virtio_gpu", ""))
CASES = (
    # weston does not keep its buffers mapped, so debugfs has no address to compare with
    *_case("weston-bochs-6.1", (weston_shown,),
           (not_at_start, checks.size_in_bytes, *mapped.SHOWN), (checks.empty,), script=START + HIDE, modules=mapped.BOCHS),
    *_case("weston-virtio-6.1", (weston_shown,),
           (checks.true_base, checks.size_in_bytes, checks.firmware_bytes, *mapped.SHOWN),
           (checks.empty,), display=("-device", "virtio-vga"), modules=VIRTIO,
           crash_modules=VIRTIO[:1]),
)
