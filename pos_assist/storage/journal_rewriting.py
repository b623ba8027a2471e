"""A file of the journal written again, line by line: what a customer who wants to be forgotten is in it goes out.

The lines keep their numbers; hashes and sums are made anew. A damaged line stays a damaged one: it forgets like the others as
far as it can be read, under a sum that is none, and is else as it was.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from pos_assist.storage.journal import JournalRecord, Readable, line_bytes, line_hash, raw_lines, read_lines
from pos_assist.system.files import put_in_place, scratch, sync_file

Change = Callable[[JournalRecord], JournalRecord]
_SUM = re.compile(rb'"sum":"[0-9a-f]{16}(?="\}\n$)')


def would_change(path: Path, change: Change) -> bool:
    """Whether a line of that file is another after `change`. Raises OSError."""
    with _opener(path)(path, "rb") as lines:
        return any(x.record is not None and change(x.record) != x.record for x in read_lines(raw_lines(lines)))


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
                raw = line.raw
                changed = self._change(line.record) if line.record is not None else None
                if changed is not None and (line.sound or changed != line.record):
                    fields = {name: value for name, value in changed.fields.items() if name != "prev"}
                    raw = line_bytes(JournalRecord(changed.n, changed.kind, fields), self._previous)
                    raw = raw if line.sound else _SUM.sub(b'"sum":"' + b"0" * 16, raw)
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


def _opener(path: Path) -> Callable[..., Any]:
    return gzip.open if path.name.endswith((".gz", ".gz-aside")) else open
