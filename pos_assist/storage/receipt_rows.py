"""A receipt in its tables, and back. Shared by the till, the journal's replay and the import of past receipts."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from pos_assist.domain.codec import dumps, encode, encode_without, fields_of, loads, stored
from pos_assist.domain.items import Item
from pos_assist.domain.offers import OfferRecord
from pos_assist.domain.orders import ServiceMode
from pos_assist.domain.receipts import FOLLOWED, Arm, DealUsed, Receipt, ReceiptLine, TaxPart, Tender, TenderKind

Rows = Callable[..., list[tuple[Any, ...]]]  # (sql, *parameters)
OfferRow = tuple[Any, ...]

_IN_COLUMNS = frozenset((
    "key", "number", "sold_at", "mode", "lines", "deals", "taxes", "tenders", "list_total", "total", "member", "till",
    "cashier", "voided", "arm",
))  # fmt: skip
_RATES = "line_rates"
_LINES = "lines"  # what else there is to say of single lines
_IN_LINE_COLUMNS = frozenset(("line", "item", "qty", "list_price", "net", "tax_rate", "offer", "rates", "grams"))
CLOCK_JUMPED = "clock_jumped"  # in `state`, where the clock was put back so far that receipts before are dated later
IMPORTED = "import"  # the till of a receipt that was read from a file
NOT_SOLD_HERE = f"('{IMPORTED}', '{FOLLOWED}')"  # tills of receipts that this till took no money for


class SoldItems:
    """Items as they were when they were sold, each version kept once. Belongs to the writing thread."""

    def __init__(self) -> None:
        self._ids: dict[Item, int] = {}

    def id_of(self, connection: sqlite3.Connection, item: Item) -> int:
        """The row of this very version, made where there is none."""
        found = self._ids.get(item)
        if found is None:
            text = dumps(item)
            sql = "SELECT id FROM sold_items WHERE code = ? AND item = ?"
            rows = connection.execute(sql, (item.code, text)).fetchall()
            new = "INSERT INTO sold_items (code, item) VALUES (?, ?) RETURNING id"
            ((found,),) = rows or connection.execute(new, (item.code, text)).fetchall()
            self._ids[item] = int(found)
        return int(found)

    def after(self, committed: bool, _: frozenset[str]) -> None:
        """Forget the cached ids when the transaction that gave them was rolled back, or when there are too many."""
        if not committed or len(self._ids) > 50_000:
            self._ids.clear()


def iso(at: datetime) -> str:
    """A local time as the tables have it; sorts as text."""
    return at.isoformat(" ")


def offer_row(record: OfferRecord) -> OfferRow:
    """Return the columns of `offers` for a record, from `id` on, without the receipt's."""
    x = record.offer
    return (
        x.id, str(record.moment), record.position, str(x.kind), x.trigger, "+".join(x.items), x.list_price, x.adds,
        x.deal, x.reason.code, str(record.outcome), record.shown_ms, record.answered_ms, x.variant,
        x.why.relevance if x.why else 0.0,
    )  # fmt: skip


def write_receipt(
    connection: sqlite3.Connection,
    sold: SoldItems,
    receipt: Receipt,
    clock_at: str | None,
    offers: Iterable[Iterable[Any]],
) -> int:
    """Insert a receipt with all its parts, take its open order away; the receipt's row number."""
    row = insert_receipt(connection, sold, receipt, clock_at, offers)
    connection.execute("DELETE FROM open_orders WHERE key = ?", (receipt.key,))
    if not receipt.told_time:
        remember_sale(connection, iso(receipt.sold_at), receipt.number)
    return row


def insert_receipt(
    connection: sqlite3.Connection,
    sold: SoldItems,
    receipt: Receipt,
    clock_at: str | None,
    offers: Iterable[Iterable[Any]],
) -> int:
    """Insert a receipt with all its parts and nothing else; its row number. Whoever inserts many says the rest once."""
    add = connection.executemany
    row = connection.execute(
        "INSERT INTO receipts (key, number, sold_at, clock_at, mode, list_total, total, member, till, cashier, arm, more)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            receipt.key, receipt.number, iso(receipt.sold_at), clock_at, str(receipt.mode), receipt.list_total,
            receipt.total, receipt.member, receipt.till, receipt.cashier, str(receipt.arm), _more(receipt),
        ),
    ).lastrowid  # fmt: skip
    assert row is not None
    lines = [
        (row, x.line, sold.id_of(connection, x.item), x.qty, x.list_price, x.net, x.tax_rate, x.offer, x.grams)
        for x in receipt.lines
    ]
    add("INSERT INTO receipt_lines VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", lines)
    if receipt.deals:
        deals = (
            (row, i, x.deal, x.name, json.dumps(x.units), x.saving, x.title_en) for i, x in enumerate(receipt.deals)
        )
        add("INSERT INTO receipt_deals VALUES (?, ?, ?, ?, ?, ?, ?)", deals)
    taxes = ((row, i, x.rate, x.gross, x.tax) for i, x in enumerate(receipt.taxes))
    add("INSERT INTO receipt_taxes VALUES (?, ?, ?, ?, ?)", taxes)
    tenders = ((row, i, str(x.kind), x.amount, x.name, x.face) for i, x in enumerate(receipt.tenders))
    add("INSERT INTO receipt_tenders (receipt, place, kind, amount, name, face) VALUES (?, ?, ?, ?, ?, ?)", tenders)
    add(
        "INSERT INTO offers (id, receipt, order_key, moment, position, kind, trigger_item, items, list_price, adds,"
        " deal, reason, outcome, shown_ms, answered_ms, variant, relevance) VALUES"
        " (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(offer_id, row, receipt.key, *rest) for offer_id, *rest in offers],
    )
    if receipt.next_visit or receipt.redeemed:
        made = [(receipt.next_visit.code, 0, row)] if receipt.next_visit else []
        add("INSERT INTO next_visits VALUES (?, ?, ?)", [*made, *((code, 1, row) for code in receipt.redeemed)])
    return row


def remember_sale(connection: sqlite3.Connection, sold_at: str, number: int) -> None:
    """The last sale's time, and the highest number there was."""
    remember(connection, "last_sold_at", sold_at)
    remember(connection, "number", str(max(number, recall_number(connection, "number"))))


@stored()
def read_receipts(rows: Rows, ids: list[int]) -> list[Receipt]:
    """Receipts by row number, in that order, with five SELECTs however many they are."""
    wanted = json.dumps(ids)

    def parts(table: str, columns: str, order: str) -> dict[int, list[tuple[Any, ...]]]:
        found: dict[int, list[tuple[Any, ...]]] = {}
        sql = (
            f"SELECT receipt, {columns} FROM {table} WHERE receipt IN (SELECT value FROM json_each(?)) ORDER BY {order}"
        )
        for receipt, *rest in rows(sql, wanted):
            found.setdefault(receipt, []).append(tuple(rest))
        return found

    lines = parts(
        "receipt_lines l JOIN sold_items s ON s.id = l.item",
        "l.line, s.item, l.qty, l.list_price, l.net, l.tax_rate, l.offer, l.grams",
        "receipt, line",
    )
    deals = parts("receipt_deals", "deal, name, units, saving, title_en", "receipt, place")
    taxes = parts("receipt_taxes", "rate, gross, tax", "receipt, place")
    tenders = parts("receipt_tenders", "kind, amount, name, face", "receipt, place")
    heads = rows(
        "SELECT id, key, number, sold_at, mode, list_total, total, member, till, cashier, arm,"
        " more, EXISTS (SELECT 1 FROM voids WHERE receipt = id) FROM receipts WHERE id IN (SELECT value FROM json_each(?))",
        wanted,
    )
    versions: dict[str, Item] = {}

    def item(text: str) -> Item:
        if text not in versions:
            versions[text] = loads(Item, text)
        return versions[text]

    found = {
        head[0]: Receipt(
            key=head[1],
            number=head[2],
            sold_at=datetime.fromisoformat(head[3]),
            mode=ServiceMode(head[4]),
            lines=tuple(
                ReceiptLine(
                    x[0], item(x[1]), x[2], x[3], x[4], x[5], x[6], rates.get(x[0], ()), x[7], **of_lines.get(x[0], {})
                )
                for x in lines.get(head[0], ())
            ),
            deals=tuple(
                DealUsed(x[0], x[1], tuple((a, b) for a, b in json.loads(x[2])), x[3], x[4])
                for x in deals.get(head[0], ())
            ),
            taxes=tuple(TaxPart(*x) for x in taxes.get(head[0], ())),
            tenders=tuple(Tender(TenderKind(x[0]), *x[1:]) for x in tenders.get(head[0], ())),
            list_total=head[5],
            total=head[6],
            member=head[7],
            till=head[8],
            cashier=head[9],
            arm=Arm(head[10]),
            voided=bool(head[12]),
            **fields_of(Receipt, more),
        )
        for head in heads
        for more, rates, of_lines in [_less(head[11])]
    }
    return [found[i] for i in ids if i in found]


def whole(receipt: Receipt) -> bool:
    """Whether lines, tax, tenders and total fit together. A receipt read from a file knows no tax and no tenders, one of a
    register beside us no tenders."""
    if not receipt.lines or sum(x.net for x in receipt.lines) != receipt.net_total:
        return False
    if receipt.tax_added is not None and sum(x.tax for x in receipt.taxes) != receipt.tax_added:
        return False
    if sum(x.qty * x.list_price for x in receipt.lines) != receipt.list_total:
        return False
    if receipt.till == IMPORTED:
        return True
    if receipt.till == FOLLOWED:  # the other register knows what it was paid with
        return sum(x.gross for x in receipt.taxes) == receipt.total and not receipt.tenders
    cash = sum(x.amount for x in receipt.tenders if x.kind is TenderKind.CASH)
    return sum(x.gross for x in receipt.taxes) == receipt.total and 0 <= receipt.change <= cash


def sale_fields(receipt: Receipt, clock_at: str | None, offers: Iterable[Iterable[Any]]) -> dict[str, Any]:
    """A sale's line in the journal. `seen`: each offer was on screen for a second, whatever lay over the others; see
    `seen_offers`."""
    clock = {"clock_at": clock_at} if clock_at else {}
    return {"receipt": encode(receipt), "offers": [list(x) for x in offers], "seen": True, **clock}


def seen_offers(fields: dict[str, Any]) -> list[list[Any]]:
    """The offers of a sale's line. Lines without `seen` have the last offer before payment as «ignored» though the payment lay
    over it: nobody saw that one, and a shop that is brought back must not learn from it."""
    offers: list[list[Any]] = fields["offers"]
    return offers if fields.get("seen") else [x for x in offers if (x[1], x[10]) != ("paying", "ignored")]


def _more(receipt: Receipt) -> str:
    """The fields of a receipt, and of its lines, that have no column or table."""
    more = encode_without(receipt, _IN_COLUMNS)
    if rates := {line.line: line.rates for line in receipt.lines if line.rates}:
        more[_RATES] = rates
    if of_lines := {x.line: said for x in receipt.lines if (said := encode_without(x, _IN_LINE_COLUMNS))}:
        more[_LINES] = of_lines
    return json.dumps(more, ensure_ascii=False)


def _less(more: str) -> tuple[dict[str, Any], dict[int, tuple[tuple[int, int], ...]], dict[int, dict[str, Any]]]:
    """What `_more` wrote: the fields of the receipt; the rates of the lines that have more than one; other fields of lines."""
    fields = json.loads(more)
    rates = fields.pop(_RATES, {})
    of_lines = {int(line): fields_of(ReceiptLine, said) for line, said in fields.pop(_LINES, {}).items()}
    return fields, {int(line): tuple((rate, net) for rate, net in parts) for line, parts in rates.items()}, of_lines


def said_of_lines(more: str) -> dict[int, dict[str, Any]]:
    """What a receipt's column `more` says of single lines: fields of ReceiptLine by line (options, hand …)."""
    return _less(more)[2] if f'"{_LINES}"' in more else {}


def remember(connection: sqlite3.Connection, name: str, value: str) -> None:
    """Set one value of `state`."""
    connection.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", (name, value))


def recall(connection: sqlite3.Connection, name: str) -> str | None:
    """Return one value of the table `state`, or None."""
    rows = connection.execute("SELECT value FROM state WHERE name = ?", (name,)).fetchall()
    return str(rows[0][0]) if rows else None


@stored()
def recall_number(connection: sqlite3.Connection, name: str) -> int:
    """One whole number of `state`; 0 where there is none."""
    return int(recall(connection, name) or 0)
