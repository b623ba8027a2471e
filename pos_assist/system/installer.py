"""The system's own installer, opened with a package of this program. This is the one place that knows the difference between systems."""

from __future__ import annotations

import os
import platform
import re
import shutil
import sys
from pathlib import Path

_DEBIAN = {"x86_64": "amd64", "aarch64": "arm64"}


def name_pattern(system: str = sys.platform, machine: str = platform.machine()) -> re.Pattern[str]:
    """What our packages for that computer are called; the one group is the version."""
    if system == "win32":
        return re.compile(r"pos-assist-setup-(\d+(?:\.\d+){1,3})\.exe", re.IGNORECASE)
    return re.compile(rf"pos-assist_(\d+(?:\.\d+){{1,3}})_{_DEBIAN.get(machine, machine)}\.deb")


def is_package(file: Path) -> bool:
    """Whether a file begins as such a package does («MZ» of a Windows program, the `ar` archive of a .deb). Raises OSError."""
    with file.open("rb") as opened:
        begin = opened.read(8)
    return begin[:2] == b"MZ" if sys.platform == "win32" else begin == b"!<arch>\n"


def command(file: Path) -> list[str]:
    """What installs a .deb, also one of a lower version; it asks for an administrator's password."""
    how = ["apt-get", "install", "--yes", "--allow-downgrades", str(file)]
    asks = shutil.which("pkexec")
    return [asks, *how] if asks and os.geteuid() else how


def start(file: Path) -> None:
    """Open the installer and do not wait for it: it can only replace a program that has ended. Raises OSError."""
    if sys.platform == "win32":
        os.startfile(file, arguments="/UPDATE")  # it waits for our end, and asks nothing before
    else:
        how = command(file)
        os.posix_spawnp(how[0], how, os.environ, setsid=True)  # lives on when we end
