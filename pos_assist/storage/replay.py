"""Events as lines of the journal, and made to happen again: sales, money given back, the catalog and its history, people, and
what binds the shop to others."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from pos_assist.domain.catalog_change import Change
from pos_assist.domain.codec import decode, dumps, encode
from pos_assist.domain.members import is_member_id
from pos_assist.domain.problems import EnvironmentProblem
from pos_assist.domain.receipts import Receipt
from pos_assist.storage.catalog_writing import apply, snapshot
from pos_assist.storage.day_entries import entry_fields, write_entry
from pos_assist.storage.import_batches import batch_fields, void_batch
from pos_assist.storage.journal import JournalLine, JournalRecord, is_sound
from pos_assist.storage.member_rows import CardIds, forget_member, member_fields, put_member
from pos_assist.storage.receipt_rows import (
    SoldItems,
    insert_receipt,
    iso,
    read_receipts,
    remember,
    remember_sale,
    sale_fields,
    seen_offers,
    whole,
)
from pos_assist.storage.refund_rows import refund_fields, void_fields, write_refund, write_void
from pos_assist.storage.till_clock import put_times, times_of_all

_CHUNK = 1_000
_GAP = 100_000  # events; a line that skips more must have a sum of its own
_KEPT_STATE = (
    "name IN ('pack_key', 'pack_serial', 'lives', 'maker') OR name LIKE 'trusted%'"  # what binds a shop to others
)
_BY_ROW = {"void": void_fields, "refund": refund_fields, "day": entry_fields}
_SALE = re.compile(rb'"kind":"sale"')
_NUMBER = re.compile(rb'"number":(\d{1,9})\b')
_AT = re.compile(rb'"sold_at":"([0-9T:. -]{10,26})"')
_TOTAL = re.compile(rb'"total":(\d{1,12})\b')


@dataclass(frozen=True, slots=True)
class LostEvent:
    """An event that did not come back, or came back though its line was changed; `number`, `at` and `total` (minor units) of a
    sale as far as they can still be read."""

    n: int
    sale: bool
    number: int | None = None
    at: str = ""
    total: int | None = None


@dataclass
class Came:
    """The result of replaying the journal: counts of events brought back, and what could not be."""

    last: int = 0  # number of the last event there is now
    events: int = 0
    history: int = 0  # imported receipts, which the journal only counts
    torn: bool = False
    people: bool = False  # whether it told who works here
    lost: list[LostEvent] = field(default_factory=list)
    doubtful: list[LostEvent] = field(default_factory=list)


def missing(connection: sqlite3.Connection, after: int) -> Iterator[JournalRecord]:
    """The events after that number, out of the database. Only the latest of what is kept as a whole (catalog, people, what
    binds the shop to others) carries it."""
    newest = dict(connection.execute("SELECT kind, max(id) FROM events GROUP BY kind").fetchall())
    while True:
        sql = "SELECT id, kind, ref FROM events WHERE id > ? ORDER BY id LIMIT ?"
        events = connection.execute(sql, (after, _CHUNK)).fetchall()
        for n, kind, ref in events:
            yield JournalRecord(n, kind, _fields(connection, kind, ref, is_newest=n == newest[kind]))
        if not events:
            return
        after = events[-1][0]


def replay(connection: sqlite3.Connection, lines: Iterable[JournalLine], after: int) -> Came:
    """Put the events after that number into the database, inside a transaction.

    A line that is not sound is never taken as true, unless it is a whole sale or money given back for one that is there;
    that is then said.
    """
    sold, came, latest = SoldItems(), Came(last=after), _Latest()
    hurt: list[JournalLine] = []  # lines that cannot be read, since the last that can
    for line in lines:
        record = line.record if _is_believed(line, came.last, len(hurt)) else None
        if line.torn:
            came.torn = True
        elif record is None:
            hurt.append(line)
        if record is None or record.n <= came.last:
            if record is not None:
                hurt.clear()
            continue
        head = record.kind == "journal"  # of a year's file: it has the number of the last event before
        came.lost += _between(came.last + 1, record.n + head, hurt)
        hurt.clear()
        came.last = record.n
        if head:
            continue
        try:
            if record.kind != "sale":
                latest.write(connection)
            ref = (_put if line.sound else _put_whole)(connection, sold, latest, record, sound=line.sound)
        except (KeyError, TypeError, ValueError, EnvironmentProblem, sqlite3.IntegrityError):
            came.lost.append(_lost(record.n, line))
            continue
        if not line.sound:
            came.doubtful.append(_lost(record.n, line))
        came.history += int(record.fields["receipts"]) if record.kind == "history" else 0
        came.people |= record.kind == "people"
        connection.execute("INSERT INTO events VALUES (?, ?, ?)", (record.n, record.kind, ref))
        came.events += 1
    came.lost += _between(came.last + 1, came.last + 1 + len(hurt), hurt)
    latest.write(connection)
    if came.events:
        connection.execute("DELETE FROM open_orders WHERE key IN (SELECT key FROM receipts)")
        remember(connection, "counts_due", "1")
    return came


def _is_believed(line: JournalLine, last: int, hurt: int) -> bool:
    """Whether anything speaks for a line's number: of one that was changed, that it is the next, so that it takes no other line's
    place; of one without a sum of its own (version 1), that it is not far off."""
    if line.record is None or line.sound:
        return line.record is not None and (line.record.n <= last + _GAP or is_sound(line.raw) is True)
    return line.record.kind != "journal" and last < line.record.n <= last + hurt + 1


class _Latest:
    """What the sales put in last say of themselves, written once for many."""

    def __init__(self) -> None:
        self.sold_at = ""
        self.number = 0

    def write(self, connection: sqlite3.Connection) -> None:
        """Write it down, where there was a sale."""
        if self.sold_at:
            remember_sale(connection, self.sold_at, self.number)
            self.sold_at, self.number = "", 0


def _between(first: int, stop: int, hurt: list[JournalLine]) -> list[LostEvent]:
    """The events of those numbers: lines that cannot be read, or that are not there."""
    return [_lost(n, hurt[i]) if i < len(hurt) else LostEvent(n, sale=True) for i, n in enumerate(range(first, stop))]


def _lost(n: int, line: JournalLine) -> LostEvent:
    number, at, total = (found.search(line.raw) for found in (_NUMBER, _AT, _TOTAL))
    if not _SALE.search(line.raw) and line.record is not None:
        return LostEvent(n, sale=False)
    return LostEvent(
        n,
        sale=True,
        number=int(number[1]) if number else None,
        at=at[1].decode().replace("T", " ")[:16] if at else "",
        total=int(total[1]) if total else None,
    )


def _put_whole(
    connection: sqlite3.Connection, sold: SoldItems, latest: _Latest, record: JournalRecord, *, sound: bool
) -> int:
    """As `_put`, for a line that was changed: what cannot be put in as a whole leaves nothing. One that is as it was written was in
    the database before."""
    connection.execute("SAVEPOINT changed_line")
    try:
        return _put(connection, sold, latest, record, sound=sound)
    except BaseException:
        connection.execute("ROLLBACK TO changed_line")
        sold.after(False, frozenset())
        raise
    finally:
        connection.execute("RELEASE changed_line")


def _put(
    connection: sqlite3.Connection, sold: SoldItems, latest: _Latest, record: JournalRecord, *, sound: bool
) -> int:
    """Make one event happen again; what it refers to in this database."""
    fields = record.fields
    if record.kind == "sale":
        receipt = decode(Receipt, fields["receipt"])
        if not sound and not whole(receipt):
            raise ValueError("a changed line")
        if receipt.member and not is_member_id(receipt.member):  # as version 8 wrote it
            receipt = replace(receipt, member=CardIds(connection).id_of(receipt.member))
        row = insert_receipt(connection, sold, receipt, fields.get("clock_at"), seen_offers(fields))
        if not receipt.told_time:
            latest.sold_at, latest.number = iso(receipt.sold_at), max(latest.number, receipt.number)
        return row
    if record.kind == "void":
        return write_void(connection, fields)
    if record.kind == "refund":
        return write_refund(connection, fields)
    if not sound:
        raise ValueError("a changed line")
    if record.kind == "member":
        return put_member(connection, fields)
    if record.kind == "forget":
        forget_member(connection, int(fields["number"]))
        return int(fields["number"])
    return _put_shop(connection, record.kind, fields)


def _put_shop(connection: sqlite3.Connection, kind: str, fields: dict[str, Any]) -> int:
    """What is no sale: the clock's repair, the catalog and its history, people, what binds the shop to others."""
    if kind == "history_back":
        void_batch(connection, fields)
        return int(fields["first"])
    if kind == "redate":
        put_times(connection, fields)
        return len(fields["receipts"])
    if kind == "catalog":
        return apply(connection, decode(Change, fields["change"])) if "change" in fields else 0
    if kind == "edit":
        return _put_edit(connection, fields)
    if kind == "day":
        return write_entry(connection, fields)
    if kind == "people" and "staff" in fields:
        connection.execute("DELETE FROM staff")
        staff = [(*row, *[""] * (5 - len(row))) for row in fields["staff"]]  # before version 9 nobody had a code
        connection.executemany("INSERT INTO staff (name, role, pin, active, code) VALUES (?, ?, ?, ?, ?)", staff)
    if kind == "peer":
        rows = ((*row, dumps(decode(Change, catalog))) for *row, catalog in fields.get("peers", []))
        connection.executemany("INSERT OR REPLACE INTO peers VALUES (?, ?, ?, ?)", rows)
    if kind == "ties" and "state" in fields:
        connection.execute(f"DELETE FROM state WHERE ({_KEPT_STATE}) AND name NOT IN ('lives', 'maker')")
        connection.executemany("INSERT OR REPLACE INTO state VALUES (?, ?)", fields["state"].items())
    return 0


def people_fields(connection: sqlite3.Connection) -> dict[str, Any]:
    """Who works here, with roles and the hashes of their PINs, as a line of the journal."""
    rows = connection.execute("SELECT name, role, pin, active, code FROM staff ORDER BY name").fetchall()
    return {"staff": [list(row) for row in rows]}


def ties_fields(connection: sqlite3.Connection) -> dict[str, Any]:
    """Return the fields that bind the shop to others: the key it signs with, and the shops whose packs it trusts."""
    return {"state": dict(connection.execute(f"SELECT name, value FROM state WHERE {_KEPT_STATE}").fetchall())}


def peer_fields(connection: sqlite3.Connection, shop: str = "") -> dict[str, Any]:
    """What was last taken from that shop's packs, or from every shop's: (shop, its serial, ours, its catalog)."""
    sql = "SELECT shop, serial, ours, catalog FROM peers WHERE ? IN ('', shop) ORDER BY shop"
    return {"peers": [[*row, json.loads(catalog)] for *row, catalog in connection.execute(sql, (shop,)).fetchall()]}


def edit_fields(connection: sqlite3.Connection, change: int) -> dict[str, Any]:
    """One entry of the history, with the records it touched."""
    sql = "SELECT id, at, who, what, detail, undoes FROM changes WHERE id = ?"
    [entry] = connection.execute(sql, (change,)).fetchall()
    sql = "SELECT kind, key, before, after FROM change_records WHERE change = ? ORDER BY kind, key"
    records = [list(row) for row in connection.execute(sql, (change,)).fetchall()]
    return {"entry": list(entry), "records": records}


def _put_edit(connection: sqlite3.Connection, fields: dict[str, Any]) -> int:
    change = int(fields["entry"][0])
    connection.execute(
        "INSERT OR REPLACE INTO changes (id, at, who, what, detail, undoes) VALUES (?, ?, ?, ?, ?, ?)", fields["entry"]
    )
    connection.executemany(
        "INSERT OR REPLACE INTO change_records VALUES (?, ?, ?, ?, ?)", ((change, *x) for x in fields["records"])
    )
    for kind, key, _, after in fields["records"]:
        if kind == "extras":
            of, _, name = key.partition("\t")
            connection.execute("DELETE FROM extras WHERE kind = ? AND key = ?", (of, name))
            if after is not None:
                json.loads(after)
                connection.execute("INSERT INTO extras VALUES (?, ?, ?)", (of, name, after))
    return change


def _fields(  # noqa: C901, PLR0911 — one kind a line
    connection: sqlite3.Connection, kind: str, ref: int, *, is_newest: bool
) -> dict[str, Any]:
    def rows(sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        return connection.execute(sql, parameters).fetchall()

    if kind == "sale":
        [receipt] = read_receipts(rows, [ref])
        if receipt.voided:  # the void is an event of its own
            receipt = replace(receipt, voided=False)
        [(clock_at,)] = rows("SELECT clock_at FROM receipts WHERE id = ?", ref)
        offers = rows(
            "SELECT id, moment, position, kind, trigger_item, items, list_price, adds, deal, reason, outcome, shown_ms,"
            " answered_ms, variant, relevance FROM offers WHERE receipt = ? ORDER BY id",
            ref,
        )
        return sale_fields(receipt, clock_at, offers)
    if kind in _BY_ROW:
        return _BY_ROW[kind](rows, ref)
    if kind == "edit":
        return edit_fields(connection, ref)
    if kind == "member":
        return member_fields(connection, ref)
    if kind == "forget":
        return {"number": ref}
    if kind == "redate":
        return times_of_all(rows)
    if kind == "history_back":
        return batch_fields(connection, ref)
    if kind in ("catalog", "people", "ties", "peer"):
        if not is_newest:
            return {}
        if kind == "catalog":
            return {"change": encode(snapshot(connection))}
        return {"people": people_fields, "ties": ties_fields, "peer": peer_fields}[kind](connection)
    return {"receipts": ref}
