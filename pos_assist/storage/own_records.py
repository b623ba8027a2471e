"""This till's events as the records that other tills get of them, read out of the tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from pos_assist.domain.codec import stored, stored_time
from pos_assist.domain.offers import Outcome
from pos_assist.domain.receipts import FOLLOWED
from pos_assist.domain.shared_record import (
    ReceiptName,
    SharedLine,
    SharedOffer,
    SharedRecord,
    SharedRedate,
    SharedRefund,
    SharedSale,
    SharedVoid,
    to_line,
)
from pos_assist.pricing.allocation import split
from pos_assist.storage.lives import LifeSpan

Rows = Callable[..., list[tuple[Any, ...]]]
TAG = 2  # signs of a receipt's key that its record has
_STEPS = 50
_OWN = ("own", "pinned")  # reasons of a manager's pairing


@stored()
def own_records(rows: Rows, spans: list[LifeSpan], first: int, last: int) -> dict[int, str]:
    """The records of the events of those numbers, by number; an event that concerns no receipt has none. In one transaction
    of the reader, and for some thousand numbers at a time."""
    found = {sale.seq: to_line(sale) for sale in _sales(rows, first, last)}
    others: list[SharedRecord] = [*_voids(rows, spans, first, last), *_refunds(rows, spans, first, last)]
    others += _redates(rows, spans, first, last)
    return dict(sorted((found | {x.seq: to_line(x) for x in others}).items()))


def _sales(rows: Rows, first: int, last: int) -> Iterator[SharedSale]:
    between = "FROM events e JOIN receipts r ON r.id = e.ref"
    where = "WHERE e.kind = 'sale' AND e.id BETWEEN ? AND ?"
    heads = rows(
        "SELECT e.id, r.id, coalesce(f.sold_at, r.sold_at), r.key, r.list_total, r.total, r.arm,"
        f" coalesce(r.more ->> '$.seconds', 0), r.more ->> '$.tax_added' {between} LEFT JOIN first_times f ON f.key = r.key {where}",
        first, last,
    )  # fmt: skip
    lines: dict[int, list[SharedLine]] = {}
    weights: dict[int, list[int]] = {}
    for receipt, code, qty, net, rate in rows(
        f"SELECT r.id, s.code, l.qty, l.net, l.tax_rate {between} JOIN receipt_lines l ON l.receipt = r.id"
        f" JOIN sold_items s ON s.id = l.item {where} ORDER BY r.id, l.line",
        first, last,
    ):  # fmt: skip
        lines.setdefault(receipt, []).append(SharedLine(code, qty, net))
        weights.setdefault(receipt, []).append(net * rate)
    offers: dict[int, list[SharedOffer]] = {}
    for receipt, kind, items, trigger, deal, moment, outcome, adds, variant, relevance, reason in rows(
        "SELECT r.id, o.kind, o.items, o.trigger_item, o.deal, o.moment, o.outcome, o.adds, o.variant, o.relevance, o.reason"
        f" {between} JOIN offers o ON o.receipt = r.id {where} ORDER BY r.id, o.shown_ms, o.position, o.id",
        first, last,
    ):  # fmt: skip
        own = int(reason in _OWN)
        brought = adds if outcome == Outcome.ACCEPTED else 0  # nobody asks it of the others
        known = SharedOffer(
            kind, items, trigger if own else "", deal, moment, outcome, brought, variant, _relevance(relevance), own
        )
        offers.setdefault(receipt, []).append(known)
    for seq, receipt, sold_at, key, list_total, total, arm, seconds, added in heads:
        if receipt in lines:
            if added:  # elsewhere all money is with its tax: tills and shops of both ways are counted together
                shares = split(added, weights[receipt])
                lines[receipt] = [x._replace(net=x.net + more) for x, more in zip(lines[receipt], shares, strict=True)]
            at = stored_time(sold_at).replace(microsecond=0)
            yield SharedSale(
                seq, at, _tag(key), list_total + (added or 0), total, arm, int(seconds), tuple(lines[receipt]),
                tuple(offers.get(receipt, ())),
            )  # fmt: skip


def _voids(rows: Rows, spans: list[LifeSpan], first: int, last: int) -> Iterator[SharedVoid]:
    sql = (
        "SELECT e.id, v.at, r.key, (SELECT s.id FROM events s WHERE s.kind = 'sale' AND s.ref = r.id) FROM events e"
        " JOIN voids v ON v.receipt = e.ref JOIN receipts r ON r.id = v.receipt"
        " WHERE e.kind = 'void' AND e.id BETWEEN ? AND ?"
    )
    for seq, at, key, sale in rows(sql, first, last):
        if sale is not None:
            yield SharedVoid(seq, _second(at), _name(spans, sale, key))


def _refunds(rows: Rows, spans: list[LifeSpan], first: int, last: int) -> Iterator[SharedRefund]:
    sql = (
        "SELECT e.id, f.at, r.key, f.amount, (SELECT s.id FROM events s WHERE s.kind = 'sale' AND s.ref = r.id) FROM events e"
        " JOIN refunds f ON f.id = e.ref JOIN receipts r ON r.id = f.receipt"
        " WHERE e.kind = 'refund' AND e.id BETWEEN ? AND ?"
    )
    for seq, at, key, amount, sale in rows(sql, first, last):
        if sale is not None:
            yield SharedRefund(seq, _second(at), _name(spans, sale, key), amount)


def _redates(rows: Rows, spans: list[LifeSpan], first: int, last: int) -> Iterator[SharedRedate]:
    """Dates as they are now: a later redating brings the receipts of an earlier one to the same times."""
    for (seq,) in rows("SELECT id FROM events WHERE kind = 'redate' AND id BETWEEN ? AND ?", first, last):
        times = rows(
            "SELECT e.id, r.key, r.sold_at FROM first_times f JOIN receipts r ON r.key = f.key"
            " JOIN events e ON e.kind = 'sale' AND e.ref = r.id WHERE e.id < ? ORDER BY e.id",
            seq,
        )
        named = tuple((_name(spans, sale, key), _second(sold_at)) for sale, key, sold_at in times)
        yield SharedRedate(seq, named[-1][1] if named else datetime(1970, 1, 1), named)


def _tag(key: str) -> str:
    """The end of a receipt's key; the whole of a followed sale's, which other tills may have followed, too."""
    return key if key.startswith(f"{FOLLOWED}:") else key[-TAG:]


def _relevance(share: float) -> int:
    """In thousandths, to the nearest fiftieth: what more it would tell costs a byte an offer."""
    return round(share * _STEPS) * (1_000 // _STEPS)


def _name(spans: list[LifeSpan], seq: int, key: str) -> ReceiptName:
    life = next(span.life for span in reversed(spans) if span.first <= seq)
    return ReceiptName(life, seq, _tag(key))


def _second(at: str) -> datetime:
    return stored_time(at).replace(microsecond=0)
