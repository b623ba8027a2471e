"""Who a till is among others: (till, life, number of an event). A life is a text that no other till has.

Events are numbered without a gap, in the database and in the journal; which numbers belong to which life is kept with what binds
the shop to others, so that a journal brings it back too. A copy of the file on another computer, or an older copy put back in
its place, begins a new life with its next event: from there its events are others' than those that the first life may still have.
What both have from before is the same, under the same name.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from pos_assist.domain.codec import dumps, loads_json
from pos_assist.domain.settings import portable
from pos_assist.storage.catalog_writing import snapshot
from pos_assist.storage.receipt_rows import recall, remember
from pos_assist.storage.replay import peer_fields, ties_fields
from pos_assist.storage.writer import Writer

_LIVES, _MARK, MAKER = "lives", "machine_mark", "maker"
_MACHINE_ID = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))


class LifeSpan(NamedTuple):
    """The events `first` … `last` that belong to a life. `last` of the newest: the newest event there is."""

    life: str
    first: int
    last: int


def new_life() -> str:
    """A life that nobody has had."""
    return os.urandom(8).hex()


def life_after(life: str) -> str:
    """The life under which an event goes on whose name another till has. It follows from the life before: a till that is put back to
    an older state, and a copy that has the same event, come to the same name for it, so that it cannot be given under two."""
    return hashlib.sha256(f"after {life}".encode()).hexdigest()[:16]


def machine_mark(path: Path) -> str:
    """What a copy of that file, on another computer or in its place, does not have: the computer, the place, the file itself."""
    try:
        state = path.stat()
        itself = f"{state.st_dev}:{state.st_ino}" if state.st_ino else ""
    except OSError:
        itself = ""
    return hashlib.sha256(f"{_machine()}|{path.absolute()}|{itself}".encode()).hexdigest()[:32]


def _machine() -> str:
    for file in _MACHINE_ID:
        try:
            return file.read_text(encoding="ascii").strip()
        except (OSError, ValueError):
            continue
    import uuid  # noqa: PLC0415 — lazy: only Windows, and machines without an id

    return f"{uuid.getnode():x}"  # the network card


def spans(state: Callable[[str], str | None], newest: int) -> list[LifeSpan]:
    """Every span of lives, the oldest first; the first life of a shop comes from the name that it has from its beginning."""
    text = state(_LIVES)
    begun: list[tuple[str, int]] = loads_json(text) if text else [(_first_life(state("shop") or ""), 1)]
    ends = [first - 1 for _, first in begun[1:]] + [newest]
    return [LifeSpan(life, first, last) for (life, first), last in zip(begun, ends, strict=True)]


def note_machine(writer: Writer, path: Path) -> bool:
    """Begin a new life where the file is not the one it was when it was last open; whether it did."""
    mark = machine_mark(path)

    def write(connection: sqlite3.Connection) -> bool:
        known = recall(connection, _MARK)
        if known == mark:
            return False
        remember(connection, _MARK, mark)
        if known is None:
            return False
        newest = newest_event(connection)
        _another_maker(writer, connection)
        put_spans(writer, connection, [*all_spans(connection), LifeSpan(new_life(), newest + 1, newest + 1)])
        return True

    return writer.now(write)


def _another_maker(writer: Writer, connection: sqlite3.Connection) -> None:
    """From here on this file's packs are not the first one's: it may have made others since. That one becomes a maker like any
    other, known as far as this copy goes; whoever gets packs of this one is asked once more whether to trust it."""
    before = recall(connection, MAKER) or recall(connection, "shop") or ""
    serial = int(recall(connection, "pack_serial") or 0)
    catalog = snapshot(connection)
    known = replace(catalog, settings=portable(catalog.settings), removed=(), whole=False)
    row = (before, serial, 0, dumps(known))
    connection.execute("INSERT OR REPLACE INTO peers VALUES (?, ?, ?, ?)", row)
    writer.note(connection, "peer", 0, peer_fields(connection, before))
    remember(connection, MAKER, os.urandom(16).hex())
    remember(connection, "pack_serial", "0")


def newest_event(connection: sqlite3.Connection) -> int:
    """The number of the newest event."""
    ((newest,),) = connection.execute("SELECT coalesce(max(id), 0) FROM events").fetchall()
    return int(newest)


def all_spans(connection: sqlite3.Connection) -> list[LifeSpan]:
    """As `spans`, inside a transaction."""
    return spans(lambda name: recall(connection, name), newest_event(connection))


def put_spans(writer: Writer, connection: sqlite3.Connection, wanted: Iterable[LifeSpan]) -> None:
    """Keep which events belong to which life. A span begins where the next one's before it ends; one that begins where another
    begins takes its place."""
    begun = {first: life for life, first, _ in wanted}
    kept: list[list[object]] = []
    for first in sorted(begun):
        if not kept or kept[-1][0] != begun[first]:
            kept.append([begun[first], first])
    remember(connection, _LIVES, json.dumps(kept))
    writer.note(connection, "ties", 0, ties_fields(connection))


def _first_life(shop: str) -> str:
    return hashlib.sha256(f"life of {shop}".encode()).hexdigest()[:16]
