# SPDX-License-Identifier: GPL-2.0-only
"""Boot Debian kernels in QEMU, crash them, and judge what the crash kernel sees."""
