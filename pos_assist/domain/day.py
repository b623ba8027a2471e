"""A business day at the register: what is kept of it beside its sales, and the figures it is reported with (点検 X, 精算 Z).

All money in minor units.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

Count = tuple[tuple[int, int], ...]  # (worth of one note or coin, how many), the largest first

_JAPANESE = (10_000, 5_000, 2_000, 1_000, 500, 100, 50, 10, 5, 1)
_DECIMAL = (10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50, 20, 10, 5, 2, 1)


def denominations(currency: str) -> tuple[int, ...]:
    """Return the notes and coins of a currency, the largest first."""
    return _JAPANESE if currency == "JPY" else _DECIMAL


def worth(count: Count) -> int:
    """Return what the counted notes and coins come to."""
    return sum(one * pieces for one, pieces in count)


class EntryKind(StrEnum):
    """What happened, beside sales and money given back."""

    FLOAT = "float"  # 釣銭準備金: the day was opened
    IN = "in"  # 入金
    OUT = "out"  # 出金
    DRAWER = "drawer"  # opened without a sale
    CLOSE = "close"  # 精算


@dataclass(frozen=True, slots=True)
class RateFigures:
    """What was sold at one tax rate, less what was given back, and the tax in it."""

    rate: int  # percent
    gross: int = 0
    tax: int = 0


@dataclass(frozen=True, slots=True)
class TenderFigures:
    """Money of one kind: taken (of cash what stayed, without change) and given back. `name`: the shop's own."""

    kind: str
    taken: int = 0
    times: int = 0
    back: int = 0
    name: str = ""


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """One item: units sold less units given back, and what was paid for them."""

    code: str
    name: str
    department: str
    units: int = 0
    net: int = 0


@dataclass(frozen=True, slots=True)
class CashMoved:
    """Cash put in (above 0) or taken out (below 0) beside sales."""

    at: datetime
    amount: int
    reason: str
    who: str


@dataclass(frozen=True, slots=True)
class DayFigures:
    """The figures from one close to the next, or until now."""

    begin: datetime | None = None  # of the first event; None: nothing happened
    end: datetime | None = None
    first_number: int = 0  # of receipts; 0: none was sold
    last_number: int = 0
    customers: int = 0  # guests where they were counted, else one a receipt
    items: int = 0  # units sold
    gross: int = 0  # at full prices
    set_discounts: int = 0
    order_discounts: int = 0  # by what was spent, coupons
    hand_discounts: int = 0
    sold: int = 0  # what was paid: gross less all discounts, and the tax that was added
    refunds: int = 0  # how often
    refunded: int = 0
    voids: int = 0
    voided: int = 0
    rates: tuple[RateFigures, ...] = ()
    tenders: tuple[TenderFigures, ...] = ()
    drawer_openings: int = 0  # without a sale
    reprints: int = 0
    float_: int = 0
    float_expected: int | None = None  # what the close before left for it; None: nothing was
    moved: tuple[CashMoved, ...] = ()
    offers_shown: int = 0
    offers_accepted: int = 0
    offers_brought: int = 0
    tax_added: int = 0  # on top of prices without tax, all rates; `gross` and the discounts are without it there
    gross_without_tax: int = 0  # of `gross`: of receipts whose prices were without tax

    @property
    def gross_by_way(self) -> tuple[int | None, int | None]:
        """Full prices that had their tax in them, and those without it; None for a way in which nothing was sold, where the
        other is not alone."""
        within = self.gross - self.gross_without_tax
        return within if within or not self.gross_without_tax else None, self.gross_without_tax or None

    @property
    def net(self) -> int:
        """What stayed of the sales."""
        return self.sold - self.refunded - self.voided

    @property
    def cash(self) -> TenderFigures:
        """Cash of sales."""
        return next((x for x in self.tenders if x.kind == "cash"), TenderFigures("cash"))

    @property
    def paid_in(self) -> int:
        """Cash put in beside sales."""
        return sum(x.amount for x in self.moved if x.amount > 0)

    @property
    def paid_out(self) -> int:
        """Cash taken out beside sales."""
        return -sum(x.amount for x in self.moved if x.amount < 0)

    @property
    def expected(self) -> int:
        """The cash that should be in the drawer. What was wrong with the float at the opening is not counted again."""
        return self.float_ + self.cash.taken - self.cash.back + self.paid_in - self.paid_out

    @property
    def float_difference(self) -> int:
        """What the float was over (or, below 0, short) when the day was opened."""
        return 0 if self.float_expected is None else self.float_ - self.float_expected


@dataclass(frozen=True, slots=True)
class DayEntry:
    """One thing that happened beside sales, as it is kept for good. Of a close: its number, figures and slip, as printed."""

    kind: EntryKind
    at: datetime
    day: date  # the business day it belongs to
    who: str
    till: str
    amount: int = 0  # float, cash in or out; of a close the cash that was counted
    reason: str = ""
    count: Count = ()
    expected: int | None = (
        None  # of a float: what the close before left, with what was taken since; of a close: as figures say
    )
    number: int = 0
    next_float: int = 0  # of a close: what stays in the drawer; the rest goes to the bank
    figures: DayFigures | None = None
    slip: str = ""  # a `devices.slip.Slip` as JSON
    last_job: int = 0  # of a close: the newest print job until then; what was printed again later is the next day's

    @property
    def difference(self) -> int:
        """What was over (or, below 0, short) at this count."""
        return 0 if self.expected is None else self.amount - self.expected

    @property
    def to_bank(self) -> int:
        """Of a close: the cash that leaves the drawer (銀行預入金)."""
        return self.amount - self.next_float
