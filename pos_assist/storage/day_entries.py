"""What a business day holds beside its sales, and everything that happened between two closes, in the order it did.

That order is the numbers of the events, not the clock: whatever the clock said, every sale, void and refund stands on
exactly one close.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pos_assist.domain.codec import decode, dumps, encode, loads, stored
from pos_assist.domain.day import DayEntry, EntryKind
from pos_assist.domain.receipts import FOLLOWED, Receipt, Refunded, Voided
from pos_assist.storage.part import StoragePart
from pos_assist.storage.receipt_rows import NOT_SOLD_HERE, iso, read_receipts
from pos_assist.storage.refund_rows import read_refunds, read_void, refund_fields

Rows = Callable[..., list[tuple[Any, ...]]]
_CHUNK = 500
_MOST_FOUND = 20_000


@dataclass(frozen=True, slots=True)
class Sold:
    """A sale, and what its offers brought: shown, accepted, minor units."""

    receipt: Receipt
    shown: int = 0
    accepted: int = 0
    brought: int = 0


@dataclass(frozen=True, slots=True)
class Back:
    """Money given back for units of a receipt, or for all the customer still had of it; `before`: refunds of it until then."""

    receipt: Receipt
    before: tuple[Refunded, ...]
    back: Refunded | Voided


Happened = Sold | Back | DayEntry


class DayEntries(StoragePart):
    """Of one till."""

    def entries(self, *kinds: EntryKind, limit: int = 200) -> list[DayEntry]:
        """The newest first."""
        marks = ", ".join(f"'{kind}'" for kind in kinds or EntryKind)
        sql = f"SELECT value FROM day_entries WHERE kind IN ({marks}) ORDER BY id DESC LIMIT {limit:d}"
        return [loads(DayEntry, text) for (text,) in self._reader.rows(sql)]

    def closed(self, number: int) -> DayEntry | None:
        """The close of that number."""
        sql = "SELECT value FROM day_entries WHERE kind = 'close' ORDER BY id LIMIT 1 OFFSET ?"
        rows = self._reader.rows(sql, max(0, number - 1)) if number > 0 else []
        return loads(DayEntry, rows[0][0]) if rows else None

    def first_entry(self) -> DayEntry | None:
        """The oldest entry of this till."""
        rows = self._reader.rows("SELECT value FROM day_entries ORDER BY id LIMIT 1")
        return loads(DayEntry, rows[0][0]) if rows else None

    def last_close(self) -> tuple[int, DayEntry | None]:
        """The event that the last close was, and the close; (0, None): there was none."""
        return _last_close(self._reader.rows)

    def begun_at_event(self, begin: datetime) -> int:
        """The event before the first sale from that moment on: where the first close of a shop that never closed before
        begins."""
        return _before(self._reader.rows, begin)

    def newest_event(self) -> int:
        """The number of the last event."""
        [(n,)] = self._reader.rows("SELECT coalesce(max(id), 0) FROM events")
        return int(n)

    def happened(self, after: int, until: int) -> Iterator[Happened]:
        """Everything after that event up to and with the other."""
        return happened(self._reader.rows, after, until)

    def between(self, begin: datetime, end: datetime) -> Iterator[Happened]:
        """Everything from a moment on and before another, by what the clock said."""
        rows = self._reader.rows
        span = (iso(begin), iso(end))
        ids = [
            i
            for (i,) in rows(
                f"SELECT id FROM receipts WHERE sold_at >= ? AND sold_at < ? AND till NOT IN {NOT_SOLD_HERE} ORDER BY id",
                *span,
            )
        ]
        for i in range(0, len(ids), _CHUNK):
            yield from _sales(rows, ids[i : i + _CHUNK]).values()
        for (receipt,) in rows("SELECT receipt FROM voids WHERE at >= ? AND at < ? ORDER BY at", *span):
            yield from _of_this_till(_void(rows, receipt))
        for (refund,) in rows("SELECT id FROM refunds WHERE at >= ? AND at < ? ORDER BY id", *span):
            yield _refund(rows, refund)
        sql = "SELECT value FROM day_entries WHERE value ->> 'at' >= ? AND value ->> 'at' < ? ORDER BY id"
        for (text,) in rows(sql, begin.isoformat(), end.isoformat()):
            yield loads(DayEntry, text)

    def newest_first(self, begin: datetime, end: datetime, amount: int | None = None) -> Iterator[Happened]:
        """Everything between two moments, by what the clock said, the newest first; with `amount`, what has that amount as its
        total, as money taken, given back, counted or moved. Of sales the newest 20,000 that fit."""
        rows = self._reader.rows
        span: tuple[object, ...] = (iso(begin), iso(end))
        moved = "coalesce(value ->> 'amount', 0) = ?3"
        paid = "(total = ?3 OR EXISTS (SELECT 1 FROM receipt_tenders t WHERE t.receipt = id AND t.amount = ?3))"
        same = "amount = ?3"
        if amount is None:
            paid = same = moved = "?3 IS NULL"
        queries = {
            "sale": f"SELECT sold_at, id FROM receipts WHERE sold_at >= ?1 AND sold_at < ?2 AND till NOT IN {NOT_SOLD_HERE} AND {paid}"
            f" ORDER BY id DESC LIMIT {_MOST_FOUND}",
            "void": f"SELECT at, receipt FROM voids WHERE at >= ?1 AND at < ?2 AND {same} ORDER BY at DESC",
            "refund": f"SELECT at, id FROM refunds WHERE at >= ?1 AND at < ?2 AND {same} ORDER BY id DESC",
            "day": "SELECT replace(value ->> 'at', 'T', ' ') AS at, id FROM day_entries WHERE at >= ?1 AND at < ?2"
            f" AND {moved} ORDER BY id DESC",
        }
        found = [(at, kind, ref) for kind, sql in queries.items() for at, ref in rows(sql, *span, amount)]
        found.sort(key=lambda x: x[0], reverse=True)
        for i in range(0, len(found), 100):
            page = found[i : i + 100]
            sales = _sales(rows, [ref for _, kind, ref in page if kind == "sale"])
            for _, kind, ref in page:
                if kind == "sale":
                    yield sales[ref]
                elif kind == "day":
                    [(text,)] = rows("SELECT value FROM day_entries WHERE id = ?", ref)
                    yield loads(DayEntry, text)
                else:
                    yield from _of_this_till(_void(rows, ref) if kind == "void" else _refund(rows, ref))

    def add(self, decide: Callable[[int], DayEntry]) -> DayEntry:
        """Write down one entry, which `decide` makes inside the transaction: it is given the number of the last event before;
        none comes between. What it raises changes nothing."""
        writer = self._writer

        def write(connection: sqlite3.Connection) -> DayEntry:
            [(last,)] = connection.execute("SELECT coalesce(max(id), 0) FROM events").fetchall()
            entry = decide(int(last))
            fields = {"event": last + 1, "entry": encode(entry)}
            writer.note(connection, "day", write_entry(connection, fields), fields)
            return entry

        return writer.now(write)


def write_entry(connection: sqlite3.Connection, fields: dict[str, Any]) -> int:
    """One entry, inside a transaction; its row."""
    entry = decode(DayEntry, fields["entry"])
    sql = "INSERT INTO day_entries (kind, day, event, value) VALUES (?, ?, ?, ?) RETURNING id"
    values = (str(entry.kind), entry.day.isoformat(), int(fields["event"]), dumps(entry))
    ((row,),) = connection.execute(sql, values).fetchall()
    return int(row)


@stored()
def entry_fields(rows: Rows, ref: int) -> dict[str, Any]:
    """Return an entry's fields as the journal stores them."""
    [(event, text)] = rows("SELECT event, value FROM day_entries WHERE id = ?", ref)
    return {"event": event, "entry": encode(loads(DayEntry, text))}


@stored()
def happened(rows: Rows, after: int, until: int) -> Iterator[Happened]:
    """Everything after that event up to and with the other."""
    kinds = "kind IN ('sale', 'void', 'refund', 'day')"
    while True:
        sql = f"SELECT id, kind, ref FROM events WHERE id > ? AND id <= ? AND {kinds} ORDER BY id LIMIT {_CHUNK}"
        events = rows(sql, after, until)
        sales = _sales(rows, [ref for _, kind, ref in events if kind == "sale"])
        for n, kind, ref in events:
            if kind == "sale":
                if ref in sales:
                    yield from _of_this_till(sales[ref])
            elif kind == "day":
                [(text,)] = rows("SELECT value FROM day_entries WHERE event = ?", n)
                yield loads(DayEntry, text)
            else:
                yield from _of_this_till(_void(rows, ref) if kind == "void" else _refund(rows, ref))
        if len(events) < _CHUNK:
            return
        after = events[-1][0]


def _of_this_till(it: Sold | Back) -> Iterator[Happened]:
    """It, unless another register took the money for it: no drawer and no journal of ours knows of that."""
    if it.receipt.till != FOLLOWED:
        yield it


def _last_close(rows: Rows) -> tuple[int, DayEntry | None]:
    found = rows("SELECT event, value FROM day_entries WHERE kind = 'close' ORDER BY id DESC LIMIT 1")
    return (int(found[0][0]), loads(DayEntry, found[0][1])) if found else (0, None)


def _before(rows: Rows, begin: datetime) -> int:
    sql = (
        "SELECT min(e.id) FROM events e WHERE e.kind = 'sale' AND e.ref >="
        f" (SELECT min(id) FROM receipts WHERE sold_at >= ? AND till NOT IN {NOT_SOLD_HERE})"
    )
    [(sale,)] = rows(sql, iso(begin))
    [(entry,)] = rows("SELECT min(event) FROM day_entries")
    firsts = [int(x) for x in (sale, entry) if x is not None]
    [(newest,)] = rows("SELECT coalesce(max(id), 0) FROM events")
    return min(firsts) - 1 if firsts else int(newest)


def _sales(rows: Rows, ids: list[int]) -> dict[int, Sold]:
    if not ids:
        return {}
    sql = (
        "SELECT receipt, count(*), sum(outcome = 'accepted'), sum(CASE outcome WHEN 'accepted' THEN adds ELSE 0 END)"
        " FROM offers WHERE receipt IN (SELECT value FROM json_each(?)) GROUP BY receipt"
    )
    offers = {receipt: figures for receipt, *figures in rows(sql, str(ids))}
    receipts = read_receipts(rows, ids)
    return {i: Sold(receipt, *offers.get(i, ())) for i, receipt in zip(ids, receipts, strict=True)}


def _void(rows: Rows, row: int) -> Back:
    [receipt] = read_receipts(rows, [row])
    voided = read_void(rows, receipt.key)
    assert voided is not None  # its event says that there is one
    return Back(receipt, tuple(read_refunds(rows, receipt.key)), voided)


def _refund(rows: Rows, ref: int) -> Back:
    key = refund_fields(rows, ref)["key"]
    [(row,)] = rows("SELECT id FROM receipts WHERE key = ?", key)
    [(before,)] = rows("SELECT count(*) FROM refunds WHERE receipt = ? AND id < ?", row, ref)
    [receipt] = read_receipts(rows, [row])
    refunds = read_refunds(rows, key)
    return Back(receipt, tuple(refunds[:before]), refunds[before])
