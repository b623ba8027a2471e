"""What the counter shows: one value that a window paints or a terminal prints."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pos_assist.domain.brackets import FreeUnits, brackets
from pos_assist.domain.offers import EMPTY_PANEL, Moment, NextVisit, Panel
from pos_assist.domain.orders import Order, OrderLine
from pos_assist.domain.receipts import Receipt, Tender
from pos_assist.pricing.priced import DealUse, PriceChange, PricedOrder


@dataclass(frozen=True, slots=True)
class HeldOrder:
    """An order put aside, as the recall list names it."""

    key: str
    number: int
    opened_at: datetime
    units: int
    total: int
    first_items: tuple[OrderLine, ...]  # to tell orders apart
    note: str = ""  # whose it is


@dataclass(frozen=True, slots=True)
class MemberView:
    """The member whose card was read, as the counter says it: no history."""

    label: str  # name or the end of the number; empty: neither is kept
    coupon: NextVisit | None = None  # kept on the card: to be reminded of, until it is in the order


@dataclass(frozen=True, slots=True)
class TillView:
    """The whole counter at one moment. Money in minor units."""

    order: Order
    priced: PricedOrder
    panel: Panel = EMPTY_PANEL
    moment: Moment = Moment.CHOOSING
    selected: int | None = None  # id of the line that quantity and void act on; the one rung up last
    tenders: tuple[Tender, ...] = ()
    can_undo: bool = False
    can_redo: bool = False
    held: tuple[HeldOrder, ...] = ()
    last_receipt: Receipt | None = None  # just paid: shown with its change until the next order begins
    rush: bool = False
    practice: bool = False
    change: PriceChange | None = None  # to be said before paying
    member: MemberView | None = None
    checking: bool = False  # a worker is still at the price or at what is offered

    @property
    def due(self) -> int:
        """Still to be paid; negative: change to give."""
        return self.priced.total - sum(x.amount for x in self.tenders)


@dataclass(frozen=True, slots=True)
class DealHead:
    """The head of a bracket: a deal that was formed. Its LineRows follow."""

    use: DealUse
    count: int = 1  # equal uses drawn as one bracket


@dataclass(frozen=True, slots=True)
class LineRow:
    """Units of one order line; a line of which only a part is in a deal appears in more than one place."""

    line: OrderLine
    qty: int
    price: int  # list price of these units
    in_deal: bool
    last_of_deal: bool = False
    selected: bool = False


@dataclass(frozen=True, slots=True)
class DiscountRow:
    """A discount on the whole order."""

    use: DealUse


Row = DealHead | LineRow | DiscountRow


def rows(view: TillView) -> tuple[Row, ...]:
    """The order as it is drawn: deals as brackets around the lines they use, in the order in which each was begun.

    A bracket stands where its first line was rung up; the units of a line that no deal took stand at the line's own place.
    Discounts on the whole order come last.
    """
    by_line = {line.id: line for line in view.order.lines}
    out: list[Row] = []
    for part in brackets([(line.id, line.qty) for line in view.order.lines], view.priced.uses):
        if isinstance(part, FreeUnits):
            out.append(_row(view, by_line[part.line], part.units, in_deal=False))
            continue
        out.append(DealHead(part.use, part.count))
        last = part.units[-1][0]
        out.extend(_row(view, by_line[line], n, in_deal=True, last=line == last) for line, n in part.units)
    return (*out, *map(DiscountRow, view.priced.spends))


def _row(view: TillView, line: OrderLine, qty: int, *, in_deal: bool, last: bool = False) -> LineRow:
    return LineRow(line, qty, line.price * qty, in_deal, last, line.id == view.selected)
