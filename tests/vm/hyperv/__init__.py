# SPDX-License-Identifier: GPL-2.0-only
"""hyperv_drm without Hyper-V: its stand-in host, and the cases that use it."""
