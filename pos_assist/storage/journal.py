"""The journal (電子ジャーナル): an append-only file beside the database, one JSON line per event, each with the hash of the
line before it. With the newest good backup it brings a lost database back (recovery.py).

A line is written after the database's COMMIT and synced before the sale is acknowledged. So the database is never behind,
and what a torn or missing line held is written again from the database.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from pos_assist.system import clock
from pos_assist.system.files import put_in_place

VERSION = 1
_CHUNK = 1 << 16


class JournalRecord(NamedTuple):
    """What a line says: the event's number and kind, and its fields."""

    n: int
    kind: str
    fields: dict[str, Any]


class JournalLine(NamedTuple):
    """One line as read back. `record` is None for a line that cannot be read; `fits`: its hash continues the chain."""

    record: JournalRecord | None
    fits: bool
    torn: bool  # the last line, cut off


class Journal:
    """A journal opened for appending. Use by one thread."""

    def __init__(self, path: Path, last: int, size: int, previous: str) -> None:
        """Not to be called: see `open_journal` and `write_journal`."""
        self.path = path
        self.last = last  # number of the last event it holds
        self._size = size
        self._previous = previous
        self._file = os.open(path, os.O_WRONLY | getattr(os, "O_BINARY", 0))
        self._is = identity(path)

    def append(self, record: JournalRecord) -> None:
        """Write one event and sync. Raises OSError, after which the file is as it was before."""
        if record.n <= self.last:
            raise ValueError(f"event {record.n} after {self.last}")
        line = _line(record, self._previous)
        try:
            os.lseek(self._file, self._size, os.SEEK_SET)
            view = memoryview(line)
            while view:
                view = view[os.write(self._file, view) :]
            os.fsync(self._file)
        except OSError:
            with contextlib.suppress(OSError):  # if this fails too, the next append overwrites from the same place
                os.ftruncate(self._file, self._size)
            raise
        self.last, self._size, self._previous = record.n, self._size + len(line), _hash(line)

    def is_in_place(self) -> bool:
        """Whether the file of that name is still the one that is open here."""
        return identity(self.path) == self._is

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._file)


def open_journal(path: Path, shop: str) -> Journal | None:
    """The shop's journal, its torn last line cut off; None if there is none that is readable and this shop's."""
    try:
        with path.open("rb") as file:
            head = _parse(file.readline())
            if head is None or head.kind != "journal" or head.fields.get("shop") != shop:
                return None
            last, end, line = _last_line(path)
    except FileNotFoundError:
        return None
    if end < path.stat().st_size:
        with path.open("r+b") as file:
            file.truncate(end)
            os.fsync(file.fileno())
    return Journal(path, last, end, _hash(line))


def write_journal(path: Path, shop: str, records: Iterable[JournalRecord], first: int) -> Journal:
    """A new journal whose events follow `first`, written under another name and then renamed: all of it or nothing."""
    new = path.with_suffix(".journal-new")
    last, previous, size = first, "", 0
    head = {"shop": shop, "version": VERSION, "at": clock.now().isoformat(" ", "seconds")}
    with new.open("wb") as file:
        for record in _chain(JournalRecord(first, "journal", head), records):
            line = _line(record, previous)
            file.write(line)
            last, previous, size = record.n, _hash(line), size + len(line)
        file.flush()
        os.fsync(file.fileno())
    put_in_place(new, path)
    return Journal(path, last, size, previous)


def read_journal(path: Path) -> Iterator[JournalLine]:
    """Every line in order, in bounded memory; a damaged one does not stop the reading. Raises OSError."""
    previous = ""
    with path.open("rb") as file:
        for raw in file:
            record = _parse(raw)
            fits = record is not None and record.fields.get("prev") == previous
            yield JournalLine(record, fits, torn=not raw.endswith(b"\n"))
            previous = _hash(raw)


def identity(path: Path) -> tuple[int, int] | None:
    """Which file has that name now; None: none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _chain(first: JournalRecord, rest: Iterable[JournalRecord]) -> Iterator[JournalRecord]:
    yield first
    yield from rest


def _line(record: JournalRecord, previous: str) -> bytes:
    data = {"n": record.n, "kind": record.kind, "prev": previous, **record.fields}
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _hash(line: bytes) -> str:
    return hashlib.sha256(line.rstrip(b"\n")).hexdigest()


def _parse(raw: bytes) -> JournalRecord | None:
    """The record of a whole line, or None."""
    if not raw.endswith(b"\n"):
        return None
    try:
        data = json.loads(raw)
        return JournalRecord(int(data.pop("n")), str(data.pop("kind")), data)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _last_line(path: Path) -> tuple[int, int, bytes]:
    """Number, end offset and bytes of the last whole line, found from the end: opening must not grow with the history.

    The file's first line is known to be whole.
    """
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        window = _CHUNK
        while True:
            start = max(0, size - window)
            file.seek(start)
            *whole, rest = file.read(size - start).split(b"\n")
            stop = size - len(rest)
            for text in reversed(whole[1:] if start else whole):
                line = text + b"\n"
                record = _parse(line)
                if record is not None:
                    return record.n, stop, line
                stop -= len(line)
            window *= 4
