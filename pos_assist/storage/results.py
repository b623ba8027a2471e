"""What became of offers and trials, read back from the receipts: for manners that look further than one order, for reports."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from typing import NamedTuple

from pos_assist.domain.codec import decode, stored
from pos_assist.domain.offers import NextVisit, OfferKind, Outcome, refusal_key
from pos_assist.domain.receipts import Arm
from pos_assist.domain.shared_record import SharedOffer, SharedSale
from pos_assist.learning.answers import SINGLE, Answered, answer_key
from pos_assist.storage.connection import Reader
from pos_assist.storage.receipt_rows import iso
from pos_assist.storage.shared_rows import shared_sales

_VISITS = 50  # of a member that are looked back at
_OWN = ("own", "pinned")  # reasons of a manager's pairing


class OrderResult(NamedTuple):
    """One sale as a trial counts it. Money in minor units."""

    arm: Arm
    total: int
    seconds: int  # from the first item to the payment; 0: not known
    sold_at: datetime


class OfferResult(NamedTuple):
    """One offer and its answer. Money in minor units."""

    refusal: str
    kind: OfferKind
    trigger: str
    items: tuple[str, ...]
    moment: str
    sold_at: datetime
    outcome: Outcome
    adds: int
    answered_ms: int | None
    variant: str
    relevance: float
    own: bool  # from a manager's pairing

    @property
    def answered(self) -> Answered:
        """Return the answer to this offer in the form that the learner counts."""
        key = answer_key(self.refusal, self.trigger, self.own)
        item = self.items[0] if self.kind in SINGLE else ""
        return Answered(key, self.moment, str(self.outcome), self.relevance, item)


_OFFERS = (
    "SELECT o.kind, o.items, o.deal, o.trigger_item, o.moment, r.sold_at, o.outcome, o.adds, o.answered_ms, o.variant,"
    " o.relevance, o.reason FROM offers o JOIN receipts r ON r.id = o.receipt"
)
_STANDS = "r.id NOT IN (SELECT receipt FROM voids)"


class OfferResults:
    """Reads only. What looks back over the whole history is for reports, never for ringing up."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    @stored()
    def refused_by(self, member: str, since: datetime) -> frozenset[str]:
        """Refusal keys of what a member declined since then, in the latest visits."""
        rows = self._reader.rows(
            "SELECT o.kind, o.items, o.deal FROM offers o JOIN (SELECT id FROM receipts WHERE member = ? AND sold_at >= ?"
            f" ORDER BY id DESC LIMIT {_VISITS}) r ON r.id = o.receipt WHERE o.outcome = ?",
            member, iso(since), str(Outcome.DECLINED),
        )  # fmt: skip
        return frozenset(_refusal(*row) for row in rows)

    @stored()
    def shown_between(self, start: datetime, end: datetime) -> dict[str, set[str]]:
        """Refusal key -> keys of the orders finished in that time (its end not included) that it was offered to."""
        rows = self._reader.rows(
            "SELECT o.order_key, o.kind, o.items, o.deal FROM offers o JOIN receipts r ON r.id = o.receipt"
            " WHERE r.sold_at >= ? AND r.sold_at < ?",
            iso(start), iso(end),
        )  # fmt: skip
        found: dict[str, set[str]] = {}
        for key, *offer in rows:
            found.setdefault(_refusal(*offer), set()).add(key)
        return found

    @stored()
    def orders(self, since: datetime | None = None) -> list[OrderResult]:
        """Every sale that was on some side of a trial and was not voided, other tills' of this shop among them."""
        sql = (
            "SELECT r.arm, r.total, coalesce(r.more ->> '$.seconds', 0), r.sold_at FROM receipts r"
            f" WHERE r.arm <> '' AND r.sold_at >= ? AND {_STANDS} ORDER BY r.id"
        )
        rows = self._reader.rows(sql, iso(since or datetime.min))
        own = [OrderResult(Arm(a), total, int(s), datetime.fromisoformat(at)) for a, total, s, at in rows]
        others = (x for x in self._others(since) if x.arm)
        return [*own, *(OrderResult(Arm(x.arm), x.total, x.seconds, x.at) for x in others)]

    @stored()
    def offers(self, since: datetime | None = None) -> list[OfferResult]:
        """Every offer of a sale that was not voided, other tills' of this shop among them."""
        sql = f"{_OFFERS} WHERE r.sold_at >= ? AND {_STANDS} ORDER BY o.id"
        own = [_result(row) for row in self._reader.rows(sql, iso(since or datetime.min))]
        return [*own, *(_of_other(sale, x) for sale in self._others(since) for x in sale.offers)]

    def _others(self, since: datetime | None) -> list[SharedSale]:
        with closing(self._reader.another()) as connection:
            return [sale for _, sale in shared_sales(connection) if since is None or sale.at >= since]

    @stored()
    def offers_of(self, key: str) -> list[OfferResult]:
        """The offers of one receipt, by its order's key."""
        return [_result(row) for row in self._reader.rows(f"{_OFFERS} WHERE r.key = ? ORDER BY o.id", key)]

    @stored()
    def next_visit(self, code: str) -> tuple[NextVisit, bool] | None:
        """The offer for the next visit with that code, and whether it has been used. A voided receipt's counts for
        nothing, whether it made the offer or used it."""
        rows = self._reader.rows(
            "SELECT r.more, n.used FROM next_visits n JOIN receipts r ON r.id = n.receipt"
            f" WHERE n.code = ? AND {_STANDS} ORDER BY n.used",
            code,
        )
        if not rows or rows[0][1]:
            return None
        made = decode(NextVisit, json.loads(rows[0][0])["next_visit"])
        return made, any(used for _, used in rows)

    def first_cards(self, since: datetime | None = None) -> dict[tuple[str, ...], int]:
        """The items of the card that was shown first to an order -> how many orders, the most frequent first."""
        first = "row_number() OVER (PARTITION BY o.receipt ORDER BY o.shown_ms, o.position) AS place"
        rows = self._reader.rows(
            f"SELECT kind, items, count(*) FROM (SELECT o.kind, o.items, {first} FROM offers o JOIN receipts r ON r.id = o.receipt"
            f" WHERE r.sold_at >= ? AND {_STANDS}) WHERE place = 1 GROUP BY items ORDER BY count(*) DESC, items",
            iso(since or datetime.min),
        )
        return {_items(kind, items): n for kind, items, n in rows}

    def next_visits(self, since: datetime | None = None) -> tuple[int, int]:
        """How many offers for the next visit were made, and how many used."""
        rows = self._reader.rows(
            "SELECT n.used, count(*) FROM next_visits n JOIN receipts r ON r.id = n.receipt"
            f" WHERE r.sold_at >= ? AND {_STANDS} GROUP BY n.used",
            iso(since or datetime.min),
        )
        counts = dict(rows)
        return counts.get(0, 0), counts.get(1, 0)


def every_answer(
    connection: sqlite3.Connection, after: int = 0
) -> Iterator[tuple[datetime, list[str], list[OfferResult]]]:
    """(time, item codes, offers) of each receipt with offers that was not voided, from the one `after` that id on: what a
    rebuild of the counts reads."""
    rows = connection.execute(
        f"SELECT DISTINCT r.id FROM offers o JOIN receipts r ON r.id = o.receipt WHERE {_STANDS} AND r.id > ?", (after,)
    )
    for (receipt,) in rows.fetchall():
        offers = [
            _result(x) for x in connection.execute(f"{_OFFERS} WHERE r.id = ? ORDER BY o.id", (receipt,)).fetchall()
        ]
        codes = connection.execute(
            "SELECT s.code FROM receipt_lines l JOIN sold_items s ON s.id = l.item WHERE l.receipt = ?", (receipt,)
        ).fetchall()
        yield offers[0].sold_at, [code for (code,) in codes], offers


def _of_other(sale: SharedSale, x: SharedOffer) -> OfferResult:
    kind = OfferKind(x.kind)
    items = (x.items,) if kind in SINGLE else tuple(x.items.split("+"))
    return OfferResult(
        x.refusal, kind, x.trigger, items, x.moment, sale.at, Outcome(x.outcome), x.adds, None, x.variant,
        x.relevance / 1000, bool(x.own),
    )  # fmt: skip


def _refusal(kind: str, items: str, deal: str) -> str:
    return refusal_key(OfferKind(kind), items.split("+"), deal)


@stored()
def _items(kind: str, items: str) -> tuple[str, ...]:
    return (items,) if kind in SINGLE else tuple(items.split("+"))


def _result(row: tuple[str, str, str, str, str, str, str, int, int | None, str, float, str]) -> OfferResult:
    kind, items, deal, trigger, moment, sold_at, outcome, adds, answered_ms, variant, relevance, reason = row
    return OfferResult(
        _refusal(kind, items, deal),
        OfferKind(kind),
        trigger,
        _items(kind, items),
        moment,
        datetime.fromisoformat(sold_at),
        Outcome(outcome),
        adds,
        answered_ms,
        variant,
        relevance,
        reason in _OWN,
    )
