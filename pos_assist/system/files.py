"""Files that are replaced whole or not at all."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

from pos_assist.domain.problems import EnvironmentProblem
from pos_assist.storage.journal import put_in_place, sync_file


def replace_file(path: Path, write: Callable[[Path], None]) -> None:
    """Have `write` write to another name; once that is on the disk, give it this one. Raises Environment, the old file as it
    was."""
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
