"""A folder into which a register writes its journals (電子ジャーナル): text files that grow, are renamed, turned over, or half written.

Only receipts that are whole are given out, each once; where it is doubtful whether one was given out before, it is given out again: the same
receipt counts once wherever it comes from. No file is changed or locked.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from pos_assist.services.feeds.paper.printed_text import PrintedText
from pos_assist.services.feeds.paper.receipt_text import parts_of
from pos_assist.system.files import replace_file

QUIET = 2.0  # seconds without a change, after which a file is read
GONE = 3_600.0  # seconds without it in the folder, after which a file is forgotten: it may come back under another name
SETTLED = 60.0  # and after which its last receipt is whole, though nothing follows it
_READ = frozenset((".txt", ".csv", ".tsv", ".log", ".jnl", ".ej", ".ejl", ".dat", ".prn", ""))
_LARGEST = 64 << 20  # bytes; a journal of a day has one million
_AT_ONCE = 60  # rows that are given out together: the window must not stand still for them
Take = Callable[[list[str]], bool]  # rows of whole receipts; False: not now
TakeTable = Callable[
    [Path], bool | None
]  # a file with columns, as a whole; False: not now; None: it is to be read as text


@dataclass(slots=True)
class _Known:
    """How far a file was read: so many bytes, and what they were."""

    read: int = 0
    digest: str = ""
    size: int = -1  # when it was looked at last
    changed: int = 0  # its time of change then, in nanoseconds
    since: float = 0.0  # when it was first seen so, by a clock that only goes on
    there: float = 0.0  # when it was in the folder last
    looked: bool = False  # since then: only its last receipt may be left
    done: bool = False  # nothing is left to give out

    def as_kept(self) -> dict[str, object]:
        """What a restart must still know."""
        return {name: value for name, value in asdict(self).items() if name in ("read", "digest")}


class JournalFolder:
    """One folder. `poll` gives out what is new; what was given out is kept in `memory`, which holds no word of any receipt."""

    def __init__(self, folder: Path, memory: Path, take: Take, table: TakeTable = lambda _: None) -> None:
        self.folder = folder
        self.trouble = ""  # why the folder cannot be read, as the machine says it; empty: it can
        self._memory = memory
        self._take = take
        self._table = table
        self._known: dict[str, _Known] = {}
        with suppress(OSError, ValueError, TypeError, AttributeError):
            said = json.loads(memory.read_text(encoding="utf-8"))[str(folder)]
            self._known = {name: _Known(int(x["read"]), str(x["digest"])) for name, x in said.items()}

    def poll(self, now: float) -> int:
        """Look once; how many rows were given out. `now`: seconds of a clock that only goes on."""
        try:
            found = sorted((x for x in os.scandir(self.folder) if _is_journal(x)), key=lambda x: x.stat().st_mtime_ns)
        except OSError as error:
            self.trouble = error.strerror or str(error)
            return 0
        self.trouble = ""
        given = 0
        for entry in found:
            with suppress(OSError):  # gone, or held by the register: the next look will tell
                given += self._look(entry, now)
        self._forget_gone(now)
        if given:
            self._keep({x.name for x in found})
        return given

    def _look(self, entry: os.DirEntry[str], now: float) -> int:
        stat = entry.stat()
        known = self._known.setdefault(entry.name, _Known())
        known.there = now
        if (known.size, known.changed) != (stat.st_size, stat.st_mtime_ns):
            known.size, known.changed, known.since = stat.st_size, stat.st_mtime_ns, now
            known.looked = known.done = False
            return 0
        quiet = now - known.since
        if known.done or quiet < (SETTLED if known.looked else QUIET) or stat.st_size > _LARGEST:
            return 0
        return self._read(Path(entry.path), known, settled=quiet >= SETTLED)

    def _read(self, path: Path, known: _Known, *, settled: bool) -> int:
        data = path.read_bytes()
        if known.read > len(data) or _digest(data[: known.read]) != known.digest:
            other = next((x for x in self._known.values() if x is not known and _begins(data, x)), None)
            known.read, known.digest = (other.read, other.digest) if other else (0, "")  # renamed, or turned over
        if known.read == len(data):
            known.done = True
            return 0
        if (taken := self._table(path)) is not None:
            if taken:
                known.read, known.digest, known.done = len(data), _digest(data), True
            return int(taken)
        given, seen = 0, _hash(data[: known.read])
        for end, rows in _receipts(data, known.read, settled=settled):
            if not self._take(rows):
                return given
            given += len(rows)
            seen.update(data[known.read : end])
            known.read, known.digest = end, seen.hexdigest()
        known.looked, known.done = True, settled or known.read == len(data)
        return given

    def _forget_gone(self, now: float) -> None:
        """A register may write a file a receipt, and somebody take them away."""
        for name, known in list(self._known.items()):
            known.there = known.there or now  # of before a restart
            if now - known.there > GONE:
                del self._known[name]

    def _keep(self, there: set[str]) -> None:
        kept = {name: x.as_kept() for name, x in self._known.items() if x.read and name in there}
        with suppress(OSError):
            text = json.dumps({str(self.folder): kept}, ensure_ascii=False)
            replace_file(self._memory, lambda new: new.write_text(text, encoding="utf-8"))


def _receipts(data: bytes, start: int, *, settled: bool) -> Iterator[tuple[int, list[str]]]:
    """(where they end, rows) of whole receipts from there on, some at a time. The last one is whole where the file has come to rest."""
    if b"\x1b" in data:  # what was sent to a printer, put into a file
        yield from _slips(data, start, settled=settled)
        return
    ends, rows = list[int](), list[str]()
    for end, row in rows_of(data, start):
        ends.append(end)
        rows.append(row)
    gathered, at = list[str](), 0
    parts = list(parts_of(rows))
    for i, part in enumerate(parts):
        if i == len(parts) - 1 and not settled:
            break
        gathered += part
        at += len(part)
        if len(gathered) >= _AT_ONCE or i == len(parts) - 1:
            yield ends[at - 1], gathered
            gathered = []
    if gathered:
        yield ends[at - 1], gathered


def _slips(data: bytes, start: int, *, settled: bool) -> Iterator[tuple[int, list[str]]]:
    """The same of a printer's bytes, slip by slip; they are whole up to a cut."""
    if not settled and not data.rstrip(b"\n\r\0").endswith(
        (b"\x1dV", b"\x1dV\x01", b"\x1bi", b"\x1bm", b"\x1dVA", b"\x1dVB")
    ):
        return
    reader = PrintedText()
    slips = [*reader.feed(data[start:]), *reader.end()]
    for i, slip in enumerate(slips):
        yield len(data) if i == len(slips) - 1 else start, list(slip.rows)


def rows_of(data: bytes, start: int = 0) -> Iterator[tuple[int, str]]:
    """(where it ends, text) of every row that is whole, and of the last one; UTF-16, UTF-8 or Shift JIS."""
    codec = codec_of(data)
    newline, step = (b"\n\0" if codec == "utf-16-le" else b"\0\n", 2) if codec.startswith("utf-16") else (b"\n", 1)
    at = start
    while at < len(data):
        end = data.find(newline, at)
        while end >= 0 and (end - at) % step:
            end = data.find(newline, end + 1)
        end = len(data) if end < 0 else end + len(newline)
        yield end, data[at:end].decode(codec, "replace").strip("\ufeff\r\n\0\x1a")
        at = end


def codec_of(data: bytes) -> str:
    """How a journal is written: by its mark, else UTF-8 where it is that as a whole, else Shift JIS."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16-le" if data[:2] == b"\xff\xfe" else "utf-16-be"
    if data[:2000:2].count(0) > 100 or data[1:2000:2].count(0) > 100:
        return "utf-16-le" if data[1:2000:2].count(0) > data[:2000:2].count(0) else "utf-16-be"
    whole = data[: data.rfind(b"\n") + 1] or data  # a letter may be half written
    try:
        whole.decode("utf-8")
    except UnicodeDecodeError:
        return "cp932"
    return "utf-8"


def _is_journal(entry: os.DirEntry[str]) -> bool:
    name = entry.name
    return entry.is_file() and Path(name).suffix.casefold() in _READ and not name.startswith((".", "~"))


def _begins(data: bytes, known: _Known) -> bool:
    return 0 < known.read <= len(data) and _digest(data[: known.read]) == known.digest


def _digest(data: bytes) -> str:
    return _hash(data).hexdigest()


def _hash(data: bytes) -> hashlib.blake2b:
    return hashlib.blake2b(data, digest_size=12)
