"""Which versions run here: for «About», a problem report and a crash report."""

from __future__ import annotations

import platform

from pos_assist.storage.connection import SQLITE_VERSION
from pos_assist.system.version import version


def versions() -> dict[str, str]:
    """Name of each part -> its version, the operating system's as «system». Qt, which only the windows know, is not in it."""
    return {
        "pos-assist": str(version()),
        "Python": platform.python_version(),
        "SQLite": SQLITE_VERSION,
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
    }
