# SPDX-License-Identifier: GPL-2.0-only
"""kdump-tools in a real Debian system, end to end."""
