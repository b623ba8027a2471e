"""Closed sales. A receipt is immutable: a void or a refund is another record about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from pos_assist.domain.discounts import Discount
from pos_assist.domain.items import Item, Rounding
from pos_assist.domain.offers import NextVisit
from pos_assist.domain.options import Chosen
from pos_assist.domain.orders import ServiceMode, weighed
from pos_assist.domain.texts import in_language

FOLLOWED = "feed"  # the till of a receipt of another register, whose orders were followed


class TenderKind(StrEnum):
    """How money came in. All but cash and vouchers is taken on another terminal and recorded here."""

    CASH = "cash"
    CARD = "card"
    QR = "qr"
    EMONEY = "emoney"  # 電子マネー
    VOUCHER = "voucher"  # 商品券: no change is given
    POINTS = "points"  # paid with points: no discount, the tax stays as it is
    OWN = "own"  # one that the shop names itself


@dataclass(frozen=True, slots=True)
class Tender:
    """Money taken, in minor units; of cash, what was handed over (the change is the receipt's). `name`: the shop's own name of
    an OWN one. `face`: what is printed on a voucher of which less was due; no change was given for it."""

    kind: TenderKind
    amount: int
    name: str = ""
    face: int | None = None


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """A line as it was sold. `net` is the line's share of the total after every deal; `list_price` per unit. Both are as the shop
    had its prices then: where tax was added to them (`Receipt.tax_added`), without it.

    `rates` is only given where the units are taxed at different rates (some were eaten in): (percent, minor units of `net`).
    """

    line: int
    item: Item
    qty: int
    list_price: int
    net: int
    tax_rate: int  # percent; of most of `net` where its units differ
    offer: str = ""
    rates: tuple[tuple[int, int], ...] = ()
    grams: int | None = None  # what one unit weighed, where that was said
    options: tuple[Chosen, ...] = ()
    hand: Discount | None = None  # a price by hand; `list_price` is what it came to
    full_price: int | None = None  # of one unit before that

    @property
    def title(self) -> str:
        """The item's title, with what a piece weighed."""
        return weighed(self.item.title, self.grams)

    def title_in(self, language: str) -> str:
        """As `title`, for who speaks that language."""
        return weighed(self.item.title_in(language), self.grams)


@dataclass(frozen=True, slots=True)
class DealUsed:
    """A deal as it was formed on a receipt: the units it took by line, and what it saved (minor units)."""

    deal: str
    name: str
    units: tuple[tuple[int, int], ...]  # (line, units)
    saving: int
    title_en: str = ""  # its name in English; empty: `name`

    def title_in(self, language: str) -> str:
        """Its name for who speaks that language."""
        return in_language(language, self.name, self.title_en)


@dataclass(frozen=True, slots=True)
class TaxPart:
    """Tax in the total at one rate: rounded once per rate per receipt. `gross` is with tax, whichever way the prices are."""

    rate: int
    gross: int
    tax: int


class Arm(StrEnum):
    """Which side of a trial an order was on (M16); decided by its key alone."""

    NONE = ""  # no trial was running
    CONTROL = "control"  # saw no offers
    OFFERS = "offers"
    A = "A"  # saw offers, one of the manager's two ways
    B = "B"


@dataclass(frozen=True, slots=True)
class Receipt:
    """One finished sale, as it was paid."""

    key: str
    number: int
    sold_at: datetime  # never before the receipt that precedes it
    mode: ServiceMode
    lines: tuple[ReceiptLine, ...]
    deals: tuple[DealUsed, ...]
    taxes: tuple[TaxPart, ...]
    tenders: tuple[Tender, ...]
    list_total: int
    total: int
    member: str = ""
    till: str = ""
    cashier: str = ""
    voided: bool = False
    arm: Arm = Arm.NONE
    seconds: int = 0  # from the first item to the payment
    next_visit: NextVisit | None = None
    next_visit_withheld: bool = False  # it would have made one, but for the control share
    redeemed: tuple[str, ...] = ()  # codes of next-visit offers that were used
    guests: int = 0  # 0: not counted
    table: str = ""  # table or call number
    discount: Discount | None = None  # off the whole, by hand; among `deals` as `discounts.HAND`
    told_time: bool = False  # `sold_at` was printed by a register beside us: it says nothing of our own clock
    tax_added: int | None = (
        None  # what came on top of prices without tax, all rates; None: the prices had their tax in them
    )
    rounding: Rounding | None = None  # of the tax; None: of a version that did not say, or of another register

    @property
    def net_total(self) -> int:
        """What the lines add up to, as the prices were: the total, less the tax that was added to it."""
        return self.total - (self.tax_added or 0)

    @property
    def change(self) -> int:
        """The change given, in minor units."""
        return sum(x.amount for x in self.tenders) - self.total


class HistoryLine(NamedTuple):
    """A line of a past receipt from a file; the lines of one receipt follow each other, receipts in order of time.

    A tuple, not a dataclass: an import makes millions of them.
    """

    receipt: str  # never used twice: day and number, since many tills start again at 1 every day
    at: datetime
    item: str  # code
    qty: int
    price: int  # per unit, in minor units; 0: unknown
    customer: str = ""
    category: str = ""
    size: str = ""


@dataclass(frozen=True, slots=True)
class Refunded:
    """Units of a receipt that were given back, and what was paid back for them (minor units)."""

    at: datetime
    reason: str
    units: tuple[tuple[int, int], ...]  # (line, units)
    amount: int
    who: str = ""
    till: str = ""
    tenders: tuple[Tender, ...] = ()  # how it was given back; they add up to `amount`


@dataclass(frozen=True, slots=True)
class Voided:
    """A receipt taken back as a whole: all that the customer still had of it, and what was paid back for that."""

    at: datetime
    reason: str
    amount: int  # minor units: the total less what was given back before
    who: str = ""
    till: str = ""
    tenders: tuple[Tender, ...] = ()  # how it was given back
