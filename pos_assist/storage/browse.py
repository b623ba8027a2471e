"""What a manager looks through: item tables of any size, pairs and their answers, past sales in bulk."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from pos_assist.domain.codec import loads, stored_time
from pos_assist.domain.discounts import Discount
from pos_assist.domain.items import Item, Pairing, Upgrade
from pos_assist.domain.options import Chosen
from pos_assist.domain.orders import ServiceMode
from pos_assist.storage.catalog import Catalog
from pos_assist.storage.connection import Reader
from pos_assist.storage.followed import (
    followed_among,
    followed_by_others,
    followed_keys,
    followed_of_total,
    imported_already,
    seen_on_display,
)
from pos_assist.storage.receipt_rows import IMPORTED, said_of_lines

SORTS = {  # what an item table can be sorted by
    "key": "i.department, i.page, i.rank, i.code",
    "code": "i.code",
    "name": "s.name, i.code",
    "reading": "CASE s.reading WHEN '' THEN s.name ELSE s.reading END, i.code",
    "price": "i.value ->> 'price', i.code",
    "department": "i.department, s.name, i.code",
}
_BATCH = 2_000  # receipts


class OfferAnswers(NamedTuple):
    """How often a pair was offered and what came of it; `yen` (minor units) is what the accepted ones added."""

    offered: int = 0
    accepted: int = 0
    declined: int = 0
    yen: int = 0


class Pair(NamedTuple):
    """Counts of a pair as they stand: receipts with both, with the trigger, with the add-on."""

    trigger: str
    addon: str
    together: int
    of: int
    addon_in: int


@dataclass(frozen=True, slots=True)
class PastSale:
    """A receipt that was not voided, as it is needed to price it again. Lines: item as sold, quantity, price per unit."""

    key: str
    number: int
    at: datetime
    mode: ServiceMode
    member: str
    total: int
    lines: tuple[tuple[Item, int, int], ...]
    said: tuple[
        tuple[tuple[Chosen, ...], Discount | None], ...
    ] = ()  # options and price by hand of each line; empty: of none


_EVERYTHING = 1_000_000  # items


class Browse:
    """Reads for the back office. Each answer is whole: no SELECT stays open."""

    def __init__(self, reader: Reader, catalog: Catalog) -> None:
        self._reader = reader
        self._catalog = catalog

    def item_codes(
        self,
        *,
        text: str = "",
        department: str | None = None,
        sort: str = "key",
        down: bool = False,
        retired: bool = False,
    ) -> list[str]:
        """Codes of the items that match, in the order of one of SORTS: 20,000 strings are little, their rows are not.

        `text`: what the counter's search finds. `retired`: those instead.
        """
        where, values = ["i.retired = ?"], list[object]([int(retired)])
        if department is not None:
            where.append("i.department = ?")
            values.append(department)
        if text.strip():
            where.append("i.code IN (SELECT value FROM json_each(?))")
            values.append(json.dumps(self._catalog.search_codes(text, _EVERYTHING, retired=retired)))
        order = SORTS[sort].replace(",", " DESC,", 1) if down else SORTS[sort]
        sql = (
            f"SELECT i.code FROM items i JOIN search s ON s.item = i.code WHERE {' AND '.join(where)} ORDER BY {order}"
        )
        return [code for (code,) in self._reader.rows(sql, *values)]

    def items(self, codes: Sequence[str]) -> list[Item]:
        """The items of those codes, in that order; what does not exist is left out."""
        rows = self._reader.rows(
            "SELECT code, value FROM items WHERE code IN (SELECT value FROM json_each(?))", json.dumps(list(codes))
        )
        found = {code: loads(Item, text) for code, text in rows}
        return [found[code] for code in codes if code in found]

    def known_receipts(self, numbers: Sequence[str]) -> set[str]:
        """Which of those numbers of a file's receipts (`HistoryLine.receipt`) were imported, or followed, before."""
        sql = "SELECT substr(key, ?) FROM receipts WHERE key IN (SELECT ? || value FROM json_each(?))"
        mark = f"{IMPORTED}:"
        there = {number for (number,) in self._reader.rows(sql, len(mark) + 1, mark, json.dumps(list(numbers)))}
        return there | self.followed_receipts(numbers)

    def followed_receipts(self, numbers: Sequence[str]) -> set[str]:
        """Which of those numbers of a file's receipts are sales that were followed while they were rung up."""
        return followed_among(self._reader.rows, numbers)

    def imported_already(self, day: date, register: str, number: str) -> bool:
        """Whether the sale that a register beside us calls by that number on that day came out of a file before."""
        return imported_already(self._reader.rows, day, register, number)

    def followed_keys(self, day: date, register: str, number: str) -> list[str]:
        """The keys of our sales that are what a register beside us calls by that number on that day."""
        return followed_keys(self._reader.rows, day, register, number)

    def followed_by_others(self, day: date, register: str, number: str) -> bool:
        """Whether another till that follows that register has published that sale."""
        return followed_by_others(self._reader.rows, day, register, number)

    def followed_of_total(self, day: date, register: str, total: int) -> list[str]:
        """The keys of a followed register's sales of that day that came to so much, the newest first."""
        return followed_of_total(self._reader.rows, day, register, total)

    def seen_on_display(self, register: str, at: datetime, total: int, *, exact: bool) -> bool:
        """Whether a receipt of then is a sale that was followed by the register's display alone."""
        return seen_on_display(self._reader.rows, register, at, total, exact=exact)

    def due(self, today: date) -> list[Item]:
        """Items whose next price has begun; by index, since every opening of the till asks."""
        sql = "SELECT value FROM items WHERE value ->> 'next_from' <= ?"
        found = [loads(Item, text) for (text,) in self._reader.rows(sql, today.isoformat())]
        return sorted(found, key=lambda x: x.code)

    def sold_out(self) -> list[Item]:
        """Items that are marked sold out, off the menu or not; every item is looked at, once a day."""
        sql = "SELECT value FROM items WHERE value ->> 'sold_out' = 1 ORDER BY code"
        return [loads(Item, text) for (text,) in self._reader.rows(sql)]

    def begun_after(self, who: str, now: datetime) -> list[int]:
        """The newest changes that `who` made on a day after now's (the clock was ahead) and that were not undone since, the
        newest first."""
        sql = (
            "SELECT id, at FROM (SELECT * FROM changes ORDER BY id DESC LIMIT 50) c WHERE who = ? AND undoes IS NULL"
            " AND id NOT IN (SELECT undoes FROM changes WHERE undoes IS NOT NULL)"
        )
        return [i for i, at in self._reader.rows(sql, who) if datetime.fromisoformat(at).date() > now.date()]

    def upgrades(self) -> list[Upgrade]:
        """Every step of every ladder."""
        rows = self._reader.rows("SELECT value FROM upgrades ORDER BY from_item, to_item")
        return [loads(Upgrade, text) for (text,) in rows]

    def pairs_of(self, codes: Sequence[str], limit: int, *, by_addon: bool = False) -> list[Pair]:
        """Pairs that were bought together, with any of those triggers (or add-ons), the most often bought first."""
        column = "b" if by_addon else "a"
        return self._pairs(
            f"c.{column} IN (SELECT value FROM json_each(?))", "c.n DESC", limit, json.dumps(list(codes))
        )

    def undecided(self, least: int, share: float, times: float, limit: int) -> list[Pair]:
        """Pairs about which no manager has decided, bought together at least so often, in that share of the trigger's
        receipts, and so many times more than by chance; those furthest beyond chance first."""
        return self._pairs(
            "c.n >= ? AND c.n >= ? * ca.n AND c.n * (SELECT n FROM counts WHERE a = '@always' AND b = '@always') >= ? * ca.n * cb.n"
            " AND NOT EXISTS (SELECT 1 FROM pairings WHERE trigger_item = c.a AND addon = c.b)"
            " AND NOT EXISTS (SELECT 1 FROM upgrades WHERE from_item = c.a AND to_item = c.b)"
            " AND NOT EXISTS (SELECT 1 FROM upgrades WHERE from_item = c.b AND to_item = c.a)"
            " AND (SELECT retired FROM items WHERE code = c.a) = 0 AND (SELECT retired FROM items WHERE code = c.b) = 0",
            "c.n - CAST(ca.n AS REAL) * cb.n / (SELECT n FROM counts WHERE a = '@always' AND b = '@always') DESC",
            limit, least, share, times,
        )  # fmt: skip

    def pairings_to(self, addon: str) -> list[Pairing]:
        """Return the managers' decisions about offering this item, by trigger."""
        rows = self._reader.rows("SELECT value FROM pairings WHERE addon = ? ORDER BY trigger_item", addon)
        return [loads(Pairing, text) for (text,) in rows]

    def answers(self, *, triggers: Sequence[str] | None = None) -> dict[tuple[str, str], OfferAnswers]:
        """Return how often each (trigger, add-on) was offered, accepted and declined; with `triggers`, only theirs."""
        where, values = "", list[object]()
        if triggers is not None:
            where, values = "WHERE trigger_item IN (SELECT value FROM json_each(?))", [json.dumps(list(triggers))]
        rows = self._reader.rows(
            "SELECT trigger_item, items, count(*), sum(outcome = 'accepted'), sum(outcome = 'declined'),"
            f" sum(CASE outcome WHEN 'accepted' THEN adds ELSE 0 END) FROM offers {where} GROUP BY trigger_item, items",
            *values,
        )
        return {(trigger, addon): OfferAnswers(*rest) for trigger, addon, *rest in rows}

    def _pairs(self, where: str, order: str, limit: int, *values: object) -> list[Pair]:
        # EXISTS, not IN: with IN the planner begins with every pair of items there could be, not with those there are.
        rows = self._reader.rows(
            "SELECT c.a, c.b, c.n, ca.n, cb.n FROM counts c JOIN counts ca ON ca.a = c.a AND ca.b = c.a"
            " JOIN counts cb ON cb.a = c.b AND cb.b = c.b"
            " WHERE c.a <> c.b AND EXISTS (SELECT 1 FROM items WHERE code = c.a)"
            " AND EXISTS (SELECT 1 FROM items WHERE code = c.b)"
            f" AND {where} ORDER BY {order}, c.a, c.b LIMIT {limit:d}",
            *values,
        )
        return [Pair(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class SalesOfDays:
    """The receipts of some days (both included, None: no bound) that were not voided. For a worker: it reads over `connection`,
    one of its own (`Storage.reader`), in bounded memory."""

    connection: sqlite3.Connection
    since: date | None = None
    until: date | None = None

    def __len__(self) -> int:
        return _count_past_sales(self.connection, self.since, self.until)

    def __iter__(self) -> Iterator[PastSale]:
        return _past_sales(self.connection, self.since, self.until)


def _count_past_sales(connection: sqlite3.Connection, since: date | None, until: date | None) -> int:
    """How many receipts `_past_sales` gives."""
    where, values = _range(since, until)
    ((count,),) = connection.execute(f"SELECT count(*) FROM receipts r WHERE {where}", values).fetchall()
    return int(count)


def _past_sales(connection: sqlite3.Connection, since: date | None, until: date | None) -> Iterator[PastSale]:
    """Receipts of those days (both included) that were not voided, in the order they were finished; in bounded memory.

    For a worker, over a connection of its own (`Storage.reader`). A line whose price was not known has price 0.
    """
    where, values = _range(since, until)
    sold: dict[int, Item] = {}
    last = 0
    while True:
        heads = connection.execute(
            f"SELECT r.id, r.key, r.number, r.sold_at, r.mode, r.member, r.total, r.more FROM receipts r WHERE {where} AND r.id > ?"
            f" ORDER BY r.id LIMIT {_BATCH}",
            [*values, last],
        ).fetchall()
        if not heads:
            return
        wanted = json.dumps([row[0] for row in heads])
        lines: dict[int, list[tuple[Item, int, int]]] = {}
        numbers: dict[int, list[int]] = {}
        for receipt, item, qty, price, number in connection.execute(
            "SELECT receipt, item, qty, list_price, line FROM receipt_lines"
            " WHERE receipt IN (SELECT value FROM json_each(?)) ORDER BY receipt, line",
            (wanted,),
        ).fetchall():
            if item not in sold:
                sold[item] = _sold(connection, item)
            lines.setdefault(receipt, []).append((sold[item], qty, price))
            numbers.setdefault(receipt, []).append(number)
        for id_, key, number, at, mode, member, total, more in heads:
            when, of_lines = stored_time(at), said_of_lines(more)
            said = tuple(
                (x.get("options", ()), x.get("hand")) for n in numbers.get(id_, ()) for x in [of_lines.get(n, {})]
            )
            found = tuple(lines.get(id_, ()))
            yield PastSale(key, number, when, ServiceMode(mode), member, total, found, said if of_lines else ())
        last = heads[-1][0]


def _sold(connection: sqlite3.Connection, id_: int) -> Item:
    ((text,),) = connection.execute("SELECT item FROM sold_items WHERE id = ?", (id_,)).fetchall()
    return loads(Item, text)


def _range(since: date | None, until: date | None) -> tuple[str, list[Any]]:
    where, values = "r.id NOT IN (SELECT receipt FROM voids)", list[Any]()
    if since:
        where, values = f"{where} AND r.sold_at >= ?", [*values, since.isoformat()]
    if until:
        where, values = f"{where} AND r.sold_at < ?", [*values, until.isoformat() + "~"]
    return where, values
