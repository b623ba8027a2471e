"""A file of the journal written again, line by line: what a customer who wants to be forgotten is in it goes out.

The lines keep their numbers; hashes and sums are made anew. A damaged line stays a damaged one, under a sum that is none, and
keeps what a recovery uses of it (replay.py): a sale or money given back its fields, any other its number and kind, one that
cannot be read the number, time and amount of its sale. The rest of it might be a piece of a name.
"""

from __future__ import annotations

import contextlib
import gzip
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from pos_assist.storage.journal import (
    JournalLine,
    JournalRecord,
    Readable,
    line_bytes,
    line_hash,
    raw_lines,
    read_lines,
)
from pos_assist.system.files import put_in_place, scratch, sync_file

Change = Callable[[JournalRecord], JournalRecord]
_SUM = re.compile(rb'"sum":"[0-9a-f]{16}(?="\}\n$)')
_USED = re.compile(
    rb'"kind":"sale"|"number":\d{1,9}\b|"sold_at":"[0-9T:. -]{10,26}"|"total":\d{1,12}\b'
)  # of a line that cannot be read
_ID = re.compile(rb'"(#[0-9a-f]{15})"')  # of a member
_BELIEVED = ("sale", "void", "refund")  # though their line was changed


def would_change(path: Path, change: Change, *, damaged: bool) -> bool:
    """Whether a line of that file is another after `change`; `damaged`: the damaged ones count too. Raises OSError."""
    with _opener(path)(path, "rb") as lines:
        return any(_changed(x, change, damaged) for x in read_lines(raw_lines(lines)))


def rewrite(path: Path, change: Change) -> None:
    """Put `change` of every line in the place of a journal's file, plain or compressed; it is there as it was until the new
    one is on the disk. Raises OSError."""
    rewriting = Rewriting(path, change)
    rewriting.copy()
    rewriting.finish()


class Rewriting:
    """One file on its way. Lines may be appended to it between `copy`, which takes long, and `finish`, which takes what came
    meanwhile: so a sale waits for that alone. Raises OSError."""

    def __init__(self, path: Path, change: Change) -> None:
        self._path, self._change = path, change
        self._new = scratch(path.with_name(f"{path.name}-new"))
        self._at, self._previous = 0, ""
        _opener(path)(self._new, "wb").close()

    def copy(self) -> None:
        """Take over all whole lines that there are."""
        opened = _opener(self._path)
        with opened(self._path, "rb") as lines, opened(self._new, "ab") as file:
            lines.seek(self._at)
            for line in read_lines(self._whole(lines)):
                raw = _written(line, self._change, self._previous)
                self._previous = line_hash(raw)
                file.write(raw)

    def finish(self) -> None:
        """Take over the rest, and put the new file in the old one's place."""
        self.copy()
        sync_file(self._new)
        put_in_place(self._new, self._path)

    def _whole(self, lines: Readable) -> Iterator[bytes]:
        for raw in raw_lines(lines):
            if raw.startswith(b"{") and not raw.endswith(b"\n"):
                return  # being written, or torn: what it holds is in the database
            self._at += len(raw)
            yield raw


def _changed(line: JournalLine, change: Change, damaged: bool) -> bool:
    if line.record is not None and (line.sound or not damaged):
        return change(line.record) != line.record
    return damaged and _damaged(line, change) != line.raw


def _written(line: JournalLine, change: Change, previous: str) -> bytes:
    """A line as it goes into the new file, behind one of that hash."""
    if line.record is None or not line.sound:
        return _damaged(line, change)
    record = change(line.record)
    fields = {name: value for name, value in record.fields.items() if name != "prev"}
    return line_bytes(JournalRecord(record.n, record.kind, fields), previous)


def _damaged(line: JournalLine, change: Change) -> bytes:
    with contextlib.suppress(UnicodeEncodeError):  # half of a sign, written as an escape
        if line.record is not None:
            n, kind, fields = change(line.record)
            kept = {name: value for name, value in fields.items() if kind in _BELIEVED and name != "prev"}
            return _SUM.sub(b'"sum":"' + b"0" * 16, _without_ids(line_bytes(JournalRecord(n, kind, kept), ""), kept))
    end = b"\n" if line.raw.endswith(b"\n") else b""
    return b"{" + b",".join(_USED.findall(line.raw)) + end if line.raw.strip(b"\0\n") else line.raw


def _without_ids(raw: bytes, fields: dict[str, Any]) -> bytes:
    """A changed line without the ids of members but the one that stands in its place."""
    receipt = fields.get("receipt")
    own = str(receipt.get("member", "")).encode() if isinstance(receipt, dict) else b""
    return _ID.sub(lambda found: found[0] if found[1] == own else b'""', raw)


def _opener(path: Path) -> Callable[..., Any]:
    return gzip.open if path.name.endswith((".gz", ".gz-aside")) else open
