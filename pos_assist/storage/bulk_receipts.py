"""Past receipts out of a file, in bulk: millions of lines in one transaction and bounded memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from itertools import groupby
from operator import attrgetter

from pos_assist.domain.codec import loads
from pos_assist.domain.items import Item
from pos_assist.domain.orders import ServiceMode, tax_rate
from pos_assist.domain.problems import BadInput
from pos_assist.domain.receipts import HistoryLine
from pos_assist.storage.member_rows import CardIds
from pos_assist.storage.receipt_rows import IMPORTED, SoldItems, iso

_BATCH = 5_000  # receipts


def write_history(
    connection: sqlite3.Connection,
    sold: SoldItems,
    cards: CardIds,
    lines: Iterable[HistoryLine],
    progress: Callable[[int], None] | None = None,
) -> int:
    """Insert the receipts, a customer's number turned into a member of `cards`; how many. Raises BadInput("receipt_twice") where one is there already."""
    versions: dict[str, tuple[int, int]] = {}  # code -> (sold_items row, tax rate)

    def version(code: str) -> tuple[int, int]:
        found = connection.execute("SELECT value FROM items WHERE code = ?", (code,)).fetchall()
        item = loads(Item, found[0][0]) if found else Item(code, code, 0)
        return sold.id_of(connection, item), tax_rate(item.tax, ServiceMode.TAKEOUT)

    ((last,),) = connection.execute("SELECT coalesce(max(id), 0) FROM receipts").fetchall()
    heads: list[tuple[object, ...]] = []
    parts: list[tuple[object, ...]] = []
    count = 0
    for number, group in groupby(lines, attrgetter("receipt")):
        row = last + count + 1
        total = 0
        for place, line in enumerate(group, 1):
            if line.item not in versions:
                versions[line.item] = version(line.item)
            item, rate = versions[line.item]
            net = line.qty * line.price
            total += net
            parts.append((row, place, item, line.qty, line.price, net, rate, ""))
        heads.append((row, f"{IMPORTED}:{number}", iso(line.at), total, total, cards.id_of(line.customer)))
        count += 1
        if count % _BATCH == 0:
            _flush(connection, heads, parts)
            if progress:
                progress(count)
    _flush(connection, heads, parts)
    if progress:
        progress(count)
    return count


def _flush(connection: sqlite3.Connection, heads: list[tuple[object, ...]], parts: list[tuple[object, ...]]) -> None:
    try:
        connection.executemany(
            "INSERT INTO receipts (id, key, number, sold_at, mode, list_total, total, member, till, cashier)"
            f" VALUES (?, ?, 0, ?, '{ServiceMode.TAKEOUT}', ?, ?, ?, '{IMPORTED}', '')",
            heads,
        )
    except sqlite3.IntegrityError as error:
        raise BadInput("receipt_twice", value=_twice(connection, heads)) from error
    connection.executemany(
        "INSERT INTO receipt_lines (receipt, line, item, qty, list_price, net, tax_rate, offer)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        parts,
    )
    heads.clear()
    parts.clear()


def _twice(connection: sqlite3.Connection, heads: list[tuple[object, ...]]) -> str:
    """The receipt of the batch that was there before it, or comes twice in it. The failed batch left its beginning."""
    first = heads[0][0]
    seen: set[object] = set()
    for _, key, *_ in heads:
        there = connection.execute("SELECT 1 FROM receipts WHERE key = ? AND id < ?", (key, first)).fetchall()
        if there or key in seen:
            return str(key).partition(":")[2]
        seen.add(key)
    return ""
