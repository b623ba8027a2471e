"""The journal (電子ジャーナル): an append-only file beside the database, one JSON line per event, each with the hash of the
line before it and a sum of its own. With the newest good backup it brings a lost database back (recovery.py).

A line is written after the database's COMMIT and synced before the sale is acknowledged. So the database is never behind,
and what a torn or missing line held is written again from the database.

With each year a new file begins; those of the years before lie, compressed, in the folder NAME-journals. NAME.anchor
says how far the journal once went: without it nobody sees that whole lines are missing at its end.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import json
import os
import re
import shutil
import zlib
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain, count
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, Protocol

from pos_assist.system import clock
from pos_assist.system.files import put_in_place, remove, scratch, sync_file

VERSION = 2
_CHUNK = 1 << 16
_SUM = re.compile(rb',"sum":"([0-9a-f]{16})"}\n')
_SUM_SIZE = 27  # bytes of it, at the end of a line
_LONGEST = 1 << 28  # bytes of a line that is believed to be one: a catalog of a million items
_FIRST_YEAR = 2026  # no journal is older than the program
_ANCHOR = 96  # bytes, always as many: written in place, within one sector


class JournalRecord(NamedTuple):
    """One line of the journal: the event's number and kind, and its fields."""

    n: int
    kind: str
    fields: dict[str, Any]


class JournalLine(NamedTuple):
    """One line as read back. `record` is None for a line that cannot be read. `sound`: it is as it was written, by its sum;
    a line of a file that says it is of version 1, which has none, by the hash in the line after it, where that can tell."""

    record: JournalRecord | None
    sound: bool
    torn: bool  # the last line, cut off
    raw: bytes


class Readable(Protocol):
    """A file, plain or compressed."""

    def readline(self, size: int = -1, /) -> bytes:
        """As of a file."""


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
        self._anchor = _Anchor(anchor_of(path))

    def append(self, record: JournalRecord) -> None:
        """Write one event and sync. Raises OSError, after which the file is as it was before."""
        if record.n <= self.last:
            raise ValueError(f"event {record.n} after {self.last}")
        line = line_bytes(record, self._previous)
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
        self.last, self._size, self._previous = record.n, self._size + len(line), line_hash(line)
        self._anchor.put(self.last, self._previous)

    def is_in_place(self) -> bool:
        """Whether the file of that name is still the one that is open here."""
        return identity(self.path) == self._is

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._file)
        self._anchor.close()


def open_journal(path: Path, shop: str) -> Journal | None:
    """The shop's journal, its torn last line cut off; None if there is none that is readable and this shop's."""
    try:
        with path.open("rb") as file:
            head = _parse(file.readline(_CHUNK))
            found = _last_line(file)
        if head is None or head.kind != "journal" or head.fields.get("shop") != shop or found is None:
            return None
        last, end, line = found
    except FileNotFoundError:
        return None
    if end < path.stat().st_size:
        with path.open("r+b") as file:
            file.truncate(end)
            os.fsync(file.fileno())
    return Journal(path, last, end, line_hash(line))


def write_journal(path: Path, shop: str, records: Iterable[JournalRecord], first: int) -> Journal:
    """A new journal whose events follow `first`, written under another name and then renamed: all of it or nothing."""
    new = scratch(path.with_suffix(".journal-new"))
    last, previous, size = first, "", 0
    head = {"shop": shop, "version": VERSION, "at": clock.now().isoformat(" ", "seconds")}
    with new.open("wb") as file:
        for record in chain([JournalRecord(first, "journal", head)], records):
            line = line_bytes(record, previous)
            file.write(line)
            last, previous, size = record.n, line_hash(line), size + len(line)
        file.flush()
        os.fsync(file.fileno())
    put_in_place(new, path)
    return Journal(path, last, size, previous)


def read_journal(path: Path) -> Iterator[JournalLine]:
    """Every line in order, those of earlier years first, in bounded memory; neither a damaged one stops the reading nor a year
    that cannot be unpacked: what follows in it is then missing. Raises OSError."""
    for file in (*archives(path), path):
        if file.suffix == ".gz":
            with contextlib.suppress(gzip.BadGzipFile, EOFError, zlib.error), gzip.open(file, "rb") as packed:
                yield from read_lines(raw_lines(packed))
        elif file.exists():
            with file.open("rb") as plain:
                yield from read_lines(raw_lines(plain))


def first_lines(path: Path) -> Iterator[JournalLine]:
    """The line that each of a journal's files begins with, the oldest first; none of a year that cannot be unpacked. Raises
    OSError."""
    for file in (*archives(path), path):
        if (line := _first_line(file)) is not None:
            yield line


def _first_line(file: Path) -> JournalLine | None:
    if file.suffix == ".gz":
        with contextlib.suppress(gzip.BadGzipFile, EOFError, zlib.error), gzip.open(file, "rb") as packed:
            return next(read_lines([packed.readline(_CHUNK)]))
    elif file.exists():
        with file.open("rb") as plain:
            return next(read_lines([plain.readline(_CHUNK)]))
    return None


def raw_lines(file: Readable) -> Iterator[bytes]:
    """The lines of a file as they are. One that does not begin as a line of a journal, as zeros after a power cut, comes in
    pieces: there may be gigabytes of it."""
    while piece := file.readline(_CHUNK):
        if piece.startswith(b"{") and not piece.endswith(b"\n"):
            piece += file.readline(_LONGEST)
        yield piece


def read_lines(lines: Iterable[bytes]) -> Iterator[JournalLine]:
    """The lines of one file, as `read_journal`."""
    waiting: JournalLine | None = None  # a line of version 1: the next one tells whether it is sound
    summed: bool | None = None  # whether a line must have a sum; a file of version 1 goes on with lines that have one
    for raw in lines:
        record = _parse(raw)
        if waiting is not None:
            yield waiting._replace(sound=_vouched(waiting, record))
        sound = is_sound(raw)
        if summed is None:
            summed = record is None or record.kind != "journal" or record.fields.get("version") != 1
        summed = summed or sound is not None
        old = sound is None and not summed
        line = JournalLine(record, record is not None and (sound is True or old), not raw.endswith(b"\n"), raw)
        waiting = line if old and record is not None else None
        if waiting is None:
            yield line
    if waiting is not None:
        yield waiting


def is_sound(raw: bytes) -> bool | None:
    """Whether a line is as it was written, by its own sum; None for one that has none (of version 1)."""
    found = _SUM.fullmatch(raw[-_SUM_SIZE:])
    return None if found is None else _sum(raw[:-_SUM_SIZE]) == found[1]


def _vouched(line: JournalLine, after: JournalRecord | None) -> bool:
    """Whether nothing speaks against a line: the one after it, if it is the very next, has its hash."""
    if line.record is None or after is None or after.n != line.record.n + 1:
        return line.record is not None
    return after.fields.get("prev") == line_hash(line.raw)


# -- years ---------------------------------------------------------------------------------------------------------


def archives(path: Path) -> list[Path]:
    """The journals of earlier years, the oldest first: by the number they begin with, since a clock that was wrong named some
    of them after a year that it was not."""
    name = re.compile(rf"{re.escape(path.stem)}-\d+(-\d+)?\.journal(\.gz)?")
    folder = path.with_name(f"{path.stem}-journals")
    found = {file.name.removesuffix(".gz"): file for file in sorted(folder.glob("*")) if name.fullmatch(file.name)}
    placed: list[tuple[int, int, Path]] = []
    begins = 0
    for _, file in sorted(found.items()):
        head = _head(file)
        begins = head.n if head else begins  # one that cannot be read: behind the year before it
        placed.append((begins, len(placed), file))
    return [file for *_, file in sorted(placed)]


def begin_year(path: Path, shop: str, journal: Journal, year: int) -> Journal:
    """A new journal for another year; what there was lies in the folder of the years before, still to be compressed. Raises
    OSError.

    A journal that is of this year goes on as it is. So does one of a later year where the year is no later than that of the
    journal before: either clock may be the wrong one, and a till whose clock falls back at every start makes no two files a
    day.
    """
    began, earlier = _year(_head(path)), archives(path)
    before = _year(_head(earlier[-1])) if earlier else _FIRST_YEAR - 1
    if began is None or began == year or (began > year and (before is None or year <= before)):
        return journal
    folder = path.with_name(f"{path.stem}-journals")
    folder.mkdir(exist_ok=True)
    names = (f"{path.stem}-{began}{again}.journal" for again in chain([""], (f"-{n}" for n in count(2))))
    kept = next(x for x in map(folder.joinpath, names) if not x.exists() and not x.with_name(f"{x.name}.gz").exists())
    new = write_journal(scratch(path.with_suffix(".journal-year")), shop, [], journal.last)
    journal.close()
    new.close()
    put_in_place(path, kept)  # a cut here leaves no journal: the next start writes one from the database
    put_in_place(new.path, path)
    begun = open_journal(path, shop)
    assert begun is not None
    return begun


def compress_years(path: Path) -> None:
    """Compress what `begin_year` put aside, about tenfold; in a worker. Each file is replaced only once its copy was read
    back. Raises OSError."""
    for file in archives(path):
        if file.suffix == ".gz":
            continue
        new = scratch(file.with_name(f"{file.name}.gz-new"))
        with file.open("rb") as plain, gzip.open(new, "wb", compresslevel=6) as packed:
            shutil.copyfileobj(plain, packed, _CHUNK)
        with file.open("rb") as plain, gzip.open(new, "rb") as packed:
            same = all(plain.read(len(chunk)) == chunk for chunk in iter(partial(packed.read, _CHUNK), b""))
            same = same and not plain.read(1)
        if same:
            sync_file(new)
            put_in_place(new, file.with_name(f"{file.name}.gz"))
            remove(file)
        else:
            new.unlink()


def _head(path: Path) -> JournalRecord | None:
    """The first line of a journal's file, plain or compressed; None where it cannot be read, or is not as it was written."""
    with contextlib.suppress(OSError):
        line = _first_line(path)
        return line.record if line and line.sound else None
    return None


def _year(head: JournalRecord | None) -> int | None:
    try:
        return int(str(head.fields["at"])[:4]) if head else None
    except (KeyError, ValueError):
        return None


# -- the anchor ----------------------------------------------------------------------------------------------------


def anchor_of(path: Path) -> Path:
    """Where the anchor of that journal (or database) is."""
    return path.with_suffix(".anchor")


def read_anchor(path: Path) -> int:
    """The number of the last event that the journal of that path once held; 0 where that is not known."""
    try:
        number, _, _ = anchor_of(path).read_text(encoding="ascii").partition(" ")
        return int(number)
    except (OSError, ValueError):
        return 0


class _Anchor:
    """Number and hash of the last line, in a second place. It is written after the journal was synced, and not synced itself:
    it may be behind, never ahead, and then says less."""

    def __init__(self, path: Path) -> None:
        self._file: int | None = None
        with contextlib.suppress(OSError):  # a help: a disk that cannot take it stops no sale
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)

    def put(self, number: int, digest: str) -> None:
        """Note the last line."""
        if self._file is not None:
            with contextlib.suppress(OSError):
                os.lseek(self._file, 0, os.SEEK_SET)
                os.write(self._file, f"{number} {digest}".ljust(_ANCHOR - 1).encode() + b"\n")

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


# -- lines ---------------------------------------------------------------------------------------------------------


def identity(path: Path) -> tuple[int, int] | None:
    """Which file has that name now; None: none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def line_bytes(record: JournalRecord, previous: str) -> bytes:
    """A line as it is written; `previous` is the hash of the line before it."""
    data = {"n": record.n, "kind": record.kind, "prev": previous, **record.fields}
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()[:-1]
    return body + b',"sum":"' + _sum(body) + b'"}\n'


def _sum(body: bytes) -> bytes:
    return hashlib.sha256(body).hexdigest()[:16].encode()


def line_hash(line: bytes) -> str:
    """The hash by which the next line vouches for this one."""
    return hashlib.sha256(line.rstrip(b"\n")).hexdigest()


def _parse(raw: bytes) -> JournalRecord | None:
    """The record of a whole line, or None."""
    if not raw.endswith(b"\n"):
        return None
    try:
        data = json.loads(raw.decode())
        data.pop("sum", None)
        n, kind = data.pop("n"), data.pop("kind")
        return JournalRecord(n, kind, data) if type(n) is int and n >= 0 and isinstance(kind, str) else None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _last_line(file: BinaryIO) -> tuple[int, int, bytes] | None:
    """Number, end offset and bytes of the last whole line that is as it was written, found from the end: opening must not grow
    with the history, nor with what a power cut left behind that line."""
    for end, line in _lines_from_the_end(file):
        record = _parse(line)
        if record is not None and is_sound(line) is not False:
            return record.n, end, line
    return None


def _lines_from_the_end(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """End offset and bytes of each whole line that may be one of a journal, the last first."""
    start, end = file.seek(0, os.SEEK_END), 0
    while start > 0:
        size = min(_CHUNK, start)
        start -= size
        file.seek(start)
        chunk, cut = file.read(size), size
        while (cut := chunk.rfind(b"\n", 0, cut)) >= 0:
            if end:
                yield from _line_at(file, start + cut + 1, end)
            end = start + cut + 1
    if end:
        yield from _line_at(file, 0, end)


def _line_at(file: BinaryIO, begin: int, end: int) -> Iterator[tuple[int, bytes]]:
    file.seek(begin)
    if end - begin <= _LONGEST and file.read(1) == b"{":
        yield end, b"{" + file.read(end - begin - 1)
