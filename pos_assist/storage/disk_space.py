"""Room on the disk: a till must say that it runs out before it does, and still be able to finish the sale under way."""

from __future__ import annotations

import contextlib
import os
import shutil
from enum import StrEnum
from pathlib import Path

LOW = 200 * 1_000_000  # bytes: warn
NONE = 50 * 1_000_000  # bytes: no new sale begins
BALLAST = 16 * 1_000_000
_TO_OPEN = 1_000_000  # without it SQLite's shared-memory file could be mapped but not backed (SIGBUS)


class DiskSpace(StrEnum):
    """How much space is left on the disk: ENOUGH, LOW (warn) or NONE (no new sale)."""

    ENOUGH = "enough"
    LOW = "low"
    NONE = "none"


def free_bytes(folder: Path) -> int:
    """Bytes that can still be written there; 0 where no further file can be made (no inodes)."""
    if hasattr(os, "statvfs"):
        found = os.statvfs(folder)
        if found.f_files and not found.f_favail:
            return 0
        return int(found.f_bavail * found.f_frsize)
    return shutil.disk_usage(folder).free


def is_read_only(folder: Path) -> bool:
    """Whether the disk takes nothing at all now."""
    try:
        return hasattr(os, "statvfs") and bool(os.statvfs(folder).f_flag & os.ST_RDONLY)
    except OSError:
        return False


def disk_space(folder: Path) -> DiskSpace:
    """Return whether the disk has enough space for new sales, is low, or has none left."""
    free = free_bytes(folder)
    return DiskSpace.NONE if free < NONE else DiskSpace.LOW if free < LOW else DiskSpace.ENOUGH


def can_open(folder: Path) -> bool:
    """Whether there is enough to open a database at all."""
    return free_bytes(folder) >= _TO_OPEN


class Ballast:
    """A file kept to be deleted when a sale under way meets a full disk, so that the sale can be saved."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def keep(self) -> None:
        """Have it there, if the disk is roomy. Never a reason to fail."""
        with contextlib.suppress(OSError):
            if disk_space(self.path.parent) is DiskSpace.ENOUGH and not self.path.exists():
                with self.path.open("xb") as file:
                    if hasattr(os, "posix_fallocate"):
                        os.posix_fallocate(file.fileno(), 0, BALLAST)
                    else:
                        file.truncate(BALLAST)

    def spend(self) -> bool:
        """Give it up; whether there was any."""
        try:
            self.path.unlink()
        except OSError:
            return False
        return True
