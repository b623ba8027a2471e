"""Files that are replaced whole or not at all, and stay so after a power cut."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable
from pathlib import Path

from pos_assist.domain.problems import EnvironmentProblem


def replace_file(path: Path, write: Callable[[Path], object]) -> None:
    """Have `write` write to another name; once that is on the disk, rename it to `path`. Raises EnvironmentProblem
    (file_unwritable); the old file is then as it was."""
    new = path.with_name(f".{path.name}-new")
    try:
        write(new)
        sync_file(new)
        put_in_place(new, path)
    except OSError as error:
        raise EnvironmentProblem("file_unwritable", file=str(path), reason=error.strerror or str(error)) from error
    finally:
        with contextlib.suppress(OSError):
            new.unlink(missing_ok=True)


def sync_file(path: Path) -> None:
    """Make a file's contents durable."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def put_in_place(new: Path, path: Path) -> None:
    """Rename a synced file to its name, durably. On Windows a virus scanner may hold it for a moment: try for 2 s."""
    for left in reversed(range(20)):
        try:
            new.replace(path)
            break
        except PermissionError:
            if os.name != "nt" or not left:
                raise
            time.sleep(0.1)
    if os.name == "nt":  # has no call to sync a folder
        return
    handle = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
