"""What the customer sees of the order, on a second screen or a display of two lines. Prices, savings and one offer: never
margins, ranks, or what is meant for staff."""

from __future__ import annotations

from dataclasses import dataclass

from pos_assist.devices.pole import Lines, half_width, spoken, two_ends
from pos_assist.domain.offers import Moment
from pos_assist.domain.orders import OrderLine
from pos_assist.domain.tax import Taxing
from pos_assist.services.till.till_view import TillView

LAST_LINES = 6
_INCLUDED = Taxing()


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One line of the order. Money in minor units."""

    title: str
    qty: int
    price: int
    with_tax: int | None = None  # where `price` is without it


@dataclass(frozen=True, slots=True)
class ShownOffer:
    """One thing that would go with it, and what the order would cost more for it."""

    title: str
    adds: int
    saving: int
    item: str = ""  # code, for its picture


@dataclass(frozen=True, slots=True)
class CustomerView:
    """All that the customer sees. `paid`: what was handed over and the change, once the sale is done."""

    lines: tuple[ShownLine, ...] = ()
    more: int = 0  # lines above those shown
    saving: int = 0
    total: int = 0
    offer: ShownOffer | None = None
    paid: tuple[int, int] | None = None
    with_card: bool = False  # a member's card was shown for what was paid: thanked for, nothing more
    last: tuple[str, int, int] | None = (
        None  # name and reading of the line last rung, units, price: for two lines of signs
    )
    paying: bool = False
    language: str = "ja"  # of whoever looks at it

    @property
    def idle(self) -> bool:
        """Whether there is nothing to show but a welcome."""
        return not self.lines and self.paid is None


def customer_view(view: TillView, language: str = "ja", taxing: Taxing = _INCLUDED) -> CustomerView:
    """The customer's part of what the counter shows, items by their names in that language. In practice: nothing. Where tax is
    added to prices, what each line comes to with it stands there too (総額表示); it is rounded once for each rate of the order, so the
    lines may add up to a few yen beside the total."""
    if view.practice:
        return CustomerView(language=language)
    if not view.order.lines:
        receipt = view.last_receipt
        if receipt is None:
            return CustomerView(language=language)
        given = sum(x.amount for x in receipt.tenders)
        saving = receipt.list_total - receipt.net_total
        paid = (given, receipt.change)
        return CustomerView(
            total=receipt.total, saving=saving, paid=paid, with_card=bool(receipt.member), language=language
        )
    shown = view.order.lines[-LAST_LINES:]
    offers = view.panel.offers() if view.moment is not Moment.PAYING else ()
    best = next(iter(offers), None)
    line = view.order.line(view.selected) if view.selected is not None else None
    line = line or view.order.lines[-1]

    def gross(x: OrderLine) -> int | None:
        return taxing.gross(x.price * x.qty, x.item, x.mode or view.order.mode)

    return CustomerView(
        lines=tuple(ShownLine(x.title_in(language), x.qty, x.price * x.qty, gross(x)) for x in shown),
        more=len(view.order.lines) - len(shown),
        saving=view.priced.saving,
        total=view.priced.total,
        offer=ShownOffer(best.title_in(language), best.to_pay, best.saved, best.items[0]) if best else None,
        last=(
            spoken(line.title_in(language), "" if language == "en" else line.item.reading),
            line.qty,
            gross(line) or line.price * line.qty,
        ),
        paying=view.moment is Moment.PAYING,
        language=language,
    )


def pole_lines(shown: CustomerView, shop: str, welcome: str) -> Lines:
    """The same on two lines of 20 signs: the item just rung and its price; the total; money given and change."""
    if shown.paid is not None:
        given, change = shown.paid
        return two_ends("ｵｱｽﾞｶﾘ", f"¥{given:,}"), two_ends("ｵﾂﾘ", f"¥{change:,}")
    if shown.last is None:
        return two_ends(half_width(shop), ""), two_ends(half_width(welcome), "")
    if shown.paying:
        saved = two_ends("ﾜﾘﾋﾞｷ", f"-¥{shown.saving:,}") if shown.saving else two_ends("", "")
        return saved, two_ends("ｺﾞｳｹｲ", f"¥{shown.total:,}")
    name, units, price = shown.last
    return two_ends(name, ""), two_ends(f"{units} ﾃﾝ" if units > 1 else "", f"¥{price:,}")
