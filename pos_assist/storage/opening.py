"""How the file of a till is opened: checked before anything is written to it, read where nothing can be written, and with the
way back where it is lost or damaged."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from pos_assist.domain.problems import EnvironmentProblem
from pos_assist.storage import backup_files as backups
from pos_assist.storage.connection import (
    SCHEMA_VERSION,
    Reader,
    ReadMode,
    connect_reading,
    connect_writing,
    identify,
    in_words,
)
from pos_assist.storage.disk_space import Ballast, can_open
from pos_assist.storage.lock import is_held
from pos_assist.system import clock
from pos_assist.system.files import remove

_HEAD = 512  # bytes: a shorter file has not even the head of a database
_SMALL = 32_000_000  # bytes: read wholly in about half a second, indexes too
_CANNOT_SHARE = ("SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_FULL", "SQLITE_PERM")


def real_path(path: Path) -> Path:
    """The file behind a link: its lock, journal and backups lie beside it, so that two names are one till."""
    with in_words(path):
        return path.resolve() if path.is_symlink() else path


def open_reading(path: Path) -> Reader:
    """A reader of a file that is ours and current. Where its disk takes no further file (full, or not to be written), and
    nobody has the till open, it is read without one. Raises Environment."""
    with way_out(path), in_words(path):
        held = is_held(path)
        alone = ReadMode.SHARED if held else _alone(path)
        if _version(path, alone) < SCHEMA_VERSION:
            raise EnvironmentProblem("older_database", file=str(path))
        if not held and not can_open(path.parent):  # the shared memory could be mapped and not backed (SIGBUS)
            return Reader(path, alone)
        try:
            with contextlib.closing(connect_reading(path)) as connection:
                connection.execute("SELECT 1 FROM state").fetchall()
        except sqlite3.OperationalError as error:
            name = "_".join((getattr(error, "sqlite_errorname", "") or "").split("_")[:2])
            if held or name not in _CANNOT_SHARE:
                raise
            return Reader(path, alone)
        return Reader(path)


def open_writing(path: Path) -> sqlite3.Connection:
    """The writing connection of a file that is ours, current and sound. The lock is held. Until it is known to be sound
    neither the file nor its log is touched. Raises Environment and what SQLite says."""
    if not can_open(path.parent) and not (Ballast(path.with_suffix(".ballast")).spend() and can_open(path.parent)):
        raise EnvironmentProblem("disk_full", file=str(path))
    unclean = _has_log(path)
    version = _version(path, _alone(path), check=unclean)
    if unclean:  # left by a kill on a full disk it is a trap even when there is room again
        remove(path.with_name(path.name + "-shm"))
    if version < SCHEMA_VERSION:
        backups.make(path, clock.now())
    connection = connect_writing(path)
    try:
        if version < SCHEMA_VERSION:
            from pos_assist.storage.schema import migrate  # noqa: PLC0415 — lazy: sqlite_utils costs 118 ms

            migrate(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def check_whole(path: Path, connection: sqlite3.Connection) -> None:
    """Read all of an open database; of a large one all but the agreement of its indexes. Sales go on meanwhile: for a worker.
    Raises Environment("unreadable")."""
    with way_out(path), in_words(path):
        small = path.stat().st_size < _SMALL
        (result,) = connection.execute(f"PRAGMA {'integrity' if small else 'quick'}_check(1)").fetchone()
        if result != "ok":
            raise EnvironmentProblem("unreadable", file=str(path), detail=result)


@contextlib.contextmanager
def way_out(path: Path) -> Iterator[None]:
    """A lost or damaged file is told with what it can be brought back from: `backup`, the newest good one, and `journal`.

    A file without the head of a database is no shop's, unless a journal or backups of it lie beside it: then it is lost.
    """
    try:
        yield
    except EnvironmentProblem as found:
        if found.code not in ("unreadable", "not_ours"):
            raise
        journal = path.with_suffix(".journal")
        was_ours = (journal.exists() and journal.stat().st_size > 0) or bool(backups.backups(path))
        if found.code == "not_ours" and not was_ours:
            raise
        headless = path.stat().st_size < _HEAD
        good = backups.newest_good(path)
        raise EnvironmentProblem(
            "lost_shop" if headless and was_ours else "unreadable",
            file=str(path),
            detail=found.data.get("detail", ""),
            backup=str(good) if good else "",
            journal=str(journal) if journal.exists() else "",
        ) from found


def _has_log(path: Path) -> bool:
    """Whether the last end was unclean, or the file is open now."""
    wal = path.with_name(path.name + "-wal")
    return wal.exists() and wal.stat().st_size > 0


def _alone(path: Path) -> ReadMode:
    return ReadMode.ALONE if _has_log(path) else ReadMode.IMMUTABLE


def _version(path: Path, way: ReadMode, *, check: bool = False) -> int:
    """The schema version of a file that is ours, else a refusal; `check`: if it is sound."""
    with contextlib.closing(connect_reading(path, way)) as connection:
        version = identify(connection, path)
        connection.execute("SELECT 1 FROM sqlite_schema").fetchall()  # only now SQLite opens what lies beside the file
        if check:
            (result,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            if result != "ok":
                raise EnvironmentProblem("unreadable", file=str(path), detail=result)
        if version == 0:
            raise EnvironmentProblem("unreadable", file=str(path), detail="user_version 0")
        return version
