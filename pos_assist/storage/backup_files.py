"""Dated copies of the database, each checked before it counts, thinned with age."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from pos_assist.domain.problems import EnvironmentProblem
from pos_assist.storage.connection import ReadMode, connect_reading, identify, in_words
from pos_assist.storage.disk_space import LOW, free_bytes
from pos_assist.storage.lock import Lock
from pos_assist.system import clock
from pos_assist.system.files import put_in_place, remove, scratch, sync_file
from pos_assist.system.picture_files import pictures_beside, put_pictures, travelling

_STAMP = "%Y%m%d-%H%M%S"
_KEPT = "kept_pictures"  # the table of a copy that has the items' pictures
_STALE = 86_400  # seconds: an unfinished copy of yesterday is nobody's any more
_DAYS, _WEEKS, _MONTHS = 14, 8, 24


class Contents(NamedTuple):
    """Row counts of a database by which a copy is compared with it."""

    receipts: int
    total: int  # minor units, of all receipts


def folder_of(path: Path) -> Path:
    """Where the backups of that database are."""
    return path.with_name(f"{path.stem}-backups")


def make(path: Path, at: datetime) -> Path:
    """Copy the database while it is in use; the copy's path once it is checked and durable.

    VACUUM INTO from a connection of its own: a sale at the same time is not stopped, and the copy is compact.
    Raises Environment: no_room, backup_failed, or what SQLite says.
    """
    folder = folder_of(path)
    new = folder / f"{path.stem}-{at.strftime(_STAMP)}.db"
    temporary = new.with_suffix(".db-new")
    with in_words(folder):
        folder.mkdir(exist_ok=True)
        for left_by_a_kill in folder.glob("*.db-new*"):
            if not left_by_a_kill.is_dir() and time.time() - left_by_a_kill.stat().st_mtime > _STALE:  # noqa: TID251 — against a file's own time
                remove(left_by_a_kill)
        needed = path.stat().st_size + LOW
        if free_bytes(folder) < needed:
            raise EnvironmentProblem("no_room_for_backup", file=str(folder), megabytes=needed // 1_000_000)
        try:
            with contextlib.closing(connect_reading(path)) as connection:
                before = _contents(connection)
                connection.execute("PRAGMA query_only=0")  # of the copy; the database itself was opened read-only
                connection.execute("VACUUM INTO ?", (str(temporary),))
                after = _contents(connection)
            _with_pictures(temporary, pictures_beside(path))
            sync_file(temporary)
            if not before.receipts <= check(temporary).receipts <= after.receipts:
                raise EnvironmentProblem("backup_failed", file=str(new))
            put_in_place(temporary, new)
        finally:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
    return new


def _with_pictures(backup: Path, folder: Path) -> None:
    """Put the items' pictures into a copy: whoever takes that one file to another computer has them with it."""
    pictures = travelling(folder)
    if not pictures:
        return
    with contextlib.closing(sqlite3.connect(backup, isolation_level=None)) as connection:
        connection.execute(f"CREATE TABLE {_KEPT} (name TEXT PRIMARY KEY, data BLOB NOT NULL) STRICT")
        connection.execute("BEGIN")
        connection.executemany(f"INSERT INTO {_KEPT} VALUES (?, ?)", pictures.items())
        connection.execute("COMMIT")


def bring_pictures_back(path: Path) -> int:
    """Put the pictures that came in a database's backup beside it, where an item has none; how many. Raises Environment."""
    with in_words(path), contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (_KEPT,)).fetchall():
            return 0
        pictures = dict(connection.execute(f"SELECT name, data FROM {_KEPT}").fetchall())
        brought = put_pictures(pictures_beside(path), pictures)
        connection.execute(f"DROP TABLE {_KEPT}")
        connection.execute("VACUUM")
    return brought


def check(path: Path, *, quick: bool = False) -> Contents:
    """Read all of a copy: its structure and its sums; `quick`: not whether its indexes agree (of 1 GB 4 s, not 87 s). Raises Environment: unreadable, not_ours, newer_database."""
    with in_words(path), contextlib.closing(connect_reading(path, ReadMode.IMMUTABLE)) as connection:
        identify(connection, path)
        (result,) = connection.execute(f"PRAGMA {'quick' if quick else 'integrity'}_check(1)").fetchone()
        if result != "ok":
            raise EnvironmentProblem("unreadable", file=str(path), detail=result)
        return _contents(connection)


def schema_of(path: Path) -> int:
    """Which form of the tables a shop's file or a copy of it has; it need not be open. Raises Environment: unreadable, not_ours."""
    with in_words(path), contextlib.closing(connect_reading(path)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def backups(path: Path) -> list[tuple[datetime, Path]]:
    """The backups of that database, the newest first."""
    found = []
    for file in folder_of(path).glob("*.db"):
        if not file.is_file():
            continue
        with contextlib.suppress(ValueError):
            found.append((datetime.strptime(file.stem[len(path.stem) + 1 :], _STAMP), file))
    return sorted(found, reverse=True)


def newest_good(path: Path) -> Path | None:
    """The newest backup that passes the check."""
    for _, file in backups(path):
        with contextlib.suppress(EnvironmentProblem):
            check(file)
            return file
    return None


def thin(path: Path, at: datetime) -> list[Path]:
    """Delete what `kept` does not keep, but never the newest good one; what was deleted."""
    found = backups(path)
    keep = kept((stamp for stamp, _ in found), at)
    doomed = [file for stamp, file in found if stamp not in keep]
    if doomed and (good := newest_good(path)) in doomed:
        doomed.remove(good)
    gone = []
    for file in doomed:
        with contextlib.suppress(OSError):  # held by a program that looks at it, as Windows lets it: next time
            file.unlink()
            gone.append(file)
    return gone


def kept(stamps: Iterable[datetime], at: datetime) -> set[datetime]:
    """All of today; the newest of each of 14 days, 8 weeks and 24 months. What lies in the future is kept too."""
    keep: set[datetime] = set()
    seen: set[tuple[object, ...]] = set()
    today = at.date()
    for stamp in sorted(stamps, reverse=True):
        day = stamp.date()
        if day >= today:
            keep.add(stamp)
        months = (today.year - day.year) * 12 + today.month - day.month
        classes: list[tuple[bool, tuple[object, ...]]] = [
            (today - day <= timedelta(days=_DAYS), ("day", day)),
            (today - day <= timedelta(weeks=_WEEKS), ("week", *day.isocalendar()[:2])),
            (months <= _MONTHS, ("month", day.year, day.month)),
        ]
        for in_range, name in classes:
            if in_range and name not in seen:
                seen.add(name)
                keep.add(stamp)
    return keep


def put_back(path: Path, backup: Path, at: datetime) -> Path:
    """Put a checked backup in the place of a database that is not open; where the replaced file is kept. What the journal
    has beyond it comes back at the next opening. Raises Environment: locked, unreadable, not_ours, or what the system says.
    """
    check(backup)
    lock = Lock(path)
    try:
        with in_words(path):
            new = scratch(path.with_name(f"{path.name}-new"), database=True)
            try:
                shutil.copyfile(backup, new)
                sync_file(new)
            except OSError:
                new.unlink(missing_ok=True)
                raise
            kept = path.with_name(f"{path.stem}-replaced-{at.strftime(_STAMP)}.db")
            for suffix in ("", "-wal", "-shm"):
                file = path.with_name(path.name + suffix)
                if file.exists():
                    put_in_place(file, kept.with_name(kept.name + suffix))
            put_in_place(new, path)
    finally:
        lock.release()
    return kept


def keep(path: Path, connection: sqlite3.Connection, at: datetime) -> Path | None:
    """A backup out of a connection whose file is no longer in its place; None where that failed."""
    folder = folder_of(path)
    new = folder / f"{path.stem}-{at.strftime(_STAMP)}.db"
    temporary = new.with_suffix(".db-new")
    try:
        folder.mkdir(exist_ok=True)
        connection.execute("VACUUM INTO ?", (str(temporary),))
        sync_file(temporary)
        check(temporary)
        put_in_place(temporary, new)
    except (OSError, sqlite3.Error, EnvironmentProblem):
        return None
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
    return new


def set_aside(path: Path, why: str) -> Path | None:
    """Copy the database and its log as they are, after the disk failed; the folder, or None where that failed too."""
    folder = folder_of(path) / f"{why}-{clock.now().strftime(_STAMP)}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file in (path, path.with_name(path.name + "-wal"), path.with_suffix(".journal")):
            if file.exists():
                shutil.copyfile(file, folder / file.name)
    except OSError:
        return None
    return folder


def _contents(connection: sqlite3.Connection) -> Contents:
    return Contents(*connection.execute("SELECT count(*), coalesce(sum(total), 0) FROM receipts").fetchone())
