"""Which edits of its records this shop has seen: its own, out of the history, and those that came with packs."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pos_assist.domain.catalog_change import Change
from pos_assist.domain.items import Item
from pos_assist.domain.record_versions import NOTHING, Key, Seen, SeenOf, seen_bytes, seen_from, together
from pos_assist.domain.settings import portable
from pos_assist.storage.catalog_writing import snapshot
from pos_assist.storage.changes import VERSIONS, VERSIONS_KEPT, read_record, version_of
from pos_assist.storage.receipt_rows import recall, recall_number

BY_PACK = "pack"  # what a change is that came with a pack: what it brings has the makers' edits


@dataclass(frozen=True, slots=True)
class RecordVersions:
    """Of one moment. `seen`: of each record that was ever edited; `left_open`: of records that a maker has otherwise and nobody has
    picked between, what that maker had seen; `noted`: the newest change of the history that is in it; `number`: of our edits
    that no pack has yet; `maker`: our name among makers."""

    seen: Mapping[Key, Seen] = field(default_factory=dict)
    left_open: Mapping[str, SeenOf] = field(default_factory=dict)
    noted: int = 0
    number: int = 1
    maker: str = ""
    unpublished: bool = False  # whether there are edits of ours that no pack has
    kept: int = 0  # how often they were kept before: whoever keeps them says which he began with

    def of(self, key: Key) -> Seen:
        """What our record has seen."""
        return self.seen.get(key, NOTHING)

    def open_of(self, maker: str, key: Key) -> Seen:
        """What a record had seen that the maker has otherwise."""
        return self.left_open.get(maker, {}).get(key, NOTHING)

    def with_seen(self, more: SeenOf) -> RecordVersions:
        """With these in place of what there is."""
        return replace(self, seen={**self.seen, **more})

    def edited(self, key: Key, *seen: Seen) -> RecordVersions:
        """After an edit of ours by somebody who had seen all of that."""
        return self.with_seen({key: {**together(self.of(key), *seen), self.maker: self.number}})

    def with_open(self, maker: str, records: SeenOf) -> RecordVersions:
        """With these left open with that maker, in place of what was."""
        others = {name: x for name, x in self.left_open.items() if name != maker}
        return replace(self, left_open={**others, maker: records} if records else others)

    def text(self) -> str:
        """As it is kept; the slow part of keeping it."""
        opened = {maker: seen_bytes(x).decode() for maker, x in self.left_open.items()}
        return json.dumps(
            {"noted": self.noted, "seen": seen_bytes(self.seen).decode(), "open": opened}, ensure_ascii=False
        )


def catalog_with_versions(connection: sqlite3.Connection, after: int = 0) -> tuple[Change, int, RecordVersions]:
    """The catalog, its version and what its records have seen, all of one moment; over a connection of one's own. `after`: the
    highest number that our packs in a shared folder have, which a shop put back to an older state does not remember."""
    connection.execute("BEGIN")
    try:
        return snapshot(connection), version_of(connection), _versions(connection, after)
    finally:
        connection.execute("COMMIT")


def _versions(connection: sqlite3.Connection, after: int) -> RecordVersions:
    text = recall(connection, VERSIONS)
    kept: dict[str, Any] = json.loads(text) if text else {"noted": 0, "seen": "", "open": {}}
    seen = seen_from(kept["seen"].encode()) if kept["seen"] else {}
    left_open = {maker: seen_from(x.encode()) for maker, x in kept["open"].items()}
    maker = recall(connection, "maker") or recall(connection, "shop") or ""
    known = max(
        (x.get(maker, 0) for x in seen.values()), default=0
    )  # also what others have of us, before an older state
    published = max(recall_number(connection, "pack_serial"), after)
    number = max(published, known) + 1
    count = recall_number(connection, VERSIONS_KEPT)
    versions = RecordVersions(seen, left_open, int(kept["noted"]), number, maker, known > published, count)
    return _with_own_edits(connection, versions)


def _with_own_edits(connection: sqlite3.Connection, versions: RecordVersions) -> RecordVersions:
    """With what was edited here since. An edit that was taken back before any pack had it is none."""
    ((newest,),) = connection.execute("SELECT coalesce(max(id), 0) FROM changes").fetchall()
    if newest <= versions.noted:
        return versions
    sql = (
        "SELECT r.kind, r.key, r.before, r.after FROM change_records r JOIN changes c ON c.id = r.change"
        " WHERE c.id > ? AND c.what <> ? AND r.kind <> 'extras' ORDER BY c.id"
    )
    first: dict[Key, str | None] = {}
    last: dict[Key, str | None] = {}
    for kind, key, before, after in connection.execute(sql, (versions.noted, BY_PACK)).fetchall():
        first.setdefault((kind, key), before)
        last[kind, key] = after
    ours = {
        key: {**versions.of(key), versions.maker: versions.number}
        for key, text in last.items()
        if text != first[key] and _travels(key) and _without_marks(key[0], text) != _without_marks(key[0], first[key])
    }
    return replace(versions.with_seen(ours), noted=int(newest), unpublished=versions.unpublished or bool(ours))


def _travels(key: Key) -> bool:
    return key[0] != "settings" or bool(portable({key[1]: ""}))


def _without_marks(kind: str, text: str | None) -> Any:
    """A record without what is of a day and of one shop."""
    value = read_record(kind, text)
    return replace(value, sold_out=False) if isinstance(value, Item) else value
