"""Files that are replaced whole or not at all, and stay so after a power cut."""

from __future__ import annotations

import contextlib
import os
import re
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path

from pos_assist.domain.problems import EnvironmentProblem

_WINDOWS = os.name == "nt"
BESIDE = ("-wal", "-shm", "-journal")  # what SQLite puts beside a database
# What a data folder holds: a shop's files and folders, and the program's own.
_OURS = re.compile(
    r"(\.(db|db-wal|db-shm|db-new\d*|journal|lock|ballast|sock|journal-aside|anchor|api|relay|relay-state|journals)|-backups|-pictures)$|^(logs|crash-reports|current-shop|updates)$"
    r"|^this-pc"
)


def replace_file(path: Path, write: Callable[[Path], object]) -> None:
    """Have `write` write to another name; once that is on the disk, rename it to `path`. Raises EnvironmentProblem
    (file_unwritable); the old file is then as it was."""
    try:
        new = scratch(path.with_name(f".{path.name}-new"))
    except OSError as error:
        raise EnvironmentProblem("file_unwritable", file=str(path), reason=error.strerror or str(error)) from error
    try:
        write(new)
        sync_file(new)
        put_in_place(new, path)
    except OSError as error:
        raise EnvironmentProblem("file_unwritable", file=str(path), reason=error.strerror or str(error)) from error
    finally:
        with contextlib.suppress(OSError):
            new.unlink(missing_ok=True)


def scratch(path: Path, *, database: bool = False) -> Path:
    """A name to write under until the file is whole: `path`, rid of what a killed run left there. Where a folder of somebody
    has that name the next one that is free. `database`: what SQLite puts beside it likewise. Raises OSError."""
    for n in count(2):
        beside = [path.with_name(path.name + suffix) for suffix in ("", *(BESIDE if database else ()))]
        if not any(x.is_dir() and not x.is_symlink() for x in beside):
            for left in beside:
                remove(left)
            return path
        path = path.with_name(re.sub(r"\d*$", str(n), path.name))
    raise AssertionError("numbers never end")


def remove_database(path: Path) -> None:
    """Remove a database that is not open, and what SQLite put beside it. Raises OSError."""
    for suffix in ("", *BESIDE):
        remove(path.with_name(path.name + suffix))


def only_for_us() -> None:
    """Make new files readable by this account only: receipts, member numbers, hashes of PINs."""
    if os.name != "nt":  # there the folder's rights, which it inherits from the user's profile, say so
        os.umask(0o077)


def keep_private(folder: Path) -> None:
    """Take the rights of other accounts away from a data folder that is there, with all that is in it. Only where everything
    in it is ours: a folder that somebody uses for other things, too, keeps its own rights, and our files lose theirs."""
    if os.name == "nt" or not folder.is_dir():
        return
    with contextlib.suppress(OSError):
        entries = list(folder.iterdir())
        ours = [x for x in entries if _OURS.search(x.name) and not x.is_symlink()]
        for entry in ([folder] if len(ours) == len(entries) else []) + ours:
            _take_rights(entry)


def _take_rights(path: Path) -> None:
    with contextlib.suppress(OSError):
        state = path.stat()
        if state.st_uid == os.geteuid() and state.st_mode & 0o077:
            path.chmod(state.st_mode & 0o7700)


def sync_file(path: Path) -> None:
    """Make a file's contents durable."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def put_in_place(new: Path, path: Path) -> None:
    """Rename a synced file or folder to its name, durably. Raises OSError."""
    patiently(lambda: new.replace(path))
    if os.name == "nt":  # has no call to sync a folder
        return
    handle = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove(path: Path) -> None:
    """Remove a file, if it is there. Raises OSError."""
    patiently(lambda: path.unlink(missing_ok=True))


def patiently(act: Callable[[], object]) -> None:
    """Rename or remove a file. On Windows a virus scanner or the search index may hold it for a moment: try for 2 s. Raises OSError."""
    for left in reversed(range(20)):
        try:
            act()
            return
        except PermissionError:
            if not (_WINDOWS and left):
                raise
            time.sleep(0.1)
