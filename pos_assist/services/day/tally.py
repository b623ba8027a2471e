"""Figures of a day out of what happened, one event at a time: the one place that says what a sale, a void and a refund count
for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from pos_assist.domain.day import (
    CashMoved,
    DayEntry,
    DayFigures,
    EntryKind,
    ItemFigures,
    RateFigures,
    TenderFigures,
)
from pos_assist.domain.discounts import HAND
from pos_assist.domain.items import Rounding
from pos_assist.domain.receipts import Receipt, Refunded, TaxPart, Tender, TenderKind
from pos_assist.pricing.allocation import paid_by_line
from pos_assist.pricing.refund import left_of, refunded, tenders_back, void
from pos_assist.storage.day_entries import Back, Happened, Sold


@dataclass
class _Tender:
    taken: int = 0
    times: int = 0
    back: int = 0


class Tally:
    """Adds up what it is given, in the order in which it happened."""

    def __init__(self, rounding: Rounding, float_expected: int | None = None) -> None:
        """`float_expected`: what the close before left in the drawer; None: there was none."""
        self._rounding = rounding
        self._sums = DayFigures(float_=float_expected or 0, float_expected=float_expected)
        self._rates: dict[int, list[int]] = {}
        self._tenders: dict[tuple[str, str], _Tender] = {}
        self._moved: list[CashMoved] = []
        self._items: dict[str, ItemFigures] = {}
        self._offers: dict[str, tuple[int, int, int]] = {}  # by receipt: shown, accepted, brought
        self.opened: DayEntry | None = None

    def add(self, happened: Iterable[Happened]) -> None:
        """Count all of it."""
        for it in happened:
            if isinstance(it, Sold):
                self._sale(it)
            elif isinstance(it, Back):
                self._back(it)
            else:
                self._entry(it)

    def figures(self, reprints: int = 0) -> DayFigures:
        """What it came to."""
        return replace(
            self._sums,
            rates=tuple(RateFigures(rate, *sums) for rate, sums in sorted(self._rates.items(), reverse=True)),
            tenders=tuple(
                TenderFigures(kind, x.taken, x.times, x.back, name)
                for (kind, name), x in sorted(self._tenders.items(), key=lambda x: (_place(x[0][0]), x[0][1]))
            ),
            moved=tuple(self._moved),
            reprints=reprints,
        )

    @property
    def begin(self) -> datetime | None:
        """The time of the first of it."""
        return self._sums.begin

    def cash_moved(self) -> int:
        """The cash that came into the drawer beside the float, less what went out. A float that is counted after the first
        sales has it in it."""
        return self.figures().expected - self._sums.float_

    def items(self) -> list[ItemFigures]:
        """What was sold of each item, by department and code."""
        return sorted(self._items.values(), key=lambda x: (x.department, x.code))

    # -- what each counts for ----------------------------------------------------------------------------------------------

    def _sale(self, sold: Sold) -> None:
        receipt, sums = sold.receipt, self._sums
        sets = sum(x.saving for x in receipt.deals if x.units)
        order = sum(x.saving for x in receipt.deals if not x.units and x.deal != HAND)
        by_line = receipt_hand_discount(receipt)
        hand = by_line + sum(x.saving for x in receipt.deals if x.deal == HAND)
        gross = receipt.list_total + by_line
        self._offers[receipt.key] = (sold.shown, sold.accepted, sold.brought)
        self._sums = replace(
            sums,
            first_number=sums.first_number or receipt.number,
            last_number=receipt.number or sums.last_number,
            customers=sums.customers + max(1, receipt.guests),
            items=sums.items + sum(x.qty for x in receipt.lines),
            gross=sums.gross + gross,
            gross_without_tax=sums.gross_without_tax + (0 if receipt.tax_added is None else gross),
            set_discounts=sums.set_discounts + sets,
            order_discounts=sums.order_discounts + order,
            hand_discounts=sums.hand_discounts + hand,
            tax_added=sums.tax_added + (receipt.tax_added or 0),
            sold=sums.sold + receipt.total,
            offers_shown=sums.offers_shown + sold.shown,
            offers_accepted=sums.offers_accepted + sold.accepted,
            offers_brought=sums.offers_brought + sold.brought,
        )
        self._at(receipt.sold_at)
        self._taxes(receipt.taxes, 1)
        change = receipt.change
        for kind, name, amount in _by_kind(receipt.tenders):
            tender = self._tender(kind, name)
            tender.taken += amount - (change if kind is TenderKind.CASH else 0)
            tender.times += 1
        paid = paid_by_line(receipt)
        for line in receipt.lines:
            self._item(receipt, line.line, line.qty, paid[line.line])

    def _back(self, it: Back) -> None:
        receipt, back = replace(it.receipt, voided=False), it.back
        paid_back = None if receipt.tax_added is None else back.amount
        if isinstance(back, Refunded):
            worked_out = refunded(receipt, dict(back.units), self._rounding, it.before, paid_back)
            sums = replace(self._sums, refunds=self._sums.refunds + 1, refunded=self._sums.refunded + back.amount)
        else:
            worked_out = void(receipt, self._rounding, it.before, paid_back)
            shown, accepted, brought = self._offers.pop(receipt.key, (0, 0, 0))  # gone with their sale
            sums = replace(
                self._sums,
                voids=self._sums.voids + 1,
                voided=self._sums.voided + back.amount,
                offers_shown=self._sums.offers_shown - shown,
                offers_accepted=self._sums.offers_accepted - accepted,
                offers_brought=self._sums.offers_brought - brought,
            )
        self._sums = sums
        self._at(back.at)
        self._taxes(worked_out.taxes, -1)
        for tender in back.tenders or tenders_back(receipt, back.amount, it.before):
            self._tender(tender.kind, tender.name).back += tender.amount
        amounts = {number: amount for number, _, amount in worked_out.lines}
        if receipt.tax_added is not None:
            had, has = (paid_by_line(x) for x in (left_of(receipt, self._rounding, it.before), worked_out.rest))
            amounts = {number: had[number] - has.get(number, 0) for number in amounts}
            if amounts:  # the rounding may have been changed since
                amounts[max(amounts, key=amounts.__getitem__)] += back.amount - sum(amounts.values())
        for number, units, _ in worked_out.lines:
            self._item(receipt, number, -units, -amounts[number])

    def _entry(self, entry: DayEntry) -> None:
        self._at(entry.at)
        if entry.kind is EntryKind.FLOAT:
            self.opened = entry
            self._sums = replace(self._sums, float_=entry.amount - self.cash_moved())
        elif entry.kind in (EntryKind.IN, EntryKind.OUT):
            amount = entry.amount if entry.kind is EntryKind.IN else -entry.amount
            self._moved.append(CashMoved(entry.at, amount, entry.reason, entry.who))
        elif entry.kind is EntryKind.DRAWER:
            self._sums = replace(self._sums, drawer_openings=self._sums.drawer_openings + 1)

    # -- inside ------------------------------------------------------------------------------------------------------------

    def _at(self, at: datetime) -> None:
        begin, end = self._sums.begin or at, self._sums.end or at
        self._sums = replace(self._sums, begin=min(begin, at), end=max(end, at))

    def _taxes(self, taxes: Iterable[TaxPart], sign: int) -> None:
        for part in taxes:
            sums = self._rates.setdefault(part.rate, [0, 0])
            sums[0] += sign * part.gross
            sums[1] += sign * part.tax

    def _tender(self, kind: TenderKind, name: str) -> _Tender:
        return self._tenders.setdefault((str(kind), name), _Tender())

    def _item(self, receipt: Receipt, number: int, units: int, net: int) -> None:
        item = next(x.item for x in receipt.lines if x.line == number)
        before = self._items.get(item.code) or ItemFigures(item.code, item.title, item.department)
        self._items[item.code] = replace(before, units=before.units + units, net=before.net + net)


def receipt_hand_discount(receipt: Receipt) -> int:
    """What was taken off lines by hand, in minor units; below 0 where a price was raised."""
    return sum((x.full_price - x.list_price) * x.qty for x in receipt.lines if x.full_price is not None)


def _by_kind(tenders: Iterable[Tender]) -> list[tuple[TenderKind, str, int]]:
    sums: dict[tuple[TenderKind, str], int] = {}
    for x in tenders:
        key = (x.kind, x.name)
        sums[key] = sums.get(key, 0) + x.amount
    return [(kind, name, amount) for (kind, name), amount in sums.items()]


def _place(kind: str) -> int:
    kinds = [str(x) for x in TenderKind]
    return kinds.index(kind) if kind in kinds else len(kinds)
