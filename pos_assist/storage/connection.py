"""How a database file is opened, and what SQLite's errors mean to a person."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import quote
from weakref import WeakSet

from pos_assist.domain.problems import EnvironmentProblem, system_problem
from pos_assist.storage.disk_space import free_bytes, is_read_only

SQLITE_VERSION = sqlite3.sqlite_version
APPLICATION_ID = 0x504F5341  # «POSA»
SCHEMA_VERSION = 19  # number of migrations in schema.py; kept in the file as user_version

FROM_SQLITE = (sqlite3.Error, UnicodeDecodeError)  # the latter where its message quotes what is damaged
OURS = (sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.InterfaceError)  # a bug, not the machine
_SYNC_FULL = 2
_BUSY_SECONDS = 5.0
_CACHE_KIB = 8192
_DAMAGE = ("Could not decode", "malformed JSON")  # how SQLite speaks of a text of ours that is none any more
_FULL = 2_000_000  # bytes: SQLite's log and shared memory need less than that


def connect_writing(path: Path) -> sqlite3.Connection:
    """The one connection that writes: WAL, synchronous=FULL, foreign keys on, what is deleted overwritten, transactions begun by hand.

    The pragmas are per connection, so they are read back: a file system that cannot do WAL must not pass unnoticed.
    Raises sqlite3.Error, or EnvironmentProblem("no_wal") on such a file system.
    """
    connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        (mode,) = connection.execute("PRAGMA journal_mode=WAL").fetchone()
        if mode != "wal":
            raise EnvironmentProblem("no_wal", file=str(path))
        _set(connection, "synchronous", _SYNC_FULL)
        _set(connection, "foreign_keys", 1)
        _set(connection, "secure_delete", 1)
        _set(connection, "cache_size", -_CACHE_KIB)
    except BaseException:
        connection.close()
        raise
    return connection


class ReadMode(StrEnum):
    """How a file is read."""

    SHARED = ""  # beside the program that writes it
    IMMUTABLE = "&immutable=1"  # nobody writes it and it has no log: on a disk that cannot be written
    ALONE = f"&vfs={'win32' if os.name == 'nt' else 'unix'}-none"  # likewise, but its log counts: no shared memory, no locks


def connect_reading(path: Path, way: ReadMode = ReadMode.SHARED) -> sqlite3.Connection:
    """A connection that can only read and never checkpoints.

    For one thread at a time (see `Reader`); it must not be kept in the middle of a SELECT.
    """
    name = path.absolute().as_posix()  # not as_uri(): SQLite refuses the server that this makes of \\\\server\\share
    uri = f"file://{'' if name.startswith('/') else '/'}{quote(os.fsencode(name), safe='/:')}?mode=ro{way}"
    connection = sqlite3.connect(uri, uri=True, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        if way is ReadMode.ALONE:  # before the first read: the log's index is then kept in this process's memory
            connection.execute("PRAGMA locking_mode=EXCLUSIVE")
        _set(connection, "query_only", 1)
        _set(connection, "wal_autocheckpoint", 0)
        _set(connection, "cache_size", -_CACHE_KIB)
    except BaseException:
        connection.close()
        raise
    return connection


class Reader:
    """Reads of one file, each complete and as of the moment it begins: what was committed before is seen.

    Every thread reads over a connection of its own. On one that threads share, a SELECT begun while another thread's is
    half read joins that one's snapshot and misses what was committed since. Rows are always fetched to the end: an open
    SELECT would also keep the writer from ever starting its log anew.
    """

    def __init__(self, path: Path, way: ReadMode = ReadMode.SHARED) -> None:
        """Open the file for this thread. Raises sqlite3.Error."""
        self._path = path
        self._way = way
        self._mine = threading.local()
        self._all: WeakSet[_Reading] = WeakSet()  # a thread that ends lets go of its own
        self._opening = threading.Lock()
        self._closed = False
        self._mine.reading = self._open()

    def rows(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        """All rows of a SELECT. Raises Environment, and RuntimeError once it is closed."""
        try:
            reading: _Reading | None = getattr(self._mine, "reading", None)
            if reading is None:
                reading = self._mine.reading = self._open()
            with reading.busy:
                if reading.closed:
                    raise RuntimeError("the storage is closed")
                return reading.connection.execute(sql, parameters).fetchall()
        except FROM_SQLITE as error:
            raise problem(error, self._path) from error

    def row(self, sql: str, *parameters: object) -> tuple[Any, ...] | None:
        """The first row, or None."""
        rows = self.rows(sql, *parameters)
        return rows[0] if rows else None

    def another(self) -> sqlite3.Connection:
        """A connection of the same kind, to be closed by whoever asked; for long reading."""
        return connect_reading(self._path, self._way)

    def close(self) -> None:
        """Close every thread's connection; a SELECT under way is finished first."""
        with self._opening:
            self._closed = True
            readings = list(self._all)
        for reading in readings:
            reading.close()

    def _open(self) -> _Reading:
        with self._opening:
            if self._closed:
                raise RuntimeError("the storage is closed")
            reading = _Reading(connect_reading(self._path, self._way))
            self._all.add(reading)
            return reading


class _Reading:
    """One thread's connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.busy = threading.Lock()
        self.closed = False

    def close(self) -> None:
        """Wait for the SELECT under way, then close; twice does no harm."""
        with self.busy:
            self.closed = True
            self.connection.close()

    def __del__(self) -> None:
        """Its thread has ended."""
        self.connection.close()


def identify(connection: sqlite3.Connection, path: Path) -> int:
    """The schema version of an opened file.

    Raises EnvironmentProblem("not_ours") for another program's file, EnvironmentProblem("newer_database") for one of a newer version.
    """
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION_ID:
        raise EnvironmentProblem("not_ours", file=str(path))
    if version > SCHEMA_VERSION:
        raise EnvironmentProblem("newer_database", file=str(path), version=version, known=SCHEMA_VERSION)
    return int(version)


def problem(error: sqlite3.Error | UnicodeDecodeError, path: Path) -> EnvironmentProblem:
    """Return the problem for an SQLite error (sentences: problem_texts.py); `detail` is for support and is in no sentence."""
    name = getattr(error, "sqlite_errorname", "") or ""
    codes = {
        "SQLITE_FULL": "disk_full",
        "SQLITE_BUSY": "database_busy",
        "SQLITE_LOCKED": "database_busy",
        "SQLITE_READONLY": "read_only",
        "SQLITE_CANTOPEN": "cannot_open",
        "SQLITE_PERM": "cannot_open",
        "SQLITE_CORRUPT": "unreadable",
        "SQLITE_NOTADB": "unreadable",
        "SQLITE_IOERR": "disk_error",
    }
    code = codes.get("_".join(name.split("_")[:2]), "database_error")
    if isinstance(error, UnicodeDecodeError) or str(error).startswith(_DAMAGE):
        code = "unreadable"
    elif code == "cannot_open" and not path.parent.is_dir():
        code = "no_such_folder"
    elif code in ("disk_error", "cannot_open") and not sync_failed(error) and is_full(path):
        code = "disk_full"  # SQLite's files have no room: it says so as an error of input and output
    elif code == "disk_error" and not sync_failed(error) and is_read_only(path.parent):
        code = "read_only"  # as a system makes a disk that fails now and then
    return EnvironmentProblem(code, file=str(path), detail=f"{name} {error}".strip())


def is_full(path: Path) -> bool:
    """Whether next to nothing more can be written beside that file."""
    try:
        return free_bytes(path.parent) < _FULL
    except OSError:
        return False


def fault(error: Exception, path: Path) -> EnvironmentProblem | None:
    """The machine's fault behind an error, if it is one; None for a bug of ours."""
    if isinstance(error, EnvironmentProblem):
        return error
    if isinstance(error, FROM_SQLITE) and not isinstance(error, OURS):
        return problem(error, path)
    return system_problem(error, str(error.filename or path)) if isinstance(error, OSError) else None


@contextmanager
def in_words(path: Path) -> Iterator[None]:
    """Turn what SQLite or the system says about that file into an Environment problem. A bug stays what it is."""
    try:
        yield
    except (*FROM_SQLITE, OSError) as error:
        found = fault(error, path)
        if found is None:
            raise
        found.data["file"] = str(path)
        raise found from error


def sync_failed(error: Exception) -> bool:
    """Whether the disk refused to make writes durable: what it holds can no longer be trusted from here."""
    return getattr(error, "sqlite_errorname", "") in ("SQLITE_IOERR_FSYNC", "SQLITE_IOERR_DIR_FSYNC")


def _set(connection: sqlite3.Connection, pragma: str, value: int) -> None:
    connection.execute(f"PRAGMA {pragma}={value}")
    (got,) = connection.execute(f"PRAGMA {pragma}").fetchone()
    if got != value:
        raise RuntimeError(f"PRAGMA {pragma} is {got}, not {value}")
