"""An open order and what may happen to it. Every change gives a new Order; undo is keeping the old one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from pos_assist.domain.discounts import Discount
from pos_assist.domain.items import Item, TaxClass
from pos_assist.domain.offers import NextVisit
from pos_assist.domain.options import Chosen, carried, usual


class ServiceMode(StrEnum):
    """Eaten in or taken out; it decides the tax rate of food."""

    EAT_IN = "eat_in"
    TAKEOUT = "takeout"


@dataclass(frozen=True, slots=True)
class OrderLine:
    """`qty` units of one item, with the item as it was when it was rung up: a held order keeps its prices."""

    id: int  # within the order, never used again
    item: Item
    qty: int = 1
    mode: ServiceMode | None = None  # None: the order's
    offer: str = ""  # id of the offer that brought it
    own_price: int | None = None  # of one unit, in minor units, where its label or weight says it; None: the item's
    grams: int | None = None  # what one unit weighs, where that was said
    options: tuple[Chosen, ...] = ()
    hand: Discount | None = None  # a price by hand
    eat_in: bool = False  # it costs what its item costs eaten in; the order sets it

    @property
    def price(self) -> int:
        """The price of one unit before any deal, with its options, after what was taken off by hand; in minor units."""
        return self.full_price if self.hand is None else self.hand.price(self.full_price)

    @property
    def full_price(self) -> int:
        """The same before anything was taken off by hand."""
        return self._item_price + sum(x.price for x in self.options)

    @property
    def deal_price(self) -> int:
        """What of the price the deals see: all but its options, which are paid on top of any set. By hand it is one price."""
        return self._item_price if self.hand is None else self.price

    @property
    def deal_code(self) -> str:
        """The item that the deals see; none where the price was set by hand and the shop wants no set of such units."""
        return self.item.code if self.hand is None or self.hand.in_sets else ""

    @property
    def _item_price(self) -> int:
        if self.own_price is not None:
            return self.own_price
        return price_in(self.item, ServiceMode.EAT_IN if self.eat_in else ServiceMode.TAKEOUT)

    @property
    def title(self) -> str:
        """The item's title, with what a piece weighs."""
        return weighed(self.item.title, self.grams)

    def title_in(self, language: str) -> str:
        """As `title`, for who speaks that language."""
        return weighed(self.item.title_in(language), self.grams)


@dataclass(frozen=True, slots=True)
class Order:
    """The lines of a customer's purchase until it is paid. `key` is made when the order opens and never used twice."""

    key: str
    number: int  # the small number on screen and paper
    opened_at: datetime
    mode: ServiceMode = ServiceMode.TAKEOUT
    member: str = ""  # member card; empty: none
    lines: tuple[OrderLine, ...] = ()
    next_line: int = 1
    refused: frozenset[str] = frozenset()  # what the customer does not want: Offer.refusal keys
    no_more_offers: bool = False
    coupons: tuple[NextVisit, ...] = ()  # next-visit offers that the customer brought back
    as_of: datetime | None = None  # its clock: deals and prices count as of then; None: as of when it was opened
    edit: int | None = None  # number of the catalog's newest edit at that time; None: not known
    note: str = ""  # while it is put aside: a name or a table, to tell it from others
    aside: int = 0  # seconds that it has been put aside since then, which do not count
    discount: Discount | None = None  # off the whole order, by hand, after every deal
    guests: int = 0  # 0: not counted
    table: str = ""  # table or call number

    @property
    def clock(self) -> datetime:
        """The time as of which deals and prices count."""
        return self.as_of or self.opened_at

    def costs_as(self, other: Order) -> bool:
        """Whether both have the same price: what a customer says no to moves nothing."""
        return replace(self, refused=other.refused, no_more_offers=other.no_more_offers) == other

    def line(self, line_id: int) -> OrderLine | None:
        """The line with that id."""
        return next((line for line in self.lines if line.id == line_id), None)

    def units(self) -> dict[str, int]:
        """Quantity per item code over all lines."""
        counts: dict[str, int] = {}
        for line in self.lines:
            counts[line.item.code] = counts.get(line.item.code, 0) + line.qty
        return counts

    def ring(
        self, item: Item, qty: int = 1, offer: str = "", *, own_price: int | None = None, grams: int | None = None
    ) -> Order:
        """Add units. They join the last line when that has the same item at the same price (the habit at Japanese tills:
        数量加算), else make a new line. `own_price` and `grams` of one unit: what its label or the scale said."""
        line = self._served(OrderLine(self.next_line, item, qty, None, offer, own_price, grams, usual(item.options)))
        last = self.lines[-1] if self.lines else None
        alike = last and (last.item.code, last.price, last.grams) == (item.code, line.price, grams)
        if last and alike and not offer and not last.offer and last.options == line.options and not last.hand:
            return self.set_qty(last.id, last.qty + qty)
        return replace(self, lines=(*self.lines, line), next_line=self.next_line + 1)

    def set_qty(self, line_id: int, qty: int) -> Order:
        """Change a line's quantity; none left voids it."""
        if qty <= 0:
            return self.void(line_id)
        return replace(self, lines=tuple(replace(x, qty=qty) if x.id == line_id else x for x in self.lines))

    def void(self, line_id: int) -> Order:
        """Return the order without that line."""
        return replace(self, lines=tuple(x for x in self.lines if x.id != line_id))

    def exchange(self, line_id: int, item: Item, offer: str) -> Order:
        """Replace one unit of a line by another item in the same place (an upgrade taken)."""
        lines: list[OrderLine] = []
        for x in self.lines:
            if x.id != line_id:
                lines.append(x)
                continue
            if x.qty > 1:
                lines.append(replace(x, qty=x.qty - 1))
            line = OrderLine(self.next_line, item, 1, x.mode, offer, options=carried(item.options, x.options))
            lines.append(self._served(line))
        return replace(self, lines=tuple(lines), next_line=self.next_line + 1)

    def set_mode(self, mode: ServiceMode) -> Order:
        """Eat in or take out, for every line that has no mode of its own."""
        return replace(self, mode=mode).served()

    def set_line_mode(self, line_id: int, mode: ServiceMode | None) -> Order:
        """Eat in or take out for one line; None follows the order."""
        lines = tuple(replace(x, mode=mode) if x.id == line_id else x for x in self.lines)
        return replace(self, lines=lines).served()

    def change(self, line_id: int, **fields: Any) -> Order:
        """Return the order with other fields of one line."""
        return replace(self, lines=tuple(replace(x, **fields) if x.id == line_id else x for x in self.lines))

    def part(self, line_id: int, units: int) -> Order:
        """Return the order with so many units of a line as a line of their own, behind it (its id: `next_line`)."""
        lines: list[OrderLine] = []
        for x in self.lines:
            if x.id != line_id or not 0 < units < x.qty:
                lines.append(x)
            else:
                lines += [replace(x, qty=x.qty - units), replace(x, id=self.next_line, qty=units)]
        return replace(self, lines=tuple(lines), next_line=self.next_line + 1)

    def served(self) -> Order:
        """Return the order with every line at what it costs eaten in or taken out, as it stands."""
        return replace(self, lines=tuple(map(self._served, self.lines)))

    def _served(self, line: OrderLine) -> OrderLine:
        eat_in = line.item.eat_in_price is not None and (line.mode or self.mode) is ServiceMode.EAT_IN
        return line if eat_in == line.eat_in else replace(line, eat_in=eat_in)

    def refuse(self, refusal: str) -> Order:
        """Remember that the customer does not want this."""
        return replace(self, refused=self.refused | {refusal})


def price_in(item: Item, mode: ServiceMode) -> int:
    """What one unit of an item costs eaten in or taken out, before options and deals, in minor units."""
    return item.price if item.eat_in_price is None or mode is ServiceMode.TAKEOUT else item.eat_in_price


def weighed(title: str, grams: int | None) -> str:
    """A title with the weight of a piece, as an order and a receipt say it."""
    return title if grams is None else f"{title} {grams:,} g"


def tax_rate(tax: TaxClass, mode: ServiceMode) -> int:
    """Percent of consumption tax included in the price (消費税法; 軽減税率: food taken out 8 %, eaten in 10 %)."""
    if tax is TaxClass.EXEMPT:
        return 0
    return 8 if tax is TaxClass.REDUCED and mode is ServiceMode.TAKEOUT else 10
