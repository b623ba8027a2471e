"""The manager's edits: each one transaction, written down as the records before and after it, and taken back from there.

A record is named by its kind (the table) and its key; keys of two codes are joined with a TAB, which no code contains.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from pos_assist.domain.catalog_change import Change, Edit, key_text
from pos_assist.domain.codec import dumps, encode, loads, loads_json, stored_time
from pos_assist.domain.deals import Deal
from pos_assist.domain.items import Department, Item, Pairing, Perk, Upgrade
from pos_assist.domain.problems import Refused
from pos_assist.storage.catalog import Catalog
from pos_assist.storage.catalog_writing import apply, snapshot
from pos_assist.storage.change_checks import check_whole, refuse_if_named, refuse_other_prices
from pos_assist.storage.connection import Reader
from pos_assist.storage.part import StoragePart
from pos_assist.storage.receipt_rows import Rows, recall_number, remember
from pos_assist.storage.replay import edit_fields
from pos_assist.storage.writer import Writer

VERSIONS, VERSIONS_KEPT = "record_versions", "record_versions_kept"  # in `state`
KINDS = ("items", "departments", "upgrades", "pairings", "deals", "perks", "settings", "extras")
Key = tuple[str, str]  # kind, key
RECORD_TYPES: dict[str, type] = {
    "items": Item, "departments": Department, "upgrades": Upgrade, "pairings": Pairing, "deals": Deal, "perks": Perk
}  # fmt: skip
_COLUMNS = {  # what the key of a record is in its table, and where its JSON is
    "items": ("code", "value"),
    "departments": ("code", "value"),
    "upgrades": ("from_item || char(9) || to_item", "value"),
    "pairings": ("trigger_item || char(9) || addon", "value"),
    "deals": ("id", "value"),
    "perks": ("id", "value"),
    "settings": ("name", "value"),
    "extras": ("kind || char(9) || key", "data"),
}


class RecordChange(NamedTuple):
    """One record as an edit found it and left it: JSON (a setting: its text), None where there was or is none."""

    kind: str
    key: str
    before: str | None
    after: str | None

    @property
    def values(self) -> tuple[Any, Any]:
        """Before and after as values: a record of the catalog, of a setting its text, of other columns a mapping."""
        return read_record(self.kind, self.before), read_record(self.kind, self.after)


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One edit in the history. `what` is a code for a sentence, `detail` fills it."""

    id: int
    at: datetime
    who: str
    what: str
    detail: str
    undoes: int | None
    undone_by: int | None
    records: int  # how many records it touched


class Changes(StoragePart):
    """The catalog's history, and the one way in which managers write to it."""

    def __init__(self, reader: Reader, writer: Writer | None, catalog: Catalog) -> None:
        super().__init__(reader, writer)
        self._catalog = catalog

    def write(self, edit: Edit, who: str, at: datetime, what: str, detail: str = "", version: int | None = None) -> int:
        """Make an edit; its id in the history, or 0 where it changes nothing. All of it or nothing.

        `version`: of the catalog that the edit was made on; Refused("catalog_changed") where it is another by now.
        Refused: no_such_item, no_such_department, department_used, upgrade_loop, barcode_taken.
        """
        return self._write(lambda connection: self._make(connection, edit, _Log(who, at, what, detail), version))

    def undo(self, change: int, who: str, at: datetime) -> int:
        """Take an edit back, as an edit of its own (which can be undone too); its id.

        Refused: no_such_change; built_on (who, at, what) where a later edit changed the same records; leaned_on where
        something names what would go. An item that was added is retired, not deleted: a receipt may name it.
        """

        def write(connection: sqlite3.Connection) -> int:
            rows = _rows_of(connection)
            entries = _entries(rows, "WHERE c.id = ?", change)
            if not entries:
                raise Refused("no_such_change")
            records = _records(rows, change)
            if not records:
                raise Refused("not_undoable")
            now = _current(rows, [(x.kind, x.key) for x in records])
            for record in records:
                if now[record.kind, record.key] != record.after:
                    raise _built_on(rows, change, record)
            log = _Log(who, at, "undo", entries[0].what, change)
            try:
                made = self._make(connection, _back(records), log)
            except Refused as problem:
                if problem.code == "prices_while_open":
                    raise
                what = next(
                    (str(x) for name in ("code", "barcode", "value") if (x := problem.data.get(name))), problem.code
                )
                raise Refused("leaned_on", what=what) from problem
            refuse_if_named(rows, {x.key for x in records if x.kind == "items" and x.before is None})
            return made

        return self._write(write)

    def note(self, who: str, at: datetime, what: str, detail: str) -> None:
        """Write down what was done beside the catalog; there is nothing to undo in it."""
        sql = "INSERT INTO changes (at, who, what, detail) VALUES (?, ?, ?, ?)"

        def write(connection: sqlite3.Connection) -> None:
            made = connection.execute(sql, (at.isoformat(" "), who, what, detail)).lastrowid
            assert made is not None
            self._writer.note(connection, "edit", made, edit_fields(connection, made))

        self._writer.now(write)

    def history(
        self, *, who: str = "", kind: str = "", key: str = "", before: int = 0, limit: int = 100
    ) -> list[HistoryEntry]:
        """Edits, the newest first: of one person, of one kind of record, of one record; `before` is the last id seen."""
        where, values = ["1"], list[object]()
        if who:
            where.append("c.who = ?")
            values.append(who)
        if kind:
            one = " AND r.key = ?" if key else ""
            where.append(f"EXISTS (SELECT 1 FROM change_records r WHERE r.change = c.id AND r.kind = ?{one})")
            values += [kind, key] if key else [kind]
        if before:
            where.append("c.id < ?")
            values.append(before)
        return _entries(self._reader.rows, f"WHERE {' AND '.join(where)} ORDER BY c.id DESC LIMIT {limit:d}", *values)

    def records(self, change: int) -> list[RecordChange]:
        """Return the records that an edit changed."""
        return _records(self._reader.rows, change)

    def earlier(self, kind: str, key: str) -> list[Any]:
        """The values that a record had here before edits of it; None: it was not there."""
        rows = self._reader.rows(
            "SELECT before FROM change_records WHERE kind = ? AND key = ? ORDER BY change", kind, key
        )
        return [read_record(kind, text) for (text,) in rows]

    def extras(self) -> dict[str, dict[str, str]]:
        """The extra columns of every record that has some, by «kind TAB key»."""
        rows = self._reader.rows("SELECT kind, key, data FROM extras ORDER BY kind, key")
        return {f"{kind}\t{key}": loads_json(data) for kind, key, data in rows}

    def keep_versions(self, text: str, kept: int) -> None:
        """Keep what our records have seen (record_versions.py), in the transaction that makes it true. Refused: catalog_changed where
        somebody else kept it since it was read."""

        def write(connection: sqlite3.Connection) -> None:
            if recall_number(connection, VERSIONS_KEPT) != kept:
                raise Refused("catalog_changed")
            remember(connection, VERSIONS, text)
            remember(connection, VERSIONS_KEPT, str(kept + 1))

        self._writer.now(write)

    def versions_kept(self) -> int:
        """How often `keep_versions` was called."""
        row = self._reader.row("SELECT CAST(value AS INTEGER) FROM state WHERE name = ?", VERSIONS_KEPT)
        return int(row[0]) if row else 0

    # -- inside --------------------------------------------------------------------------------------------------

    def _write(self, write: Callable[[sqlite3.Connection], int]) -> int:
        try:
            return self._writer.now(write)
        finally:
            self._catalog.forget()

    def _make(self, connection: sqlite3.Connection, edit: Edit, log: _Log, version: int | None = None) -> int:
        if edit.change.whole:
            raise ValueError("an edit names what it changes")
        rows = _rows_of(connection)
        if version is not None and version != _version(rows):
            raise Refused("catalog_changed")
        keys = _touched(edit)
        before = _current(rows, keys)
        change = _without_what_stands(edit.change, before)
        refuse_other_prices(rows, change)
        if change != Change():
            number = apply(connection, change)
            self._writer.note(connection, "catalog", number, {"change": encode(change)})
            check_whole(rows, change)
        _put_extras(connection, edit.extras)
        after = _current(rows, keys)
        changed = [(*key, before[key], after[key]) for key in keys if before[key] != after[key]]
        if not changed:
            return 0
        ((made,),) = rows(
            "INSERT INTO changes (at, who, what, detail, undoes) VALUES (?, ?, ?, ?, ?) RETURNING id",
            log.at.isoformat(" "), log.who, log.what, log.detail, log.undoes,
        )  # fmt: skip
        connection.executemany("INSERT INTO change_records VALUES (?, ?, ?, ?, ?)", ((made, *x) for x in changed))
        self._writer.note(connection, "edit", int(made), edit_fields(connection, int(made)))
        return int(made)


def whole(connection: sqlite3.Connection) -> tuple[Change, int]:
    """The whole catalog and its version, both of one moment; over a connection of one's own (`Storage.reader`)."""
    connection.execute("BEGIN")
    try:
        return snapshot(connection), _version(_rows_of(connection))
    finally:
        connection.execute("COMMIT")


class _Log(NamedTuple):
    who: str
    at: datetime
    what: str
    detail: str
    undoes: int | None = None


def _rows_of(connection: sqlite3.Connection) -> Rows:
    return lambda sql, *parameters: connection.execute(sql, parameters).fetchall()


def version_of(connection: sqlite3.Connection) -> int:
    """The catalog's version."""
    return _version(_rows_of(connection))


def _entries(rows: Rows, where: str, *values: object) -> list[HistoryEntry]:
    sql = (
        "SELECT c.id, c.at, c.who, c.what, c.detail, c.undoes,"
        " (SELECT max(u.id) FROM changes u WHERE u.undoes = c.id"
        "  AND NOT EXISTS (SELECT 1 FROM changes v WHERE v.undoes = u.id)),"  # an undo that was undone no longer counts
        " (SELECT count(*) FROM change_records r WHERE r.change = c.id) FROM changes c "
    )
    return [HistoryEntry(x[0], stored_time(x[1]), *x[2:]) for x in rows(sql + where, *values)]


def _records(rows: Rows, change: int) -> list[RecordChange]:
    sql = "SELECT kind, key, before, after FROM change_records WHERE change = ? ORDER BY kind, key"
    return [RecordChange(*x) for x in rows(sql, change)]


def _version(rows: Rows) -> int:
    ((version,),) = rows("SELECT CAST(value AS INTEGER) FROM state WHERE name = 'catalog_version'")
    return int(version)


def _touched(edit: Edit) -> list[Key]:
    change = edit.change
    keys = [(kind, key_text(kind, x)) for kind in RECORD_TYPES for x in getattr(change, kind)]
    keys += [("settings", name) for name in change.settings]
    keys += [(kind, "\t".join(key)) for kind, *key in change.removed]
    keys += [("extras", key) for key in edit.extras]
    return list(dict.fromkeys(keys))


def _current(rows: Rows, keys: Iterable[Key]) -> dict[Key, str | None]:
    """The records of those keys as JSON, None where there is none."""
    found: dict[Key, str | None] = dict.fromkeys(keys)
    by_kind: dict[str, list[str]] = {}
    for kind, key in found:
        by_kind.setdefault(kind, []).append(key)
    for kind, wanted in by_kind.items():
        column, value = _COLUMNS[kind]
        sql = f"SELECT {column}, {value} FROM {kind} WHERE {column} IN (SELECT value FROM json_each(?))"
        for key, text in rows(sql, json.dumps(wanted)):
            found[kind, key] = text
    return found


def _without_what_stands(change: Change, before: Mapping[Key, str | None]) -> Change:
    """The part of the change that changes something, so that a write of what is there already is none."""
    new: dict[str, Any] = {
        kind: tuple(
            x
            for x in getattr(change, kind)
            if (stands := before[kind, key_text(kind, x)]) is None or dumps(x) != stands
        )
        for kind in RECORD_TYPES
    }
    settings = {name: x for name, x in change.settings.items() if x != before["settings", name]}
    removed = tuple(x for x in change.removed if before[x[0], "\t".join(x[1:])] is not None)
    return Change(**new, settings=settings, removed=removed)


def _back(records: Iterable[RecordChange]) -> Edit:
    """The edit that puts the records back as they were."""
    put: dict[str, list[Any]] = {}
    settings: dict[str, str] = {}
    extras: dict[str, Mapping[str, str] | None] = {}
    removed: list[tuple[str, ...]] = []
    for kind, key, before, after in records:
        if kind == "extras":
            extras[key] = None if before is None else loads_json(before)
        elif before is None and kind == "items":
            put.setdefault(kind, []).append(replace(_value(kind, after), retired=True, barcodes=()))
        elif before is None:
            removed.append((kind, *key.split("\t")))
        elif kind == "settings":
            settings[key] = before
        else:
            put.setdefault(kind, []).append(_value(kind, before))
    values: dict[str, Any] = {kind: tuple(x) for kind, x in put.items()}
    return Edit(Change(**values, settings=settings, removed=tuple(removed)), extras)


def _value(kind: str, text: str | None) -> Any:
    return loads(RECORD_TYPES[kind], text or "")


def read_record(kind: str, text: str | None) -> Any:
    """A record out of the history: a domain value, of a setting its text; None where there was none."""
    if text is None or kind == "settings":
        return text
    return json.loads(text) if kind == "extras" else _value(kind, text)


def _put_extras(connection: sqlite3.Connection, extras: Mapping[str, Mapping[str, str] | None]) -> None:
    for key, data in extras.items():
        kind, _, of = key.partition("\t")
        if data:
            connection.execute("INSERT OR REPLACE INTO extras VALUES (?, ?, ?)", (kind, of, dumps(data)))
        else:
            connection.execute("DELETE FROM extras WHERE kind = ? AND key = ?", (kind, of))


def _built_on(rows: Rows, change: int, record: RecordChange) -> Refused:
    """Who changed the record since, as far as the history knows."""
    later = _entries(
        rows,
        "JOIN change_records r ON r.change = c.id WHERE r.kind = ? AND r.key = ? AND c.id > ? ORDER BY c.id DESC LIMIT 1",
        record.kind, record.key, change,
    )  # fmt: skip
    if not later:
        return Refused("changed_since", key=record.key)
    return Refused("built_on", key=record.key, who=later[0].who, at=f"{later[0].at:%Y-%m-%d %H:%M}", change=later[0].id)
