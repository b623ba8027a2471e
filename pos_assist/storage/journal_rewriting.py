"""A file of the journal written again, line by line: what a customer who wants to be forgotten is in it goes out.

The lines keep their numbers; hashes and sums are made anew. A damaged line stays as it is.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pos_assist.storage.journal import JournalRecord, line_bytes, line_hash, raw_lines, read_lines
from pos_assist.system.files import put_in_place, scratch, sync_file

Change = Callable[[JournalRecord], JournalRecord]


def would_change(path: Path, change: Change) -> bool:
    """Whether a line of that file is another after `change`. Raises OSError."""
    with _opener(path)(path, "rb") as lines:
        return any(
            x.record is not None and x.sound and change(x.record) != x.record for x in read_lines(raw_lines(lines))
        )


def rewrite(path: Path, change: Change) -> None:
    """Put `change` of every line in the place of a journal's file, plain or compressed; it is there as it was until the new
    one is on the disk. Raises OSError."""
    new = scratch(path.with_name(f"{path.name}-new"))
    opened = _opener(path)
    with opened(path, "rb") as lines, opened(new, "wb") as file:
        previous = ""
        for line in read_lines(raw_lines(lines)):
            raw = line.raw
            if line.record is not None and line.sound:
                changed = change(line.record)
                fields = {name: value for name, value in changed.fields.items() if name != "prev"}
                raw = line_bytes(JournalRecord(changed.n, changed.kind, fields), previous)
            previous = line_hash(raw)
            file.write(raw)
    sync_file(new)
    put_in_place(new, path)


def _opener(path: Path) -> Callable[..., Any]:
    return gzip.open if path.name.endswith((".gz", ".gz-aside")) else open
