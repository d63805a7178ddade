# SPDX-License-Identifier: GPL-2.0-only
"""Programs of a newer release than this system's, from packages unpacked beside it."""

from .archive import archive
from .paths import VM_DIR, once

RELEASE = "sid"
BESIDE = VM_DIR / "beside"


@once
def command(*packages):
    """What to put before a command line so that the programs of PACKAGES are found."""
    source = archive(RELEASE, "amd64")
    return (str(BESIDE), str(source.unpack(*source.installation(*packages))))
