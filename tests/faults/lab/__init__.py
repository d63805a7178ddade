# SPDX-License-Identifier: GPL-2.0-only
"""Fault injection: what tests/faults/run is made of."""
